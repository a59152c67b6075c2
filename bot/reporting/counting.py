"""Statistics: finished calls read and counted in slices, so that nothing else waits for them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.sight import Sight
from bot.domain.statistics import CallStatistics
from bot.reporting.tally import Tally
from bot.store.interface import Store
from bot.store.records import FinishedCall, ListKey

_PAGE_CALLS: Final = 500
# counted in about a millisecond; a thread would hold the event loop up for longer
_SLICE_CALLS: Final = 25


class CallCounter:
    """Counts finished calls of lists."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def count(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        since: datetime,
        until: datetime,
        agent: str | None = None,
        zone: str,
    ) -> CallStatistics:
        """Count the calls of lists in a sight that were over from `since` on and before `until`.

        `agent` is the beginning of a name, its case aside; days are those of `zone`. Raises
        StoreError.
        """
        tally = Tally(since=since, until=until, agent=agent, zone=zone)
        last: FinishedCall | None = None
        while True:
            page = await self._store.finished_calls.page(
                lists, sight=sight, since=since, until=until, after=last, limit=_PAGE_CALLS
            )
            for start in range(0, len(page), _SLICE_CALLS):
                tally.add(page[start : start + _SLICE_CALLS])
                await asyncio.sleep(0)
            if len(page) < _PAGE_CALLS:
                return tally.sum_up()
            last = page[-1]

    async def count_days(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        days: int,
        agent: str | None = None,
        zone: str,
    ) -> CallStatistics:
        """Count today's calls and those of the days before, so many days in all; see `count`."""
        until = self._clock.now()
        today = until.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        since = (today - timedelta(days=days - 1)).astimezone(until.tzinfo)
        return await self.count(
            lists, sight=sight, since=since, until=until, agent=agent, zone=zone
        )
