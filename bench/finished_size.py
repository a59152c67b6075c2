"""Many finished calls: how long people wait for the store's answers."""

import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.filled_store import (
    FINISHED,
    LIVE,
    WORKSPACE,
    Crowd,
    fill,
    name_channel,
    name_order,
    name_person,
    see_channels,
)
from bench.table import print_note, print_table, show_growth, show_spread
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Store
from bot.store.records import ListKey
from bot.store.sqlite import SqliteStore

_SIZES: Final = (10_000, 100_000)
_RUNS: Final = 5
_REPEATS: Final = 20
_CHANNELS: Final = 200
_LIVE: Final = 50
_WAITING: Final = 20
_UNTOLD: Final = 5
_BUSY, _QUIET = (ChannelKey(WORKSPACE, each) for each in (name_channel(0), "C-nothing-yet"))
_PERSON: Final = ListKey.of_person(WORKSPACE, name_person(7))
_SIGHT: Final = see_channels(_CHANNELS)
_KNOWN: Final = ChannelKey(WORKSPACE, name_channel(77))

_Work = Callable[[Store], Awaitable[object]]


async def _claim_slot(store: Store) -> None:
    """Claim a slot and give it back, so that the next one finds the same line."""
    now = datetime.now(UTC)
    call = await store.queue.claim_slot(at=now)
    if call is None:
        raise AssertionError("there is nobody in line")
    await store.queue.put_back(call.attempt_id, not_before=now, reason="")


_QUERIES: Final[dict[str, _Work]] = {
    "calls.get": lambda store: store.calls.get(name_order(77)),
    "history.page, a busy channel": lambda store: store.history.page(
        (ListKey.of_channel(*_BUSY),), sight=_SIGHT, limit=10
    ),
    "history.page, a new channel": lambda store: store.history.page(
        (ListKey.of_channel(*_QUIET),), sight=_SIGHT, limit=10
    ),
    "history.page, one person's": lambda store: store.history.page(
        (_PERSON,), sight=_SIGHT, limit=10
    ),
    "history.live, a busy channel": lambda store: store.history.live(
        (ListKey.of_channel(*_BUSY),), sight=_SIGHT, limit=10
    ),
    "calls.live": lambda store: store.calls.live(),
    "outbox.find_due": lambda store: store.outbox.find_due(),
    "outbox.next_post": lambda store: store.outbox.next_post(_BUSY),
    "outbox.next_edit": lambda store: store.outbox.next_edit(),
    "forms.last_used": lambda store: store.forms.last_used(_KNOWN, name_person(77)),
    "queue.claim_slot, queue.put_back": _claim_slot,
}


async def compare_finished() -> None:
    """Measure and print."""
    async with _open(_SIZES[0]) as small, _open(_SIZES[1]) as large:
        rows = [await _compare(name, work, small, large) for name, work in _QUERIES.items()]
    header = ["", *(f"{size:,} finished" for size in _SIZES), "grows"]
    print_table("Size: what people wait for, beside finished calls (milliseconds)", header, rows)
    print_note(
        f"Median (range) of {_RUNS} runs in turn, each the mean of {_REPEATS} questions, the way "
        "to the store's thread included.",
        f"Besides, {_LIVE} calls are live, {_WAITING} wait in line and {_UNTOLD} have replies to "
        "be posted.",
    )


async def _compare(name: str, work: _Work, small: Store, large: Store) -> list[str]:
    before, after = [], []
    for _ in range(_RUNS):
        before.append(await _time(work, small))
        after.append(await _time(work, large))
    spreads = [show_spread(values, digits=2) for values in (before, after)]
    return [name, *spreads, show_growth(before, after)]


async def _time(work: _Work, store: Store) -> float:
    before = time.perf_counter()
    for _ in range(_REPEATS):
        await work(store)
    return 1000 * (time.perf_counter() - before) / _REPEATS


@asynccontextmanager
async def _open(finished: int) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        await fill(
            path,
            Crowd(size=finished, statuses=FINISHED),
            Crowd(size=_UNTOLD, statuses=FINISHED, is_told=False),
            Crowd(size=_LIVE, statuses=LIVE),
            Crowd(size=_WAITING),
            channels=_CHANNELS,
        )
        store = SqliteStore(path, slots=finished)
        await store.open()
        try:
            yield store
        finally:
            await store.close()
