"""Scripts, as a seed writes them: who asks for what, what goes wrong, where the bot is killed."""

import random
from typing import Any, Final

from tests.crash.deeds import (
    Ask,
    Befall,
    Control,
    Deed,
    Kill,
    Pass,
    Press,
    Script,
    Sever,
    Trouble,
    Usurp,
)
from tests.crash.orders import choose_order
from tests.crash.points import (
    ANY_STEP,
    STARTING,
    STOPPING,
    Place,
    Point,
    build_trap,
    choose_point,
)

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
    {"side": "voicy", "method": "call-get", "kind": "empty"},
    {"side": "voicy", "method": "*", "kind": "status", "status": 503, "times": 2},
)
_SIDES: Final = ("slack", "voicy")
_CLOCK_STEPS: Final = (-3600.0, -600.0, -30.0, -3.0, 3.0, 30.0, 600.0, 3600.0)
_BUTTONS: Final = ("In 15 min", "Dial now", "Cancel", "Stop trying")
_SOCKETS: Final = ("disconnect", "drop_sockets", "duplicate_next_envelope")


def write_script(seed: str, kills: int) -> Script:
    """Write the script of a world in which the bot is killed so often."""
    chance = random.Random(seed)
    deeds: list[Deed] = []
    number = 0
    for _ in range(kills):
        point = choose_point(chance)
        for _ in range(chance.choice((0, 0, 1, 1, 1)) + (point.place is Place.LOOK_UP)):
            deeds.append(_choose_trouble(point, chance))
        # one call alone is not looked for in the list
        for _ in range(max(2 if point.place is Place.LIST else 1, chance.choice((1, 1, 2)))):
            number += 1
            deeds.append(Ask(order=choose_order(number, chance)))
        if chance.random() < 0.15:
            deeds.append(Press(label=chance.choice(_BUTTONS)))
        deeds.append(_choose_kill(point, chance))
        if chance.random() < 0.05:
            number += 1
            deeds.append(_choose_usurper(number, chance))
        if chance.random() < 0.3:
            deeds.append(Pass(seconds=chance.choice((0.5, 3.0, 20.0))))
    return tuple(deeds)


def _choose_usurper(number: int, chance: random.Random) -> Usurp:
    return Usurp(
        order=choose_order(number, chance),
        steps=chance.randrange(12),
        is_renewed=chance.random() < 0.5,
        seconds=chance.choice((5.0, 60.0, 180.0)),
    )


def _choose_kill(point: Point, chance: random.Random) -> Kill:
    is_torn = chance.random() < 0.3
    if point == STARTING:
        return Kill(point=point, steps=chance.randrange(1, 500), is_torn=is_torn)
    if point == STOPPING:
        return Kill(point=point, steps=chance.randrange(1, 120), is_torn=is_torn)
    if point == ANY_STEP:
        # early steps are as likely as late ones, whatever their number
        return Kill(point=point, steps=int(4000 ** chance.random()), is_torn=is_torn)
    trap = build_trap(point, chance)
    return Kill(point=point, skip=trap.skip, delay_seconds=trap.delay_seconds, is_torn=is_torn)


def _choose_trouble(point: Point, chance: random.Random) -> Deed:
    if point.place is Place.LOOK_UP:
        return Control(do="fault", more=_LOST_POST)
    kind = chance.random()
    if kind < 0.5:
        return Control(do="fault", more=chance.choice(_FAULTS))
    if kind < 0.6:
        is_answer = chance.random() < 0.5
        side, arrives = chance.choice(_SIDES), chance.random() < 0.5
        return Sever(side=side, is_answer=is_answer, arrives=arrives)
    if kind < 0.68:
        return Control(do=chance.choice(_SOCKETS))
    return _choose_blow(chance)


def _choose_blow(chance: random.Random) -> Befall:
    trouble = chance.choice(tuple(Trouble))
    seconds = chance.choice((1.0, 4.0, 15.0, 45.0))
    match trouble:
        case Trouble.PARTED | Trouble.SLOW:
            return Befall(trouble=trouble, seconds=seconds, side=chance.choice(_SIDES))
        case Trouble.CLOCK:
            return Befall(trouble=trouble, seconds=chance.choice(_CLOCK_STEPS))
        case _:
            return Befall(trouble=trouble, seconds=seconds)
