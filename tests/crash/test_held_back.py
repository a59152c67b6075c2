"""Excused is only what stood there already and came through at last, in the very same moment."""

from typing import Any, Final

import pytest

from simulation.clocks import EPOCH, FIRST_SECONDS
from tests.crash.held_back import find_held_back, leave_out_held_back
from tests.crash.points import Exchange, Place
from tests.crash.threads import read_seconds

_TOLD, _HEALED, _LATER = 10.0, 200.0, 300.0
_CARD: Final = "Call to o1\n📞 o1 · +1 555-001-4567"


def _find_ts(seconds: float) -> str:
    """Return the ts of a moment of the world."""
    return f"{EPOCH.timestamp() - FIRST_SECONDS + seconds:.6f}"


_ROOT: Final = _find_ts(1.0)


def _say(text: str, at: float, *, root: str | None = _ROOT, deleted: bool = False) -> Any:
    """Return a message as the ledger has it."""
    ts = _find_ts(at)
    return {"channel": "C1", "ts": ts, "thread_ts": root, "text": text, "deleted": deleted}


_BUSY: Final = _say("Busy", _TOLD)
_FIRST_AND_SECOND: Final = (_BUSY, _say("Attempt · attempt 2", 20.0))
_ROWS: Final = {
    "again when the network healed": ((_BUSY,), _say("Busy", _HEALED), True),
    "a card again": ((_say(_CARD, _TOLD, root=None),), _say(_CARD, _HEALED, root=None), True),
    "again at another moment": ((_BUSY,), _say("Busy", _LATER), False),
    "another word": ((_BUSY,), _say("Ended", _HEALED), False),
    "in another thread": ((_BUSY,), _say("Busy", _HEALED, root=_find_ts(2.0)), False),
    "of the next attempt": (_FIRST_AND_SECOND, _say("Busy", _HEALED), False),
    "of the next attempt, said twice": (
        (*_FIRST_AND_SECOND, _say("Busy", 30.0)),
        _say("Busy", _HEALED),
        True,
    ),
    "of another call in the thread": (
        (_say("Busy · +1 555-001-4567", _TOLD),),
        _say("Busy · +1 555-002-4567", _HEALED),
        False,
    ),
    "what was deleted": ((_say("Busy", _TOLD, deleted=True),), _say("Busy", _HEALED), False),
}


def _send(message: Any, *, is_orphan: bool = True) -> Exchange:
    """Return the request that a message was posted by."""
    subject = message["thread_ts"] or "o1"
    at = read_seconds(message["ts"])
    place = Place.REPLY if message["thread_ts"] else Place.CARD
    return Exchange(place=place, subject=subject, life=1, arrived_at=at, is_orphan=is_orphan)


@pytest.mark.parametrize(("before", "message", "is_excused"), _ROWS.values(), ids=_ROWS)
def test_what_stood_there_and_came_through_at_last_is_left_out(
    before: tuple[Any, ...], message: Any, is_excused: bool
) -> None:
    held_back = find_held_back([_send(message)], [_HEALED])
    kept = list(leave_out_held_back([*before, message], held_back))
    assert kept == [*before, *([] if is_excused else [message])]


def test_what_a_living_process_said_when_the_network_healed_is_not_excused() -> None:
    again, other = _say("Busy", _HEALED), _say("Busy", _HEALED, root=_find_ts(2.0))
    sent = (_send(again, is_orphan=False), _send(other))
    held_back = find_held_back(sent, [_HEALED])
    assert list(leave_out_held_back([_BUSY, again], held_back)) == [_BUSY, again]
