"""Statistics: finished calls read and counted in slices, so that nothing else waits for them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.statistics import CallStatistics
from bot.reporting.tally import Tally
from bot.store.interface import Store
from bot.store.records import FinishedCall, ListKey

_PAGE_CALLS: Final = 500
# counted in about a millisecond; a thread would hold the event loop up for longer
_SLICE_CALLS: Final = 25


async def count_calls(
    store: Store,
    lists: Sequence[ListKey],
    *,
    since: datetime,
    until: datetime,
    agent: str | None = None,
    zone: str,
) -> CallStatistics:
    """Count the calls that were over from `since` on and before `until`; raises StoreError.

    `agent` is the beginning of a name, its case aside; days are those of `zone`.
    """
    tally = Tally(since=since, until=until, agent=agent, zone=zone)
    last: FinishedCall | None = None
    while True:
        page = await store.finished_calls.page(
            lists, since=since, until=until, after=last, limit=_PAGE_CALLS
        )
        for start in range(0, len(page), _SLICE_CALLS):
            tally.add(page[start : start + _SLICE_CALLS])
            await asyncio.sleep(0)
        if len(page) < _PAGE_CALLS:
            return tally.sum_up()
        last = page[-1]


async def count_days(
    store: Store,
    lists: Sequence[ListKey],
    *,
    days: int,
    until: datetime,
    agent: str | None = None,
    zone: str,
) -> CallStatistics:
    """Count the calls of so many days, the last one up to `until`; see `count_calls`."""
    today = until.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    since = (today - timedelta(days=days - 1)).astimezone(until.tzinfo)
    return await count_calls(store, lists, since=since, until=until, agent=agent, zone=zone)
