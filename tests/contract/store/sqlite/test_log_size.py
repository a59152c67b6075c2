"""The log of the database stays small while the bot itself reads for long."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from bench.filled_store import FINISHED, Crowd, fill, name_channel
from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.errors import StoreError
from bot.reporting.audit import AuditLog
from bot.reporting.csv_export import CsvExport
from bot.slack import Slack, build_web_client
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.store.records import ListKey
from bot.store.sqlite.database import Database
from tests.builders.access import IDENTITY, build_requester, describe_user
from tests.builders.calls import WORKSPACE
from tests.builders.slack_wire import started_wire
from tests.builders.store import add_order, opened_store

MANY = 6_000
CHANNELS = 3
MEGABYTE = 2**20
MOST_LOG_BYTES = 20 * MEGABYTE
# as long as an export takes on a slow day
LONGEST_SECONDS = 120
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def answer(request: web.Request) -> web.StreamResponse:
    """Answer for a Slack that takes every file, slowly."""
    channels = [{"id": name_channel(number)} for number in range(CHANNELS)]
    match request.path.rpartition("/")[2]:
        case "users.info":
            return web.json_response(describe_user())
        case "files.getUploadURLExternal":
            upload_url = f"{request.url.origin()}/api/upload"
            return web.json_response({"ok": True, "upload_url": upload_url, "file_id": "F1"})
        case "upload":
            await asyncio.sleep(1)
            return web.Response(text="OK")
    return web.json_response(
        {"ok": True, "channels": channels, "channel": {"id": "D1"}, "files": [{"id": "F1"}]}
    )


async def export(store: Store, folder: Path) -> int:
    """Export all calls as a person has it done."""
    async with started_wire() as wire:
        wire.script = [answer]
        slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
        slack.identity = IDENTITY
        clock = Clock()
        facts = SlackFacts(slack, clock)
        exporter = CsvExport(
            store,
            slack,
            facts,
            CallAccess(facts),
            AuditLog(store, NumberHasher(folder / "key"), clock),
            clock,
        )
        lists = [ListKey.of_channel(WORKSPACE, name_channel(each)) for each in range(CHANNELS)]
        return await exporter.send(build_requester(), lists=lists, since=None)


# of aiohttp's, that writing it may take a moment
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_log_stays_small_while_many_calls_are_exported(path: Path, tmp_path: Path) -> None:
    await fill(path, Crowd(size=MANY, statuses=FINISHED), channels=CHANNELS, people=100)
    log = path.with_name("calls.db-wal")
    sizes: list[int] = []
    async with opened_store(path) as store:
        await store.upkeep.keep()
        exporting = asyncio.create_task(export(store, tmp_path))
        async with asyncio.timeout(LONGEST_SECONDS):
            while not exporting.done():
                key = str(len(sizes))
                await add_order(store, key, variables={"text": os.urandom(MEGABYTE // 2).hex()})
                with suppress(StoreError):
                    await store.upkeep.tidy()
                sizes.append(log.stat().st_size)
            assert await exporting >= MANY

    assert len(sizes) > 10
    assert max(sizes) < MOST_LOG_BYTES


async def test_what_would_read_for_ever_is_ended_and_the_next_is_read(path: Path) -> None:
    database = Database(path)
    await database.open()
    async with asyncio.timeout(LONGEST_SECONDS):
        with pytest.raises(StoreError, match="interrupted"):
            await database.fetch(ENDLESS)
        assert await database.fetch("SELECT 1 AS one") == [{"one": 1}]
    await database.close()
