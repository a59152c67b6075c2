"""What was said in a call, turn by turn, with what the agent's software did in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Speaker(StrEnum):
    """Who speaks in a call, or does something in silence."""

    AGENT = "agent"
    CALLEE = "callee"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the agent's software did, in the API's word; `value` is arguments or result."""

    text: str = ""
    name: str | None = None
    value: Any = None
    is_result: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said; `after` counts from the start of the call.

    `speaker` is a Speaker or the API's own word; the system's turns have `steps` and no text.
    """

    speaker: str
    text: str = ""
    after: timedelta | None = None
    steps: tuple[Step, ...] = ()


def fold_steps(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Make one turn of all steps between two things that were said."""
    folded: list[Turn] = []
    for turn in turns:
        if folded and turn.speaker == folded[-1].speaker == Speaker.SYSTEM:
            folded[-1] = replace(folded[-1], steps=(*folded[-1].steps, *turn.steps))
        else:
            folded.append(turn)
    return tuple(folded)


def has_callee(turns: Sequence[Turn]) -> bool | None:
    """Say whether anybody but the agent said something, None where that is not known."""
    speakers = {turn.speaker for turn in turns if turn.text}
    if speakers - {Speaker.AGENT, Speaker.SYSTEM, ""}:
        return True
    # what is said by nobody in particular may be the callee's
    return False if speakers and "" not in speakers else None
