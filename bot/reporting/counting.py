"""Counting: finished calls read and counted in slices, so that nothing else waits for them."""

import asyncio
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.agents import is_called
from bot.domain.meanings import REACHING, Outcome
from bot.domain.statistics import (
    CONVERSATIONS,
    AgentCount,
    CallStatistics,
    DayCount,
    HourCount,
    LengthCount,
)
from bot.domain.statuses import OUTCOME_OF_STATUS
from bot.domain.time_zones import find_middle_zone, zones_of
from bot.domain.workspaces import Sight
from bot.store.interface import Store
from bot.store.records import FinishedCall, ListKey

_PAGE_CALLS: Final = 500
# counted in about a millisecond; a thread would hold the event loop up for longer
_SLICE_CALLS: Final = 25
_LENGTHS: Final = (0, 30, 60, 120, 300, 600)
_REMEMBERED_CALLEES: Final = 10_000


class Tally:
    """Counts calls as they come, and keeps none of them."""

    def __init__(self, *, since: datetime, until: datetime, agent: str | None, zone: str) -> None:
        self._since = since
        self._until = until
        self._agent = agent
        self._zone = ZoneInfo(zone)
        self._zones_of = lru_cache(maxsize=_REMEMBERED_CALLEES)(zones_of)
        self._find_middle = lru_cache(maxsize=None)(partial(find_middle_zone, since))
        self._outcomes: Counter[Outcome] = Counter()
        self._apart: Counter[str] = Counter()
        self._agents: Counter[str | None] = Counter()
        self._agents_talked: Counter[str | None] = Counter()
        self._days: Counter[tuple[date, Outcome]] = Counter()
        self._hours: Counter[int | None] = Counter()
        self._hours_talked: Counter[int | None] = Counter()
        self._lengths: Counter[int] = Counter()
        self._length_ms = 0
        self._awaited = 0

    def add(self, calls: Iterable[FinishedCall]) -> None:
        for call in calls:
            if is_called(call.agent_name, self._agent or ""):
                self._add_one(call)

    def _add_one(self, call: FinishedCall) -> None:
        told = _read_outcome(call.outcomes)
        outcome = told or OUTCOME_OF_STATUS.get(call.status)
        if outcome is None:
            self._apart[call.status] += 1
            return
        # one that was cut off was a conversation, too
        was_cut = told is None and bool(call.was_ongoing)
        is_conversation = outcome in CONVERSATIONS or was_cut
        self._outcomes[outcome] += 1
        self._awaited += told is None and outcome in CONVERSATIONS and bool(call.is_result_awaited)
        agent, hour = call.agent_name or None, self._find_hour(call)
        self._agents[agent] += 1
        self._agents_talked[agent] += is_conversation
        self._hours[hour] += 1
        self._hours_talked[hour] += is_conversation
        self._days[datetime.fromtimestamp(call.over_at, self._zone).date(), outcome] += 1
        if is_conversation and call.duration_ms is not None:
            self._length_ms += call.duration_ms
            self._lengths[_LENGTHS[bisect_right(_LENGTHS, call.duration_ms / 1000) - 1]] += 1

    def sum_up(self) -> CallStatistics:
        return CallStatistics(
            since=self._since,
            until=self._until,
            zone=self._zone.key,
            agent=self._agent,
            calls=self._outcomes.total(),
            conversations=self._hours_talked.total(),
            reached=sum(self._outcomes[each] for each in REACHING),
            awaited=self._awaited,
            minutes=self._length_ms / 60_000,
            by_outcome={each: self._outcomes[each] for each in Outcome if self._outcomes[each]},
            by_agent=tuple(
                AgentCount(
                    name=name, calls=self._agents[name], conversations=self._agents_talked[name]
                )
                for name in sorted(self._agents, key=lambda name: (-self._agents[name], name or ""))
            ),
            per_day=tuple(self._count_days()),
            by_hour=tuple(
                HourCount(
                    hour=hour, calls=self._hours[hour], conversations=self._hours_talked[hour]
                )
                for hour in range(24)
            ),
            lengths=tuple(
                LengthCount(from_seconds=start, to_seconds=end, calls=self._lengths[start])
                for start, end in zip(_LENGTHS, (*_LENGTHS[1:], None), strict=True)
            ),
            without_zone=self._hours[None],
            apart=dict(sorted(self._apart.items())),
        )

    def _find_hour(self, call: FinishedCall) -> int | None:
        """Return the hour of the callee's day in which their phone was called."""
        zone = self._find_middle(self._zones_of(call.to_number, call.callee_time_zone))
        return datetime.fromtimestamp(call.dialing_at or call.over_at, zone).hour if zone else None

    def _count_days(self) -> Iterator[DayCount]:
        day = self._since.astimezone(self._zone).date()
        last = (self._until - timedelta.resolution).astimezone(self._zone).date()
        while day <= last:
            outcomes = {each: self._days[day, each] for each in Outcome if self._days[day, each]}
            yield DayCount(day=day, outcomes=outcomes)
            day += timedelta(days=1)


@lru_cache(maxsize=100)
def _read_outcome(outcomes: str) -> Outcome | None:
    return next(map(Outcome, json.loads(outcomes)), None)


async def count_calls(
    store: Store,
    lists: Sequence[ListKey],
    *,
    sight: Sight,
    since: datetime,
    until: datetime,
    agent: str | None = None,
    zone: str,
) -> CallStatistics:
    """Count calls in sight, over from `since` on and before `until`; raises StoreError."""
    tally = Tally(since=since, until=until, agent=agent, zone=zone)
    last: FinishedCall | None = None
    while True:
        page = await store.history.finished(
            lists, sight=sight, since=since, until=until, after=last, limit=_PAGE_CALLS
        )
        for start in range(0, len(page), _SLICE_CALLS):
            tally.add(page[start : start + _SLICE_CALLS])
            await asyncio.sleep(0)
        if len(page) < _PAGE_CALLS:
            return tally.sum_up()
        last = page[-1]


def begin_days(days: int, *, until: datetime, zone: str) -> datetime:
    """Return the midnight at which so many days begin, of which `until` is in the last one."""
    today = until.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days - 1)).astimezone(until.tzinfo)
