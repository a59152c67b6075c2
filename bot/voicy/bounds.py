"""How much of an answer is kept: what is longer is cut while it is read, and said so.

A function that reads adds what it cut to the validation context, a set of words for the log.
"""

from itertools import islice
from typing import Any, Final

from pydantic import BeforeValidator, ValidationInfo

from bot.domain.blank_text import is_blank

MOST_CALLS: Final = 1000  # what the API has on a page
MOST_AGENTS: Final = 1000
MOST_AGENT_VARIABLES: Final = 100
MOST_TRANSCRIPT_ENTRIES: Final = 5000  # an hour in which somebody else speaks each second
MOST_VALUES: Final = 200
LONGEST_NAME: Final = 500
LONGEST_WORD: Final = 200
LONGEST_TEXT: Final = 10_000
LARGEST_OBJECT: Final = 100_000  # characters
_DEEPEST: Final = 20


def keep(limit: int, what: str) -> BeforeValidator:
    """Keep so many characters of a text of which something can be seen, or entries of a list."""

    def shorten(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str) and is_blank(value):
            raise ValueError("nothing to read")
        if not isinstance(value, str | list) or len(value) <= limit:
            return value
        note_cut(info, what)
        return value[:limit]

    return BeforeValidator(shorten)


def keep_values(value: Any, info: ValidationInfo) -> Any:
    """Keep the first values of an object, as many as are no burden."""
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    left = LARGEST_OBJECT
    for name, item in islice(value.items(), MOST_VALUES):
        weight = len(name) + _weigh(item)
        if weight <= left:
            kept[name] = item
            left -= weight
    if len(kept) < len(value):
        note_cut(info, "variables")
    return kept


def keep_light(value: Any, info: ValidationInfo) -> Any:
    """Keep a value of any kind that is no burden, else none."""
    if _weigh(value) <= LARGEST_OBJECT:
        return value
    note_cut(info, "steps")
    return None


def _weigh(value: Any, depth: int = 0) -> int:
    """Return about how many characters a value has; what is nested too deep is too heavy."""
    if depth > _DEEPEST:
        return LARGEST_OBJECT + 1
    match value:
        case str():
            return len(value)
        case dict():
            return sum(len(name) + _weigh(item, depth + 1) for name, item in value.items())
        case list():
            return sum(_weigh(item, depth + 1) for item in value)
    return len(str(value))


def note_cut(info: ValidationInfo, what: str) -> None:
    """Remember that something was left out."""
    if info.context is not None:
        info.context.add(what)
