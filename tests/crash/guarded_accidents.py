"""What comes together in a guarded world, put before its script by its seed."""

from collections.abc import Sequence
from dataclasses import replace

from tests.crash.chance import Chance
from tests.crash.deeds import Ask, Await, Deed, Guard, Kill, Pass, Script
from tests.crash.limits import Act, Limits
from tests.crash.orders import DM, FIRST_ACCIDENT, PRIVATE, PUBLIC, TALKATIVE, choose_plain_order
from tests.crash.points import ANY_STEP


def strew_guarded(script: Script, seed: str, limits: Limits) -> Script:
    """Return a script of a guarded world after one thing that its limits are about."""
    chance = Chance(f"accidents {seed}")
    build = chance.pick((_wait_into_quiet, _crowd_at_cap))
    return (*build(limits, chance), Kill(point=ANY_STEP, steps=1), *script)


def _wait_into_quiet(limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let calls that were allowed wait until it is quiet where they go, or they are unwanted."""
    begins_at, _ = limits.quiet_seconds
    ends = {"+44207": 0, "+6129": 0, "+1212": 30}
    orders = [
        replace(
            choose_plain_order(
                FIRST_ACCIDENT + at, chance, to_number=f"{prefix}{FIRST_ACCIDENT}{TALKATIVE}"
            ),
            later_seconds=20,
            until_seconds=until_seconds,
        )
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


def _crowd_at_cap(limits: Limits, chance: Chance) -> Sequence[Deed]:
    """Let more people ask at once than may be called in a day, each where no card has to wait."""
    places = [*PUBLIC, PRIVATE, DM][: limits.calls_per_day + 2]
    orders = [
        choose_plain_order(
            FIRST_ACCIDENT + at,
            chance,
            to_number=f"+1212{FIRST_ACCIDENT + at}{TALKATIVE}",
            place=it,
        )
        for at, it in enumerate(places)
    ]
    return (*(Ask(order=order) for order in orders), Pass(seconds=5.0))
