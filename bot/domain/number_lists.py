"""Lists of numbers as people paste or send them: what in them is a number, and what is not."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.phone_numbers import E164, parse_number, read_plain
from bot.domain.suppressions import SuppressionScope
from bot.errors import AmbiguousNumberError, InputError, InvalidNumberError

MOST_NUMBERS: Final = 100_000
MOST_BYTES: Final = 10_000_000
# to read more takes seconds
MANY_CHARACTERS: Final = 400_000
EMPTY: Final = "This file is empty."
TOO_LARGE: Final = "This file is too large: a list has at most 100,000 numbers and 10 MB."
NO_TEXT: Final = "This file is no text. Save the list as CSV or TXT, and send that."
BROKEN: Final = "This file breaks off within quotes. Save the list as CSV anew."
_PARTS: Final = re.compile(r"[,;\t]+")
_DELIMITERS: Final = ",;\t"
# what the column with the numbers may be called
_NUMBER_NAMES: Final = ("number", "phone", "phone number", "phone_number", "to_number", "telephone")
# a part with fewer digits is a name or a note
_FEWEST_DIGITS: Final = 5
# what no text has, line ends and tabs apart
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f]")
_SCOPES: Final = {str(scope): scope for scope in SuppressionScope}
_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTerms:
    """Of which day a list is, on which it expires, if ever, and for which calls it is."""

    day: date
    expires: date | None = None
    scope: SuppressionScope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """A number of a list, with the kind of calls and the reason that the list itself names."""

    number: E164
    scope: SuppressionScope | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPart:
    """A part that looks like a number and is none: its line, from 1, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList:
    """A list that was read: each number once for each kind of calls, and the `bad` parts."""

    terms: ListTerms
    entries: tuple[ListEntry, ...]
    bad: tuple[BadPart, ...]


def decode_list(content: bytes) -> str:
    """Return the text of a file; raises InputError for what is none."""
    if not content.strip():
        raise InputError(EMPTY, field="file")
    if len(content) > MOST_BYTES:
        raise InputError(TOO_LARGE, field="file")
    encoding = _MARKS.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        # as spreadsheets save it in the West; the digits are the same in all of these
        text = "\0" if encoding == "utf-16" else content.decode("cp1252", "replace")
    if _CONTROLS.search(text):
        raise InputError(NO_TEXT, field="file")
    return text


def read_list(text: str, default_region: str) -> tuple[tuple[ListEntry, ...], tuple[BadPart, ...]]:
    """Return the numbers of a text, and what has digits enough for one and is none.

    Raises InputError where it cannot be read, or has too many.
    """
    entries: dict[ListEntry, None] = {}
    bad: dict[BadPart, None] = {}
    for line, part, scope, reason in _list_parts(text.splitlines()):
        try:
            number = _read_number(part, default_region)
        except InvalidNumberError as exc:
            bad[BadPart(line=line, text=part, reason=exc.reason)] = None
        else:
            entries[ListEntry(number=number, scope=scope, reason=reason)] = None
        if len(entries) > MOST_NUMBERS:
            raise InputError(TOO_LARGE, field="file")
    return tuple(entries), tuple(bad)


def write_list(numbers: NumberList) -> str:
    """Write what can be taken of a list, for the time until somebody decided about it."""
    terms = (numbers.terms.day, numbers.terms.expires or "", numbers.terms.scope or "")
    entries = (
        (each.number, each.scope or "", " ".join(each.reason.split())) for each in numbers.entries
    )
    return "\n".join("\t".join(map(str, row)) for row in (terms, *entries))


def restore_list(text: str) -> NumberList:
    """Read what `write_list` wrote; a hundred thousand lines, and never long without a pause."""
    first, *rows = text.split("\n")
    day, expires, scope = first.split("\t")
    return NumberList(
        terms=ListTerms(
            day=date.fromisoformat(day),
            expires=date.fromisoformat(expires) if expires else None,
            scope=_read_scope(scope),
        ),
        entries=tuple(
            ListEntry(number=E164(number), scope=_read_scope(named), reason=reason)
            for number, named, reason in (row.split("\t", 2) for row in rows)
        ),
        bad=(),
    )


def _read_number(part: str, default_region: str) -> E164:
    """Read a number, also one whose plus a spreadsheet took; raises InvalidNumberError."""
    if (plain := read_plain(part)) is not None:
        return plain
    try:
        return parse_number(part, default_region).e164
    except AmbiguousNumberError as exc:
        if len(exc.choices) > 1:
            raise
        return E164(exc.choices[0])


def _list_parts(
    lines: Sequence[str],
) -> Iterator[tuple[int, str, SuppressionScope | None, str]]:
    """List what may be numbers, with line, kind of calls and reason as its columns name them."""
    delimiter = max(_DELIMITERS, key=(lines[0] if lines else "").count)
    names = [name.strip(' "').casefold() for name in (lines[0] if lines else "").split(delimiter)]
    column = next((names.index(name) for name in _NUMBER_NAMES if name in names), None)
    if column is None:
        for line, text in enumerate(lines, start=1):
            for part in _PARTS.split(text):
                if sum(map(str.isdecimal, part)) >= _FEWEST_DIGITS:
                    yield line, part.strip(" \"'"), None, ""
        return
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        next(reader)
        for cells in reader:
            row = dict(zip(names, cells, strict=False))
            part = cells[column].strip(" '") if column < len(cells) else ""
            if part:
                yield reader.line_num, part, _read_scope(row.get("for", "")), row.get("reason", "")
    except csv.Error as exc:
        raise InputError(BROKEN, field="file") from exc


def _read_scope(text: str) -> SuppressionScope | None:
    return _SCOPES.get(text.strip().casefold())
