"""The store between processes: one at a time, and what is left by one that died."""

import asyncio
import json
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.errors import StoreInUseError
from bot.store.sqlite import SqliteStore
from tests.builders.calls import NOON
from tests.builders.store import LIFE, add_order, opened_store, unopened
from tests.e2e.process import COMPILED

PROJECT = Path(__file__).parents[4]
DEADLINE_SECONDS = 30
SURVIVED = 300

HOLD = """
import asyncio, sys
from pathlib import Path
from bot.store.sqlite import SqliteStore

async def main():
    store = SqliteStore(Path(sys.argv[1]), slots=3)
    await store.open()
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
WORK = """
import asyncio, json, sys
from pathlib import Path
from bot.store.sqlite import SqliteStore
from tests.builders.store import LIFE, add_order, claim, latest_attempt, post_next
from tests.builders.calls import NOON

def say(order_id, *facts):
    print(json.dumps([order_id, *facts]), flush=True)

async def main():
    store = SqliteStore(Path(sys.argv[1]), slots=3)
    await store.open()
    for number in range(1_000_000):
        order_id = await add_order(store, str(number))
        say(order_id, "queued")
        await post_next(store)
        say(order_id, "card")
        assert await claim(store)
        say(order_id, "dialing")
        attempt_id = await latest_attempt(store, order_id)
        await store.calls.record_placed(
            attempt_id, call_id=order_id, status=LIFE[0], agent_name=None, at=NOON
        )
        say(order_id, LIFE[0])
        for status in LIFE[1:]:
            await store.calls.add_transition(attempt_id, status, at=NOON)
            say(order_id, status)

asyncio.run(main())
"""
FILL = """
import asyncio, resource, sys
from pathlib import Path
from bot.errors import StoreError
from bot.store.sqlite import SqliteStore
from tests.builders.store import add_order

async def main():
    store = SqliteStore(Path(sys.argv[1]), slots=3)
    await store.open()
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    kept = 0
    try:
        while True:
            await add_order(store, str(kept), variables={"name": "x" * 2_000})
            kept += 1
    except StoreError:
        print(kept, flush=True)
    await store.close()

asyncio.run(main())
"""


@asynccontextmanager
async def started(program: str, path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program with a path in a process of its own, killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *COMPILED,
        "-c",
        program,
        str(path),
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def read_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(DEADLINE_SECONDS):
        return (await process.stdout.readline()).decode().strip()


async def test_second_process_on_the_same_file_is_refused(path: Path) -> None:
    async with started(HOLD, path) as process:
        assert await read_line(process) == "open"
        with pytest.raises(StoreInUseError):
            await SqliteStore(path, slots=1).open()

    async with opened_store(path) as store:
        await add_order(store)


async def test_full_disk_is_a_store_error_and_keeps_what_was_written(path: Path) -> None:
    async with started(FILL, path) as process:
        kept = int(await read_line(process))

    assert kept > 0
    async with opened_store(path) as store:
        assert len(await unopened(store)) == kept


async def test_sudden_death_loses_nothing_that_was_written(path: Path) -> None:
    facts: dict[str, list[str]] = defaultdict(list)
    async with started(WORK, path) as process:
        for _ in range(SURVIVED):
            order_id, fact = json.loads(await read_line(process))
            facts[order_id].append(fact)
        process.send_signal(signal.SIGKILL)
        while line := await read_line(process):
            order_id, fact = json.loads(line)
            facts[order_id].append(fact)

    async with opened_store(path) as store:
        await store.orders.check_writable()
        for order_id, said in facts.items():
            call = await store.calls.get(order_id)
            told = [fact for fact in said if fact in LIFE]
            assert list(call.status_history[: len(told)]) == told
            assert ("card" in said) <= (call.anchor_ts is not None)
            assert ("dialing" in said) <= (call.dialing_at == NOON)
            assert len(call.status_history) <= len(told) + 1
