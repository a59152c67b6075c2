"""Many live calls: the processor time of one look at all of them, and the memory each takes."""

import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.filled_store import LIVE, Crowd, fill, name_call
from bench.listed_calls import ListedCalls
from bench.table import print_note, print_table, show_growth, show_spread
from bot.calling.tracker import Tracker
from bot.clock import Clock
from bot.signals import Signals
from bot.store.sqlite import SqliteStore
from bot.voicy import RequestBudget, VoicyClient

_SIZES: Final = (1_000, 10_000)
_RUNS: Final = 5
_CHANNELS: Final = 200
# asked for one by one; they stand for all
_SAMPLE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """What following so many calls costs; processor time in milliseconds."""

    poll: list[float]
    poll_a_call: list[float]
    poll_requests: list[float]
    one_by_one: list[float]
    one_by_one_a_call: list[float]
    one_by_one_requests: list[float]
    peak_bytes: list[float]


_ROWS: Final = (
    ("the tracker: one poll, ms", "poll", 1),
    ("   a call, ms", "poll_a_call", 3),
    ("   requests", "poll_requests", 0),
    ("   memory at its height, bytes a call", "peak_bytes", 0),
    ("each call by call-get: ms", "one_by_one", 0),
    ("   a call, ms", "one_by_one_a_call", 3),
    ("   requests", "one_by_one_requests", 0),
)


async def compare_live() -> None:
    """Measure and print."""
    small, large = [await _measure(live) for live in _SIZES]
    rows = []
    for title, name, digits in _ROWS:
        before, after = getattr(small, name), getattr(large, name)
        spreads = [show_spread(values, digits=digits) for values in (before, after)]
        rows.append([title, *spreads, show_growth(before, after)])
    header = ["", *(f"{size:,} live" for size in _SIZES), "grows"]
    print_table("Size: following live calls while nothing happens (processor time)", header, rows)
    print_note(
        f"Median (range) of {_RUNS} looks at all of them; call-get is measured on {_SAMPLE} calls "
        "and scaled up.",
        "Both use the same client over a transport that answers from memory.",
    )


class _SkippingClock(Clock):
    """A clock on which a look is due whenever the tracker asks."""

    def __init__(self) -> None:
        self._skipped_seconds = 0.0

    def monotonic(self) -> float:
        """Return a later moment each time."""
        self._skipped_seconds += 10.0
        return super().monotonic() + self._skipped_seconds


async def _measure(live: int) -> _Size:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        await fill(path, Crowd(size=live, statuses=LIVE), channels=_CHANNELS)
        store = SqliteStore(path, slots=live)
        await store.open()
        wire = ListedCalls(live=live)
        budget = RequestBudget()
        voicy = VoicyClient(
            base_url="http://voicy.invalid", api_key="key", budget=budget, transport=wire
        )
        try:
            tracker = Tracker(
                store,
                voicy,
                _SkippingClock(),
                longest_call=timedelta(hours=1),
                signals=Signals(),
            )
            await tracker.follow()
            requests = wire.requests
            polls = [await _time(tracker.follow) for _ in range(_RUNS)]
            gets = [await _time(lambda: _ask_for_each(voicy)) for _ in range(_RUNS)]
            peak = await _find_peak(tracker.follow)
        finally:
            await voicy.aclose()
            await store.close()
    return _Size(
        poll=polls,
        poll_a_call=[each / live for each in polls],
        poll_requests=[requests],
        one_by_one=[each / _SAMPLE * live for each in gets],
        one_by_one_a_call=[each / _SAMPLE for each in gets],
        one_by_one_requests=[live],
        peak_bytes=[peak / live],
    )


async def _ask_for_each(voicy: VoicyClient) -> None:
    for number in range(_SAMPLE):
        await voicy.get_call(name_call(number))


async def _time(work: Callable[[], Awaitable[object]]) -> float:
    """Return the processor time of some work in milliseconds, its threads included."""
    before = time.process_time()
    await work()
    return 1000 * (time.process_time() - before)


async def _find_peak(work: Callable[[], Awaitable[object]]) -> float:
    """Return by how many bytes the memory of Python rises while some work is done."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        await work()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before
