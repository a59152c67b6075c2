"""Statistics: how long a hundred thousand calls take, and how long they hold everybody else up."""

import asyncio
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bench.filled_store import FINISHED, WORKSPACE, Crowd, fill, name_channel, see_channels
from bench.table import print_note, print_table, show_spread
from bot.domain.statistics import CallStatistics
from bot.reporting.chart_process import ChartProcess
from bot.reporting.counting import Tally, count_calls
from bot.store.interface import Store
from bot.store.records import ListKey
from bot.store.sqlite import SqliteStore

_CALLS: Final = 100_000
_CHANNELS: Final = 10
_DAYS: Final = 30
_RUNS: Final = 3
_ZONE: Final = "Europe/Berlin"
_LOOK_SECONDS: Final = 0.001
_LISTS: Final = tuple(
    ListKey.of_channel(WORKSPACE, name_channel(number)) for number in range(_CHANNELS)
)
_SIGHT: Final = see_channels(_CHANNELS)

_Count = Callable[[Store, datetime], Awaitable[CallStatistics]]


async def _count_in_slices(store: Store, until: datetime) -> CallStatistics:
    since = until - timedelta(days=_DAYS)
    return await count_calls(store, _LISTS, sight=_SIGHT, since=since, until=until, zone=_ZONE)


async def _count_in_one_go(store: Store, until: datetime) -> CallStatistics:
    since = until - timedelta(days=_DAYS)
    tally = Tally(since=since, until=until, agent=None, zone=_ZONE)
    tally.add(
        await store.history.finished(
            _LISTS, sight=_SIGHT, since=since, until=until, after=None, limit=_CALLS + 1
        )
    )
    return tally.sum_up()


def run() -> None:
    """Measure and print."""
    asyncio.run(_compare())


async def _compare() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        await fill(path, Crowd(size=_CALLS, statuses=FINISHED), channels=_CHANNELS)
        until = _spread_ends(path)
        store = SqliteStore(path, slots=1)
        await store.open()
        try:
            rows = [
                await _measure("in slices, as the bot does", _count_in_slices, store, until),
                await _measure("in one go", _count_in_one_go, store, until),
            ]
            painted = await _paint(await _count_in_slices(store, until))
        finally:
            await store.close()
    header = ["", "seconds", "longest hold-up, ms", "own work in one, ms"]
    print_table(f"Statistics of {_CALLS:,} calls, counted", header, rows)
    kibibytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print_note(
        f"Median (range) of {_RUNS} runs. The hold-up is what a task that only sleeps for a",
        "millisecond waits too long; what is not own work, other processes took.",
        f"The picture takes {painted} seconds in a process of its own, which needs "
        f"{kibibytes / 1024:.0f} MB and ends.",
        f"Loaded by the bot's own process: {'matplotlib' if 'matplotlib' in sys.modules else '—'}",
    )


def _spread_ends(path: Path) -> datetime:
    """Let the calls have been over evenly in the last days; returns the end of these."""
    now = datetime.now(UTC)
    step = _DAYS * 86_400 / (_CALLS + 1)
    with closing(sqlite3.connect(path)) as db, db:
        sql = "UPDATE attempts SET over_at = ? - id * ?, duration_ms = 1000 * (id % 700)"
        db.execute(sql, [now.timestamp(), step])
    return now


async def _measure(name: str, count: _Count, store: Store, until: datetime) -> list[str]:
    seconds, hold_ups, own_work = [], [], []
    for _ in range(_RUNS):
        waits: list[tuple[float, float]] = []
        looking = asyncio.create_task(_look(waits))
        start = time.perf_counter()
        statistics = await count(store, until)
        seconds.append(time.perf_counter() - start)
        await asyncio.sleep(_LOOK_SECONDS)
        looking.cancel()
        hold_ups.append(1_000 * max(wall for wall, _ in waits))
        own_work.append(1_000 * max(own for _, own in waits))
        assert statistics.calls == _CALLS
    return [name, show_spread(seconds, digits=2), show_spread(hold_ups), show_spread(own_work)]


async def _look(waits: list[tuple[float, float]]) -> None:
    while True:
        start, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(_LOOK_SECONDS)
        held_up = time.perf_counter() - start - _LOOK_SECONDS
        waits.append((held_up, time.process_time() - used))


async def _paint(statistics: CallStatistics) -> str:
    chart_process, seconds = ChartProcess(), []
    for _ in range(_RUNS):
        start = time.perf_counter()
        await chart_process.draw(statistics)
        seconds.append(time.perf_counter() - start)
    return show_spread(seconds)
