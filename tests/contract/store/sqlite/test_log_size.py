"""The log of the database: small while the bot reads for long, and after another program did."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web

from bench.filled_store import FINISHED, Crowd, fill, name_channel
from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.errors import StoreError
from bot.reporting.audit import AuditLog
from bot.reporting.audited_service import ServiceParts
from bot.reporting.csv_export import CsvExport
from bot.slack import Slack, build_web_client
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.store.records import ListKey
from tests.builders.access import IDENTITY, build_requester, describe_user, read_default_rules
from tests.builders.calls import WORKSPACE
from tests.builders.slack_wire import started_wire
from tests.builders.store import add_order, opened_store

# three pages of an export
MANY = 1_100
CHANNELS = 3
MEGABYTE = 2**20
MOST_LOG_BYTES = 20 * MEGABYTE
TEXT = "x" * 4 * MEGABYTE
NOTICED_BYTES = 65 * MEGABYTE
# as long as an export takes on a slow day
LONGEST_SECONDS = 120
# until its input ends
READ_ON = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN")
db.execute("SELECT count(*) FROM orders").fetchone()
print("reading", flush=True)
sys.stdin.read()
"""


async def answer(writes: asyncio.Semaphore, request: web.Request) -> web.StreamResponse:
    """Answer for a Slack that takes every file, with a write of somebody else at each step."""
    channels = [{"id": name_channel(number)} for number in range(CHANNELS)]
    match request.path.rpartition("/")[2]:
        case "users.info":
            await writes.acquire()
            return web.json_response(describe_user())
        case "files.getUploadURLExternal":
            upload_url = f"{request.url.origin()}/api/upload"
            return web.json_response({"ok": True, "upload_url": upload_url, "file_id": "F1"})
        case "upload":
            await writes.acquire()
            return web.Response(text="OK")
    return web.json_response(
        {"ok": True, "channels": channels, "channel": {"id": "D1"}, "files": [{"id": "F1"}]}
    )


async def export(store: Store, folder: Path, writes: asyncio.Semaphore) -> int:
    """Export all calls as a person has it done."""
    async with started_wire() as wire:
        wire.script = [partial(answer, writes)]
        slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
        slack.identity = IDENTITY
        clock = Clock()
        facts = SlackFacts(slack, clock)
        exporter = CsvExport(
            ServiceParts(
                store=store,
                slack=slack,
                access=CallAccess(facts, read_default_rules),
                facts=facts,
                audit=AuditLog(store, NumberHasher(folder / "key"), clock),
                clock=clock,
            )
        )
        lists = [ListKey.of_channel(WORKSPACE, name_channel(each)) for each in range(CHANNELS)]
        return await exporter.send(build_requester(), lists=lists, since=None)


# of aiohttp's, that writing it may take a moment
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_log_stays_small_while_many_calls_are_exported(path: Path, tmp_path: Path) -> None:
    await fill(path, Crowd(size=MANY, statuses=FINISHED), channels=CHANNELS, people=10)
    log = path.with_name("calls.db-wal")
    sizes, writes = list[int](), asyncio.Semaphore(0)
    async with opened_store(path) as store:
        await store.upkeep.keep()
        exporting = asyncio.create_task(export(store, tmp_path, writes))
        async with asyncio.timeout(LONGEST_SECONDS):
            while not exporting.done():
                await add_order(store, str(len(sizes)), variables={"text": TEXT})
                with suppress(StoreError):
                    await store.upkeep.tidy()
                sizes.append(log.stat().st_size)
                writes.release()
            assert await exporting >= MANY

    assert len(sizes) * len(TEXT) > MOST_LOG_BYTES
    assert max(sizes) < MOST_LOG_BYTES


@contextmanager
def another_reader(path: Path) -> Iterator[None]:
    """Have another process begin to read, and not end."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", READ_ON, str(path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.communicate()


async def test_log_that_another_program_made_grow_is_empty_once_that_lets_go(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = path.with_name("calls.db-wal")
    async with opened_store(path) as store:
        await store.upkeep.keep()
        with another_reader(path):
            await add_order(store, variables={"text": TEXT})
            await store.upkeep.tidy()
            assert store.upkeep.log_bytes == log.stat().st_size > len(TEXT)
            # as if it had gone on for long: what is behind its last entry is read by nobody
            for size in (NOTICED_BYTES, 2 * NOTICED_BYTES - 1, 2 * NOTICED_BYTES + 1):
                os.truncate(log, size)
                await store.upkeep.tidy()
                assert store.upkeep.log_bytes == log.stat().st_size == size
        await store.upkeep.tidy()
        assert store.upkeep.log_bytes == 0
        with another_reader(path):
            await add_order(store, "small")
            await store.upkeep.tidy()
            assert 0 < store.upkeep.log_bytes < MEGABYTE

    assert len([one for one in caplog.messages if "reads it for long" in one]) == 2
