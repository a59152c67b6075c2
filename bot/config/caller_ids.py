"""The caller IDs as the settings write them; what is wrong is told without what was written."""

import re
from typing import Final

from bot.domain.orders import CallerId
from bot.domain.phone_numbers import parse_number
from bot.errors import InvalidNumberError

# a second number, or the sign before one, within one entry
_SECOND_CALLER_ID: Final = re.compile(r"[;；]|.\+[\s(]*\d[\d\s()-]{4}|=.*=", re.DOTALL)


def parse_caller_ids(raw: object) -> object:
    """Read all entries; raises ValueError."""
    if not isinstance(raw, str):
        return raw
    entries = filter(str.strip, raw.replace("\n", ",").split(","))
    caller_ids = tuple(_parse_caller_id(*each) for each in enumerate(entries, start=1))
    if not caller_ids:
        raise ValueError("needs at least one number")
    for values in zip(*((each.number, each.label) for each in caller_ids), strict=True):
        folded = [value.casefold() for value in values]
        if twice := next((value for value in values if folded.count(value.casefold()) > 1), None):
            raise ValueError(f"names “{twice}” twice")
    return caller_ids


def _parse_caller_id(position: int, entry: str) -> CallerId:
    """Read one entry; what is wrong is named by its position, for it may be a misplaced secret."""
    number_text, _, label = map(str.strip, entry.partition("="))
    if not number_text.startswith("+"):
        raise ValueError(f"entry {position} must start with + and the country code")
    if _SECOND_CALLER_ID.search(entry.strip()):
        raise ValueError(
            f"entry {position} seems to hold several numbers: put a comma between two of them"
        )
    try:
        number = parse_number(number_text, "US").e164
    except InvalidNumberError as exc:
        raise ValueError(f"entry {position} is not a phone number: {exc.reason}") from exc
    return CallerId(number=number, label=label or number)
