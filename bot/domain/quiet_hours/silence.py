"""Whether it is quiet where a callee is, for certain or perhaps, and until when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.quiet_hours.quiet_time import QuietTime
from bot.domain.time_zones.callee import Location
from bot.domain.time_zones.clocks import load_zone

# as many as a fortnight of closed days has
_MOST_STEPS: Final = 50
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """It is quiet at the moment `at` where the callee is; `is_doubtful`: in some of their zones.

    `ends_at` is the first moment that is quiet in none of them, None where that is too far off, and
    `quiet_time` the one that ends last.
    """

    at: datetime
    callee: Location
    is_doubtful: bool
    ends_at: datetime | None
    quiet_time: QuietTime

    def list_zones(self) -> tuple[str, ...]:
        """Return a zone for each clock that the callee may live by, from west to east."""
        by_clock = {
            self.at.astimezone(load_zone(zone)).replace(tzinfo=None): zone
            for zone in reversed(self.callee.zones)
        }
        return tuple(by_clock[clock] for clock in sorted(by_clock))


def find_silence(
    at: datetime, callee: Location, quiet_times: Iterable[QuietTime]
) -> Silence | None:
    """Find what speaks against calling at a moment; None where it is day in all zones."""
    times = [each for each in quiet_times if each.area in {"", *callee.areas}]
    ends = {zone: tuple(_list_ends(at, zone, callee, times)) for zone in callee.zones}
    quiet = [end for found in ends.values() for end in found]
    if not quiet:
        return None
    last_end, quiet_time = max(quiet, key=lambda end: end[0])
    return Silence(
        at=at,
        callee=callee,
        is_doubtful=not all(ends.values()),
        ends_at=_find_end(last_end, callee, times),
        quiet_time=quiet_time,
    )


def _find_end(end: datetime, callee: Location, times: Sequence[QuietTime]) -> datetime | None:
    """Walk from end to end until none is left; an end in one zone may be quiet in another."""
    moment = end.astimezone(UTC)
    for _ in range(_MOST_STEPS):
        ends = [end for zone in callee.zones for end, _ in _list_ends(moment, zone, callee, times)]
        if not ends:
            return moment
        moment = max(ends)
    return None


def _list_ends(
    at: datetime, zone: str, callee: Location, times: Sequence[QuietTime]
) -> Iterator[tuple[datetime, QuietTime]]:
    clock = load_zone(zone)
    local = at.astimezone(clock).replace(tzinfo=None)
    regions = [area for area in callee.areas if "-" not in area]
    for each in times:
        end = each.find_end(local, regions)
        if end is not None:
            moments = (end.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
            # where clocks go back, the first moment that shows it may have passed
            yield next((moment for moment in moments if moment > at), at + _HOUR), each
