"""What goes wrong in a script, and where the bot is killed, as a seed chooses it."""

from collections.abc import Sequence
from typing import Any, Final

from tests.crash.chance import Chance
from tests.crash.deeds import Befall, Control, Deed, Kill, Sever, Trouble
from tests.crash.points import ANY_STEP, STARTING, STOPPING, Place, Point, build_trap

_LOST_POST: Final = {"side": "slack", "method": "chat.postMessage", "kind": "drop_after"}
_FAULTS: Final[tuple[dict[str, Any], ...]] = (
    _LOST_POST,
    {"side": "slack", "method": "chat.postMessage", "kind": "status_after", "status": 500},
    {"side": "slack", "method": "chat.postMessage", "kind": "rate_limited", "retry_after": 1},
    {"side": "slack", "method": "chat.postMessage", "kind": "error", "error": "internal_error"},
    {"side": "slack", "method": "chat.postMessage", "kind": "slow", "seconds": 4},
    {"side": "slack", "method": "chat.update", "kind": "rate_limited", "retry_after": 2},
    {"side": "slack", "method": "chat.update", "kind": "drop_after"},
    {"side": "slack", "method": "chat.update", "kind": "html"},
    {"side": "slack", "method": "chat.update", "kind": "error", "error": "edit_window_closed"},
    {"side": "slack", "method": "chat.update", "kind": "error", "error": "message_not_found"},
    {"side": "slack", "method": "conversations.replies", "kind": "drop_before"},
    {"side": "slack", "method": "conversations.history", "kind": "drop_before"},
    {"side": "slack", "method": "conversations.info", "kind": "status", "status": 503},
    {"side": "slack", "method": "users.info", "kind": "status", "status": 500},
    {"side": "slack", "method": "users.info", "kind": "hang", "seconds": 5},
    {"side": "slack", "method": "*", "kind": "rate_limited", "retry_after": 3},
    {"side": "voicy", "method": "call-dial", "kind": "drop_after"},
    {"side": "voicy", "method": "call-dial", "kind": "drop_before"},
    {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 0.7},
    {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 20},
    {"side": "voicy", "method": "call-dial", "kind": "status", "status": 503},
    {"side": "voicy", "method": "call-dial", "kind": "status_after", "status": 502},
    {"side": "voicy", "method": "call-dial", "kind": "rate_limited", "retry_after": 2},
    {"side": "voicy", "method": "call-dial", "kind": "truncated"},
    {"side": "voicy", "method": "call-list", "kind": "html"},
    {"side": "voicy", "method": "call-list", "kind": "truncated"},
    {"side": "voicy", "method": "call-list", "kind": "rate_limited", "retry_after": 3},
    {"side": "voicy", "method": "call-list", "kind": "status", "status": 500, "times": 3},
    {"side": "voicy", "method": "call-list", "kind": "stale", "seconds": 2, "times": 2},
    {"side": "voicy", "method": "call-get", "kind": "empty"},
    {"side": "voicy", "method": "call-get", "kind": "stale", "seconds": 2},
    {"side": "voicy", "method": "*", "kind": "status", "status": 503, "times": 2},
)
_SIDES: Final = ("slack", "voicy")
_YES_OR_NO: Final = (True, False)
# what goes wrong, in percent
_KINDS: Final = {"fault": 50, "sever": 10, "sockets": 8, "blow": 32}
BLOWS: Final = tuple(each for each in Trouble if each is not Trouble.TAKEN)
# a clock that goes wrong is no judge of quiet hours
STEADY_BLOWS: Final = tuple(each for each in BLOWS if each is not Trouble.CLOCK)
_CLOCK_STEPS: Final = (-3600.0, -600.0, -30.0, -3.0, 3.0, 30.0, 600.0, 3600.0)
_SOCKETS: Final = ("disconnect", "drop_sockets", "duplicate_next_envelope")


def choose_kill(point: Point, chance: Chance) -> Kill:
    """Return a kill at a point."""
    is_torn = chance.happens("torn", 0.3)
    if point == STARTING:
        return Kill(point=point, steps=chance.randrange(1, 500), is_torn=is_torn)
    if point == STOPPING:
        return Kill(point=point, steps=chance.randrange(1, 120), is_torn=is_torn)
    if point == ANY_STEP:
        # early steps are as likely as late ones, whatever their number
        return Kill(point=point, steps=int(4000 ** chance.random()), is_torn=is_torn)
    trap = build_trap(point, chance)
    return Kill(point=point, skip=trap.skip, delay_seconds=trap.delay_seconds, is_torn=is_torn)


def choose_trouble(point: Point, chance: Chance, blows: Sequence[Trouble] = BLOWS) -> Deed:
    """Return something that goes wrong; `blows` are what may befall the bot's machine."""
    if point.place is Place.LOOK_UP:
        return Control(do="fault", more=_LOST_POST)
    match chance.weigh(_KINDS):
        case "fault":
            return Control(do="fault", more=chance.pick(_FAULTS))
        case "sever":
            is_answer, arrives = chance.pick(_YES_OR_NO), chance.pick(_YES_OR_NO)
            return Sever(side=chance.pick(_SIDES), is_answer=is_answer, arrives=arrives)
        case "sockets":
            return Control(do=chance.pick(_SOCKETS))
        case _:
            return _choose_blow(chance, blows)


def _choose_blow(chance: Chance, blows: Sequence[Trouble]) -> Befall:
    trouble = chance.pick(blows)
    seconds = chance.pick((1.0, 4.0, 15.0, 45.0))
    match trouble:
        case Trouble.PARTED | Trouble.SLOW:
            return Befall(trouble=trouble, seconds=seconds, side=chance.pick(_SIDES))
        case Trouble.CLOCK:
            return Befall(trouble=trouble, seconds=chance.pick(_CLOCK_STEPS))
        case _:
            return Befall(trouble=trouble, seconds=seconds)
