"""The counting itself: finished calls in, statistics out."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.agents import is_called
from bot.domain.phone_numbers import E164
from bot.domain.statistics import (
    OUTCOME_OF_STATUS,
    AgentCount,
    CallStatistics,
    DayCount,
    HourCount,
    LengthCount,
    Outcome,
)
from bot.domain.time_zones import zones_of
from bot.store.records import FinishedCall

_LENGTHS: Final = (0, 30, 60, 120, 300, 600)
_REMEMBERED_CALLEES: Final = 10_000
_Callee = tuple[E164, str | None]


class Tally:
    """Counts calls as they come, and keeps none of them."""

    def __init__(self, *, since: datetime, until: datetime, agent: str | None, zone: str) -> None:
        self._since = since
        self._until = until
        self._agent = agent
        self._zone = ZoneInfo(zone)
        self._callee_zones: dict[_Callee, ZoneInfo | None] = {}
        self._middles: dict[tuple[str, ...], ZoneInfo | None] = {}
        self._outcomes: Counter[Outcome] = Counter()
        self._apart: Counter[str] = Counter()
        self._agents: Counter[tuple[str | None, bool]] = Counter()
        self._days: Counter[tuple[date, Outcome]] = Counter()
        self._hours: Counter[tuple[int | None, bool]] = Counter()
        self._lengths: Counter[int] = Counter()
        self._length_ms = 0

    def add(self, calls: Iterable[FinishedCall]) -> None:
        """Count more calls."""
        for call in calls:
            if is_called(call.agent_name, self._agent or ""):
                self._add_one(call)

    def _add_one(self, call: FinishedCall) -> None:
        outcome = OUTCOME_OF_STATUS.get(call.status)
        if outcome is None:
            self._apart[call.status] += 1
            return
        is_reached = outcome is Outcome.ENDED or bool(call.was_ongoing)
        self._outcomes[outcome] += 1
        self._agents[call.agent_name or None, is_reached] += 1
        self._days[datetime.fromtimestamp(call.over_at, self._zone).date(), outcome] += 1
        self._hours[self._find_hour(call), is_reached] += 1
        if is_reached and call.duration_ms is not None:
            self._length_ms += call.duration_ms
            self._lengths[bisect_right(_LENGTHS, call.duration_ms / 1000) - 1] += 1

    def sum_up(self) -> CallStatistics:
        """Return what was counted."""
        return CallStatistics(
            since=self._since,
            until=self._until,
            zone=self._zone.key,
            agent=self._agent,
            calls=self._outcomes.total(),
            reached=sum(number for (_, is_reached), number in self._hours.items() if is_reached),
            minutes=self._length_ms / 60_000,
            by_outcome={each: self._outcomes[each] for each in Outcome if self._outcomes[each]},
            by_agent=tuple(self._count_agents()),
            per_day=tuple(self._count_days()),
            by_hour=tuple(
                HourCount(
                    hour=hour,
                    calls=self._hours[hour, True] + self._hours[hour, False],
                    reached=self._hours[hour, True],
                )
                for hour in range(24)
            ),
            lengths=tuple(
                LengthCount(from_seconds=start, to_seconds=end, calls=self._lengths[index])
                for index, (start, end) in enumerate(
                    zip(_LENGTHS, (*_LENGTHS[1:], None), strict=True)
                )
            ),
            without_zone=self._hours[None, True] + self._hours[None, False],
            apart=dict(sorted(self._apart.items())),
        )

    def _find_hour(self, call: FinishedCall) -> int | None:
        """Return the hour of the callee's day in which their phone was called."""
        callee = (call.to_number, call.callee_time_zone)
        if callee not in self._callee_zones:
            if len(self._callee_zones) >= _REMEMBERED_CALLEES:
                self._callee_zones.clear()
            self._callee_zones[callee] = self._find_middle(zones_of(*callee))
        zone = self._callee_zones[callee]
        if zone is None:
            return None
        return datetime.fromtimestamp(call.dialing_at or call.over_at, zone).hour

    def _find_middle(self, zones: tuple[str, ...]) -> ZoneInfo | None:
        """Return the zone in the middle of those that a callee may be in, from west to east."""
        if zones not in self._middles:
            ordered = sorted(map(ZoneInfo, zones), key=lambda zone: (self._offset(zone), zone.key))
            self._middles[zones] = ordered[len(ordered) // 2] if ordered else None
        return self._middles[zones]

    def _offset(self, zone: ZoneInfo) -> timedelta:
        return self._since.astimezone(zone).utcoffset() or timedelta()

    def _count_agents(self) -> Iterator[AgentCount]:
        names = {name for name, _ in self._agents}
        counts = [
            AgentCount(
                name=name,
                calls=self._agents[name, True] + self._agents[name, False],
                reached=self._agents[name, True],
            )
            for name in names
        ]
        yield from sorted(counts, key=lambda count: (-count.calls, count.name or ""))

    def _count_days(self) -> Iterator[DayCount]:
        day = self._since.astimezone(self._zone).date()
        last = (self._until - timedelta.resolution).astimezone(self._zone).date()
        while day <= last:
            outcomes = {each: self._days[day, each] for each in Outcome if self._days[day, each]}
            yield DayCount(day=day, outcomes=outcomes)
            day += timedelta(days=1)
