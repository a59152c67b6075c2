"""What the result of a call means to the team: its agent's fields, mapped once by an admin."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

# as long as Slack lets a choice be
LONGEST_CHOICE: Final = 75
_MOST_PARTS: Final = 200
_LONGEST_VALUE: Final = 300
_DEEPEST: Final = 6
# what agents write where there is nothing to say
_NOTHING: Final = frozenset(
    {"", "-", "–", "—", "none", "null", "nil", "n/a", "na", "undefined", "unknown"}
)
_SAME: Final = {"true": "yes", "false": "no"}


class Outcome(StrEnum):
    """How a call ended, as people tell calls apart at a glance."""

    REACHED = "reached"
    CALL_BACK = "call_back"
    WANTS_HUMAN = "wants_human"
    ANSWERED = "answered"
    WRONG_PERSON = "wrong_person"
    OPTED_OUT = "opted_out"
    VOICEMAIL = "voicemail"
    SILENCE = "silence"
    DEAD_LINE = "dead_line"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CANCELED = "canceled"
    ERROR = "error"


# what a team can map; where several are true of a call the first one counts
MEANINGS: Final = (
    Outcome.OPTED_OUT,
    Outcome.WRONG_PERSON,
    Outcome.VOICEMAIL,
    Outcome.WANTS_HUMAN,
    Outcome.CALL_BACK,
    Outcome.REACHED,
)
REACHING: Final = (Outcome.WANTS_HUMAN, Outcome.CALL_BACK, Outcome.REACHED)
# somebody or something picked up, and nobody talked
UNTALKED: Final = (Outcome.SILENCE, Outcome.DEAD_LINE)
# nobody was there to talk with
UNATTENDED: Final = (Outcome.VOICEMAIL, *UNTALKED)
# nobody calls these again by itself
REFUSING: Final = (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """A field of the result and which of its values mean something; no values are any value."""

    field: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultMapping:
    """What the fields of an agent's results mean; `headline` is the field that says it best."""

    rules: Mapping[Outcome, FieldRule]
    headline: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that may be shown outside of a call's own channel, the headline first."""
        mapped = [rule.field for rule in self.rules.values()]
        return tuple(dict.fromkeys([self.headline, *mapped] if self.headline else mapped))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultMeaning:
    """What a result means, the most important first; `headline`, `call_back` are its fields."""

    meanings: tuple[Outcome, ...] = ()
    headline: str | None = None
    call_back: str | None = None


def read_result(mapping: ResultMapping, values: Mapping[str, Any]) -> ResultMeaning:
    """Read what values mean; what contradicts a meaning before it in MEANINGS is left out."""
    found = {
        meaning: field
        for meaning in MEANINGS
        if (rule := mapping.rules.get(meaning)) and (field := _find_match(rule, values))
    }
    headline = _find_field(mapping.headline, values) if mapping.headline else None
    meanings = _agree(tuple(found))
    return ResultMeaning(
        meanings=meanings,
        headline=headline if headline and has_value(values[headline]) else None,
        call_back=found[Outcome.CALL_BACK] if Outcome.CALL_BACK in meanings else None,
    )


def has_value(value: Any) -> bool:
    """Say whether a field says anything; “no” is a value."""
    return any(fold_value(part) not in _NOTHING for part in _list_parts(value))


def list_values(value: Any) -> tuple[str, ...]:
    """List what a field says in short, each value as a person would choose it."""
    parts = (_write(part) for part in _list_parts(value))
    return tuple(each for each in parts if fold_value(each) and len(each) <= LONGEST_CHOICE)


def fold_value(value: Any) -> str:
    """Return what two spellings of a value share: no case or mark, single spaces, true is yes."""
    folded = unicodedata.normalize("NFKC", _write(value)).casefold()
    # a Hebrew word may come with a mark of its direction, and is the same word
    seen = " ".join("".join(filter(str.isprintable, folded)).split())
    return _SAME.get(seen, seen)


def _agree(found: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Keep what can be true at once: whoever wants a human or a call was reached."""
    refusing = tuple(each for each in found if each in REFUSING)
    if refusing or Outcome.VOICEMAIL in found:
        return refusing or (Outcome.VOICEMAIL,)
    return tuple(dict.fromkeys((*found, Outcome.REACHED))) if found else ()


def _find_match(rule: FieldRule, values: Mapping[str, Any]) -> str | None:
    """Return the field, as the result spells it, whose value is one that the rule means."""
    field = _find_field(rule.field, values)
    if field is None:
        return None
    if not rule.values:
        return field if has_value(values[field]) else None
    meant = set(map(fold_value, rule.values))
    is_meant = any(fold_value(part) in meant for part in _list_parts(values[field]))
    return field if is_meant else None


def _find_field(name: str, values: Mapping[str, Any]) -> str | None:
    if name in values:
        return name
    folded = fold_value(name)
    return next((each for each in values if fold_value(each) == folded), None)


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value)[:_LONGEST_VALUE].split())


def _list_parts(value: Any, depth: int = 0) -> Iterator[Any]:
    """List what a value says: each element of a list, each value of an object."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        parts = (part for each in value for part in _list_parts(each, depth + 1))
        yield from islice(parts, _MOST_PARTS)
    elif value is not None:
        yield value
