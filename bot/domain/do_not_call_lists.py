"""Do-not-call lists as people paste or send them: what in them is a number, and what is not."""

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
NO_TEXT: Final = "This is not a text file. Save the list as CSV or TXT, and send that."
NO_SCOPE: Final = "“{}” is not a kind of calls: write all or marketing"
NO_DAY: Final = "“{}” is not a day such as 2026-11-01"
EXPIRED: Final = "its last day was {}, which has passed"
BROKEN: Final = "In this file a quotation mark is out of place. Save the list as CSV anew."
NO_NUMBER_COLUMN: Final = (
    "This file has a column “{}” and none for the numbers. Call that column “phone”."
)
_PARTS: Final = re.compile(r"[,;\t]+")
_DELIMITERS: Final = ",;\t"
# what the column with the numbers may be called
_NUMBER_NAMES: Final = ("number", "phone", "phone number", "phone_number", "to_number", "telephone")
# what other columns say of a number, which may not be lost
_TERM_NAMES: Final = ("for", "reason", "expires")
# what spreadsheets write above a table, for themselves
_SEPARATOR_LINE: Final = re.compile(r"sep=.?\s*", re.IGNORECASE)
# a part with fewer digits is a name or a note
_FEWEST_DIGITS: Final = 5
# what no text has, line ends and tabs apart
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f]")
_LONGEST_NAMED: Final = 40
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
    """A number of a list, with the kind of calls, the reason and the end that the list names."""

    number: E164
    scope: SuppressionScope | None = None
    reason: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPart:
    """A part that looks like a number and cannot be taken: its line, from 1, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What a list says of a number, as it is written."""

    line: int
    number: str
    scope: str = ""
    reason: str = ""
    expires: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList:
    """A list that was read: each number once for each kind of calls, and the `bad` parts."""

    terms: ListTerms
    entries: tuple[ListEntry, ...]
    bad: tuple[BadPart, ...]

    @property
    def count(self) -> int:
        """How many numbers can be taken of it."""
        return len({each.number for each in self.entries})


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


def read_list(
    text: str, default_region: str, today: date
) -> tuple[tuple[ListEntry, ...], tuple[BadPart, ...]]:
    """Return the numbers of a text, and what has digits enough for one and cannot be taken.

    Raises InputError where it cannot be read, or has too many.
    """
    entries: dict[ListEntry, None] = {}
    bad: dict[BadPart, None] = {}
    for row in _list_rows(text.splitlines()):
        try:
            entries[_read_entry(row, default_region, today)] = None
        except InvalidNumberError as exc:
            bad[BadPart(line=row.line, text=row.number, reason=exc.reason)] = None
        except ValueError as exc:
            bad[BadPart(line=row.line, text=row.number, reason=str(exc))] = None
        if len(entries) > MOST_NUMBERS:
            raise InputError(TOO_LARGE, field="file")
    return tuple(entries), tuple(bad)


def write_list(numbers: NumberList) -> str:
    """Write what can be taken of a list, for the time until somebody decided about it."""
    terms = (numbers.terms.day, numbers.terms.expires or "", numbers.terms.scope or "")
    entries = (
        (each.number, each.scope or "", " ".join(each.reason.split()), each.expires or "")
        for each in numbers.entries
    )
    return "\n".join("\t".join(map(str, row)) for row in (terms, *entries))


def restore_list(text: str) -> NumberList:
    """Read what `write_list` wrote; a hundred thousand lines, and never long without a pause."""
    first, *rows = text.split("\n")
    day, expires, scope = first.split("\t")
    return NumberList(
        terms=ListTerms(
            day=date.fromisoformat(day), expires=_read_day(expires), scope=_read_scope(scope)
        ),
        entries=tuple(_restore_entry(*row.split("\t")) for row in rows),
        bad=(),
    )


def drop_number(text: str, number: E164) -> str:
    """Take a number out of what `write_list` wrote."""
    return "\n".join(row for row in text.split("\n") if not row.startswith(f"{number}\t"))


def _restore_entry(number: str, scope: str, reason: str, expires: str = "") -> ListEntry:
    return ListEntry(
        number=E164(number), scope=_read_scope(scope), reason=reason, expires=_read_day(expires)
    )


def _read_entry(row: _Row, default_region: str, today: date) -> ListEntry:
    """Read what a row says; raises InvalidNumberError, and ValueError for what else is wrong."""
    number, expires = _read_number(row.number, default_region), _read_day(row.expires)
    if expires is not None and expires <= today:
        raise ValueError(EXPIRED.format(expires))
    scope = _read_scope(row.scope)
    return ListEntry(number=number, scope=scope, reason=row.reason, expires=expires)


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


def _list_rows(lines: Sequence[str]) -> Iterator[_Row]:
    """List what may be numbers, with what its columns name beside them; raises InputError."""
    start = next((index for index, line in enumerate(lines) if _is_content(line)), len(lines))
    head = lines[start] if start < len(lines) else ""
    delimiter = max(_DELIMITERS, key=head.count)
    names = [name.strip(' "').casefold() for name in head.split(delimiter)]
    column = next((names.index(name) for name in _NUMBER_NAMES if name in names), None)
    if column is None:
        if named := [name for name in _TERM_NAMES if name in names]:
            raise InputError(NO_NUMBER_COLUMN.format(named[0]), field="file")
        yield from _list_parts(lines)
        return
    reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
    try:
        next(reader)
        for cells in reader:
            row = dict(zip(names, cells, strict=False))
            part = cells[column].strip(" '") if column < len(cells) else ""
            if part:
                yield _Row(
                    line=start + reader.line_num,
                    number=part,
                    scope=row.get("for", ""),
                    reason=row.get("reason", ""),
                    expires=row.get("expires", ""),
                )
    except csv.Error as exc:
        raise InputError(BROKEN, field="file") from exc


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not _SEPARATOR_LINE.fullmatch(line)


def _list_parts(lines: Sequence[str]) -> Iterator[_Row]:
    """List what may be numbers in a text without columns."""
    for line, text in enumerate(lines, start=1):
        for part in _PARTS.split(text):
            if sum(map(str.isdecimal, part)) >= _FEWEST_DIGITS:
                yield _Row(line=line, number=part.strip(" \"'"))


def _read_scope(text: str) -> SuppressionScope | None:
    """Read which calls are meant, None where that is not said; raises ValueError."""
    typed = text.strip()
    if typed and typed.casefold() not in _SCOPES:
        raise ValueError(NO_SCOPE.format(typed[:_LONGEST_NAMED]))
    return _SCOPES.get(typed.casefold())


def _read_day(text: str) -> date | None:
    """Read a day, None where none is said; raises ValueError."""
    typed = text.strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise ValueError(NO_DAY.format(typed[:_LONGEST_NAMED])) from None
