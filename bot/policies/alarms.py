"""Which dials admins are told of: many more than usual, the first to a country, most of a cap."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.domain.alarms import Alarm, AlarmKind
from bot.domain.countries import find_country
from bot.domain.dial_counts import FEWEST_OF_BURST
from bot.policies.caps import find_near_cap
from bot.policies.facts import Case

_AGAIN_AFTER: Final = timedelta(days=1)
_TIMES_USUAL: Final = 5


def find_alarms(case: Case) -> tuple[Alarm, ...]:
    """Return what admins are to be told of a dial that is made now, if they were not yet."""
    return tuple(_list_alarms(case))


def _list_alarms(case: Case) -> Iterator[Alarm]:
    workspace_id, traffic = case.order.workspace_id, case.stored.traffic
    country = find_country(case.order.to_number)
    if country is not None and country not in case.rules.own_countries:
        yield Alarm(
            workspace_id=workspace_id,
            kind=AlarmKind.COUNTRY,
            subject=country,
            details=(case.order.requested_by,),
        )
    if traffic.dials + 1 >= max(FEWEST_OF_BURST, _TIMES_USUAL * traffic.usual):
        yield Alarm(
            workspace_id=workspace_id,
            kind=AlarmKind.BURST,
            details=(str(traffic.dials + 1), f"{traffic.usual:.1f}".removesuffix(".0")),
            again_after=_AGAIN_AFTER,
        )
    near_cap = find_near_cap(case)
    if near_cap is not None:
        yield Alarm(
            workspace_id=workspace_id,
            kind=AlarmKind.CAP,
            details=tuple(map(str, near_cap)),
            again_after=_AGAIN_AFTER,
        )
