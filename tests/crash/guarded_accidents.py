"""What comes together in a guarded world, put before its script by its seed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tests.crash.chance import Chance
from tests.crash.deeds import Ask, Await, Control, Deed, Guard, Kill, Pass, Press, Script
from tests.crash.limits import COUNTRY, Act, Limits
from tests.crash.orders import (
    BUSY,
    DM,
    FIRST_ACCIDENT,
    ORDERS_PER_ACCIDENT,
    PRIVATE,
    PUBLIC,
    TALKATIVE,
    Entrance,
    Order,
    choose_plain_order,
)
from tests.crash.points import ANY_STEP

_ACCIDENTS_EACH: Final = 2
# in the country that may be closed, where it is quiet at another time, and elsewhere
_CLOSABLE: Final = "+44207"
_FAR: Final = "+6129"
_OTHER: Final = "+1212"
_STOP: Final = {"side": "voicy", "method": "*", "kind": "rate_limited", "retry_after": 20}


def strew_guarded(script: Script, seed: str, limits: Limits) -> Script:
    """Return a script of a guarded world after things that its limits are about."""
    chance = Chance(f"accidents {seed}")
    before: list[Deed] = []
    for at, build in enumerate(chance.sample(_ACCIDENTS, _ACCIDENTS_EACH)):
        before += build(FIRST_ACCIDENT + ORDERS_PER_ACCIDENT * at, limits, chance)
    return (*before, Kill(point=ANY_STEP, steps=1), *script)


def _wait_into_quiet(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let calls that were allowed wait until it is quiet where they go, or they are unwanted."""
    begins_at, _ = limits.quiet_seconds
    ends = {_CLOSABLE: 0, _FAR: 0, _OTHER: 30}
    orders = [
        replace(_order(number + at, chance, prefix), later_seconds=20, until_seconds=until_seconds)
        for at, (prefix, until_seconds) in enumerate(ends.items())
    ]
    return (
        *(Ask(order=order) for order in orders),
        Pass(seconds=5.0),
        Guard(act=Act.PAUSE),
        Await(at=begins_at + 5.0),
        Guard(act=Act.RESUME),
        Pass(seconds=5.0),
    )


def _crowd_at_cap(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let more people ask at once than may be called in a day, each where no card has to wait."""
    places = [*PUBLIC, PRIVATE, DM][: limits.calls_per_day + 2]
    orders = [
        replace(_order(number + at, chance, _OTHER), channel_id=place)
        for at, place in enumerate(places)
    ]
    return (*(Ask(order=order) for order in orders), Pass(seconds=5.0))


def _forbid_before_due(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let calls wait for their time, and be forbidden before that."""
    closed, listed = (
        replace(_order(number + at, chance, prefix), later_seconds=20)
        for at, prefix in enumerate((_CLOSABLE, _OTHER))
    )
    return (*_forbid(closed, listed), Pass(seconds=25.0), *_allow(listed))


def _forbid_before_retry(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let calls be tried again later, and be forbidden before that."""
    closed, listed = (
        replace(_order(number + at, chance, prefix, fate=BUSY), retries=1)
        for at, prefix in enumerate((_CLOSABLE, _OTHER))
    )
    return (*_forbid(closed, listed), Pass(seconds=75.0), *_allow(listed))


def _insist(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let one person have a number called twice at about the same time."""
    first = replace(_order(number, chance, _OTHER), later_seconds=6)
    second = replace(first, number=number + 1, channel_id=DM, entrance=Entrance.DIRECT)
    return (
        Ask(order=first),
        Pass(seconds=1.0),
        Ask(order=second),
        Pass(seconds=1.0),
        Press(label="Schedule it anyway"),
        Pass(seconds=12.0),
    )


def _hold_up(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Have the API let nothing through until the time of claimed calls is over."""
    begins_at, _ = limits.quiet_seconds
    first, wanted, *quiet = (
        _order(number + at, chance, prefix)
        for at, prefix in enumerate((_OTHER, _OTHER, _CLOSABLE, _FAR))
    )
    return (
        Await(at=begins_at - 12.0),
        *_stop_requests(first),
        Ask(order=replace(wanted, until_seconds=8)),
        *(Ask(order=order) for order in quiet),
        Pass(seconds=25.0),
    )


def _list_claimed(number: int, limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let a number be listed while its dial waits for its turn."""
    first, listed = (_order(number + at, chance, _OTHER) for at in range(2))
    return (
        *_stop_requests(first),
        Ask(order=listed),
        Pass(seconds=2.0),
        Guard(act=Act.ADD, subject=listed.to_number),
        Pass(seconds=20.0),
        Guard(act=Act.REMOVE, subject=listed.to_number),
    )


_ACCIDENTS: Final = (
    _wait_into_quiet,
    _crowd_at_cap,
    _forbid_before_due,
    _forbid_before_retry,
    _insist,
    _hold_up,
    _list_claimed,
)


def _stop_requests(first: Order) -> Sequence[Deed]:
    """Let nothing through for a while after a dial: the next ones are claimed, and wait."""
    stop = Control(do="fault", more=_STOP)
    return (Ask(order=first), Pass(seconds=0.5), stop, Pass(seconds=2.0))


def _forbid(closed: Order, listed: Order) -> Sequence[Deed]:
    return (
        Ask(order=closed),
        Ask(order=listed),
        Pass(seconds=6.0),
        Guard(act=Act.CLOSE, subject=COUNTRY),
        Guard(act=Act.ADD, subject=listed.to_number),
    )


def _allow(listed: Order) -> Sequence[Deed]:
    return (
        Guard(act=Act.OPEN, subject=COUNTRY),
        Guard(act=Act.REMOVE, subject=listed.to_number),
    )


def _order(number: int, chance: Chance, prefix: str, *, fate: str = TALKATIVE) -> Order:
    return choose_plain_order(number, chance, to_number=f"{prefix}{number}{fate}")
