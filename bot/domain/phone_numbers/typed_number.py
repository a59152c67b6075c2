"""One typed number: what in the text is not part of it is named whole."""

import re
from collections.abc import Iterator
from typing import Final

from bot.domain.phone_numbers.cleaning import clean, describe
from bot.domain.phone_numbers.dialable import UnusableError
from bot.domain.phone_numbers.number import E164, PhoneNumber
from bot.domain.phone_numbers.pairs import TWO_NUMBERS, are_two_numbers, count_digits
from bot.domain.phone_numbers.readings import Readings, is_readable, read_digits
from bot.errors import AmbiguousNumberError, InvalidNumberError

_MAX_TYPED: Final = 60
_MAX_ECHOED: Final = 40
# as many digits may stand before an opening parenthesis, and before a slash
_BEFORE_PARENTHESIS, _BEFORE_SLASH = 6, 6
_MOST_GROUPS_CUT: Final = 3
# a text with more foreign parts than these is no number with something added
_MOST_PARTS: Final = 12

_TEL_LINK: Final = re.compile(r"<tel:([^<>|]*)(?:\|[^<>]*)?>", re.IGNORECASE)
_SEPARATORS: Final = " .-/\n"
_FOREIGN: Final = re.compile(r"[^\W\d_]+(?:[\s'’.\-]+[^\W\d_]+)*|[^0-9+(). \-/\n]")
_OPENING: Final = re.compile(r"[(/]")
_NUMBER_START: Final = re.compile(r"[0-9+(]")
_SHORTENED: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_DIALED_LATER: Final = re.compile(r"(?!at\b|on\b|in\b|um\b|[(/\s]*[0-9])[^0-9]+[0-9]{1,7}[)\]]?")
_PLUS_IN_THE_MIDDLE: Final = re.compile(r"[0-9.\-+)].*\+")
_LAST_GROUP: Final = re.compile(r"[(+]*[0-9]+[^0-9]*\Z")
# "9" and "10-12" are no end of a number before "h"; "10-12" is none anywhere
_HOURS: Final = re.compile(r"\s(?:- *)?\(?(?:[0-9]{1,2}\s*-\s*)?[0-9]{1,2}\s*\Z")
_RANGE: Final = re.compile(r"\s([0-9]{1,2})\s*-\s*([0-9]{1,2})\s*\Z")
_TAIL: Final = re.compile(r"(?<=[0-9]) *- *[0-9]{1,5}\s*\Z")
_AMOUNT: Final = re.compile(r"(?P<number>.*[0-9]{3})\s(?P<amount>[0-9]{1,2})\s*\Z")
_LAST_HOUR: Final = 24
TIME_WORD: Final = re.compile(
    r"(?:h|hrs?|uhr|[ap]\.?m|o.?clock|min|std|heures?|ore|horas?)(?![^\W\d_])|:[0-9]|"
    r"(?:to|till|until|bis|und|and|à|до|עד)\s+[0-9]{1,2}(?![0-9])",
    re.IGNORECASE,
)


def parse_number(text: str, default_region: str) -> PhoneNumber:
    """Read one number, national ones as within an ISO country; raises InvalidNumberError.

    It is an AmbiguousNumberError where the text can mean several.
    """
    try:
        readings = _read_text(text, default_region.upper())
    except UnusableError as refusal:
        raise InvalidNumberError(_echo(text), str(refusal), stray=refusal.stray) from None
    if readings.is_clear:
        return readings.numbers[0]
    raise AmbiguousNumberError(_echo(text), tuple(number.e164 for number in readings.numbers))


def list_numbers(text: str, default_region: str) -> tuple[E164, ...]:
    """Return every number that a text can mean; () where it is none."""
    try:
        return (parse_number(text, default_region).e164,)
    except AmbiguousNumberError as exc:
        return tuple(map(E164, exc.choices))
    except InvalidNumberError:
        return ()


def read_written(written: str, region: str) -> Readings:
    """Read a text in ASCII; raises UnusableError."""
    if not written:
        raise UnusableError("no number was given")
    if _SHORTENED.fullmatch(written):
        raise UnusableError("a spreadsheet has shortened it; write all its digits")
    if are_two_numbers(written, region):
        raise UnusableError(TWO_NUMBERS)
    position = _find_stray(written, region)
    if position is not None:
        raise _build_stray_error(written, position, region)
    if not count_digits(written):
        raise UnusableError("it has no digits")
    if "\n" in written:
        raise UnusableError("it has to stand in one line, without tabs")
    if _PLUS_IN_THE_MIDDLE.search(written):
        raise UnusableError("“+” can only stand at the beginning")
    return read_digits(written, region)


def _read_text(text: str, region: str) -> Readings:
    linked = _TEL_LINK.sub(r"\1", text.strip())
    if len(linked) > _MAX_TYPED:
        raise UnusableError("it is too long for a phone number")
    return read_written(clean(linked), region)


def _echo(text: str) -> str:
    shown = text.strip().encode("utf-8", "replace").decode("utf-8")
    return shown if len(shown) <= _MAX_TYPED else f"{shown[:_MAX_ECHOED]}…"


def _is_number(written: str, region: str) -> bool:
    try:
        read_written(written.strip(_SEPARATORS), region)
    except UnusableError:
        return False
    return True


def _find_stray(written: str, region: str) -> int | None:
    """Find where something begins that is not part of the number, if anywhere."""
    foreign = _FOREIGN.search(written)
    end = foreign.start() if foreign else len(written)
    for opening in _OPENING.finditer(written, 0, end):
        before = written[: opening.start()]
        most = _BEFORE_SLASH if opening[0] == "/" else _BEFORE_PARENTHESIS
        if count_digits(before) > most and is_readable(before, region):
            return opening.start()
    if foreign:
        return foreign.start()
    position = _find_range(written, region)
    return _find_tail(written, region) if position is None else position


def _find_range(written: str, region: str) -> int | None:
    """Find hours from and to that follow a number."""
    hours = _RANGE.search(written)
    if hours is None or not int(hours[1]) < int(hours[2]) <= _LAST_HOUR:
        return None
    return hours.start() if _is_number(written[: hours.start()], region) else None


def _find_tail(written: str, region: str) -> int | None:
    """Find digits after a dash that follow a number in use and make none together with it."""
    tail = _TAIL.search(written)
    if tail is None or _is_in_use(written, region):
        return None
    return tail.start() if _is_in_use(written[: tail.start()], region) else None


def _is_in_use(written: str, region: str) -> bool:
    """Tell whether digits with separators are one number beyond doubt."""
    try:
        readings = read_digits(written, region)
    except UnusableError:
        return False
    return readings.is_clear and readings.numbers[0].is_valid


def _build_stray_error(written: str, position: int, region: str) -> UnusableError:
    """Name all that is to be left out, so that what is left is a number."""
    found = _FOREIGN.match(written, position)
    part = found[0] if found else written[position:]
    if len(_FOREIGN.findall(written)) > _MOST_PARTS:
        return _build_refusal(part)
    before = written[:position]
    if not count_digits(before):
        return _build_label_error(written, position, region)
    is_time = TIME_WORD.match(written, position) is not None
    if not is_time and (amount := _find_amount(before, region)):
        reason = f"is “{amount}” part of it? Write the number alone, its digits without spaces"
        return UnusableError(reason)
    for cut in _list_cuts(written, position):
        if _is_number(written[:cut], region):
            return _build_advice(written[cut:])
    if _is_number(before + " " + written[position + len(part) :], region):
        return _build_advice(part)
    return _build_refusal(part)


def _find_amount(before: str, region: str) -> str:
    """Find digits before a word that may count something, or end the number just as well."""
    found = _AMOUNT.search(before)
    is_unclear = found and _is_number(before, region) and _is_number(found["number"], region)
    return found["amount"] if found and is_unclear else ""


def _build_label_error(written: str, position: int, region: str) -> UnusableError:
    """Name what stands before a number, such as “Tel.:”, and what stands after it."""
    start = _NUMBER_START.search(written, position)
    label = written[: start.start()] if start else written
    try:
        read_written(written[len(label) :].strip(_SEPARATORS), region)
    except UnusableError as error:
        found = _FOREIGN.match(written, position)
        first = label.strip() if error.stray else found[0] if found else label
        return _build_advice(label, error.stray) if error.stray else _build_refusal(first)
    return _build_advice(label)


def _list_cuts(written: str, position: int) -> Iterator[int]:
    """List where the number may end before a stray part, the likeliest place first."""
    before = written[:position]
    is_time = TIME_WORD.match(written, position) is not None
    hours = (_HOURS if is_time else _RANGE).search(before)
    if hours:
        yield hours.start()
    yield position
    for _ in range(_MOST_GROUPS_CUT):
        group = _LAST_GROUP.search(before)
        if group is None:
            return
        before = before[: group.start()]
        yield group.start()


def _build_advice(part: str, *others: str) -> UnusableError:
    stray = part.strip(" \n")
    shown = describe(stray)
    named = " and ".join(f"“{_echo(each)}”" for each in (shown, *others))
    if _DIALED_LATER.fullmatch(stray):
        reason = f"extensions cannot be dialed, leave out {named}"
    elif any(map(str.isalpha, stray)):
        reason = f"letters do not belong in a phone number, leave out {named}"
    else:
        reason = f"only digits belong in a phone number, leave out {named}"
    return UnusableError(reason, stray=stray)


def _build_refusal(part: str) -> UnusableError:
    shown = f"“{_echo(describe(part))}”"
    if part[:1].isalpha():
        return UnusableError(f"letters cannot be dialed; write {shown} in digits, or leave it out")
    return UnusableError(f"{shown} does not belong in a phone number")
