"""The file of the database, taken away or put back from a backup: nobody is dialed by mistake."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.ui.notices import ASKED_BEFORE_COPY
from tests.builders.database_files import (
    back_up,
    delete,
    delete_log,
    replace,
    restore_by_moving,
    restore_in_place,
)
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, schedule, see, wait_for_card
from tests.e2e.process import Start
from tests.e2e.world import PATIENCE_SECONDS, QUICK, WATCHABLE, World, wait_until
from tests.person import Person


@pytest.mark.parametrize("damage", [delete, delete_log, replace])
async def test_file_that_is_taken_away_ends_the_bot_and_nobody_is_called(
    outside: World,
    settings: dict[str, str],
    start: Start,
    alice: Person,
    damage: Callable[[Path], None],
) -> None:
    process = await start(**settings, HEALTH_PORT="0")
    found = re.search(r"http://\S+", await process.read_log("health on"))
    assert found
    await alice.wait_for_bot(PATIENCE_SECONDS)
    damage(outside.database_path)
    async with aiohttp.ClientSession() as session, session.get(found[0]) as answer:
        assert answer.status == 503
        assert "was deleted or replaced" in await answer.text()
    await alice.type("#sales", "/call +15559876543")
    ended = await process.end(2 * PATIENCE_SECONDS)
    assert ended.code == 1
    assert "stopping, nobody is called any more" in ended.err
    assert ended.err.splitlines()[-1].startswith("✗ ")
    assert await outside.dialed_numbers() == []


@pytest.mark.parametrize("restore", [restore_in_place, restore_by_moving])
async def test_backup_that_is_put_back_dials_nobody_again(
    world: World, alice: Person, restore: Callable[[Path, Path], None]
) -> None:
    card = await schedule(alice, "#sales", '/call +15559876001 at="in 20 minutes"')
    backup = await asyncio.to_thread(back_up, world.database_path)
    await world.jump(minutes=20)
    await hear_the_end(alice, card, Head.BUSY)
    await world.stop_bot()
    restore(world.database_path, backup)

    await world.start_bot()

    await see(alice, card, "runs on a copy of its database")
    await world.jump(minutes=5)
    second = await ask(alice, "#general", "/call +15559876001")
    await hear_the_end(alice, second, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"] * 2


async def test_call_that_goes_on_in_a_backup_is_not_tried_again(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(retry_pauses_minutes=(1,))
    await outside.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876001 retry=1")
    await alice.wait_for_message("#sales", Head.INITIATED, thread_ts=card["ts"])
    backup = await asyncio.to_thread(back_up, outside.database_path)
    await outside.hurry(QUICK)
    await see(alice, card, "Attempt 2 of 2")
    await outside.stop_bot()
    restore_in_place(outside.database_path, backup)

    await outside.start_bot(retry_pauses_minutes=(1,))

    await hear_the_end(alice, card, Head.BUSY)
    await outside.jump(minutes=2)
    await hear_the_end(alice, await ask(alice, "#general", "/call +15559876001"), Head.BUSY)
    assert len(await outside.dialed_numbers()) == 2


async def test_call_that_waits_for_a_slot_in_a_backup_is_asked_about(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    await outside.hurry(WATCHABLE)
    first = await ask(alice, "#sales", "/call +15559876543")
    await alice.wait_for_message("#sales", Head.INITIATED, thread_ts=first["ts"])
    second = await ask(alice, "#general", "/call +15559876001")
    await see(alice, second, "Queued")
    backup = await asyncio.to_thread(back_up, outside.database_path)
    await outside.hurry(QUICK)
    await hear_the_end(alice, second, Head.BUSY)
    await outside.stop_bot()
    restore_in_place(outside.database_path, backup)

    await outside.start_bot(voicy_max_concurrent_calls=1)

    await see(alice, second, "runs on a copy of its database")
    third = await ask(alice, "#sales", "/call +15559876002")
    await alice.wait_for_message("#sales", Head.INITIATED, thread_ts=third["ts"])
    assert len(await outside.dialed_numbers()) == 3


async def test_request_that_is_under_way_in_a_backup_is_not_carried_out_again(
    world: World, alice: Person
) -> None:
    await world.break_slack("users.info", "slow", seconds=5)
    await alice.type("#sales", "/call +15559876001")
    await wait_until(lambda: world.count_slack_requests("users.info") > 0, "a request under way")
    backup = await asyncio.to_thread(back_up, world.database_path)
    await hear_the_end(alice, await wait_for_card(alice, "#sales", set()), Head.BUSY)
    await world.stop_bot()
    restore_in_place(world.database_path, backup)

    await world.start_bot()

    await alice.wait_for_ephemeral("#sales", ASKED_BEFORE_COPY, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == ["+15559876001"]


async def test_message_that_slack_repeats_to_a_backup_is_not_carried_out_again(
    world: World, alice: Person
) -> None:
    backup = await asyncio.to_thread(back_up, world.database_path)
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876002"), Head.NO_ANSWER)
    await world.stop_bot()
    restore_in_place(world.database_path, backup)
    # as far as the copy knows the bot may have heard it, and Slack may not have heard of that
    await alice.type("#sales", "@voicy call +15559876001")

    await world.start_bot()
    await world.jump(minutes=1)

    await alice.wait_for_ephemeral("#sales", ASKED_BEFORE_COPY, PATIENCE_SECONDS)
    again = await ask(alice, "#general", "@voicy call +15559876001")
    await hear_the_end(alice, again, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876002", "+15559876001"]


async def test_what_the_bot_writes_its_owner_alone_can_read(
    outside: World, settings: dict[str, str], start: Start, alice: Person
) -> None:
    process = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear_the_end(alice, card, Head.BUSY)
    files = [*outside.database_path.parent.glob("calls.db*")]
    assert {each.suffix for each in files} >= {".db", ".db-wal", ".lock", ".counter"}
    assert {each.stat().st_mode & 0o077 for each in files} == {0}
    assert (await process.stop()).code == 0


async def test_what_was_said_in_old_calls_is_not_in_the_file_any_more(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", "/call +15559876001 name=Rumpelstiltskin")
    await hear_the_end(alice, card, Head.BUSY)
    await world.stop_bot()
    with closing(sqlite3.connect(world.database_path)) as conn:
        conn.execute("UPDATE attempts SET over_at = over_at - 366 * 86400")
        conn.execute("UPDATE preferences SET used_at = used_at - 366 * 86400")
        conn.commit()
    assert b"Rumpelstiltskin" in await asyncio.to_thread(world.database_path.read_bytes)

    await world.start_bot()
    second = await ask(alice, "#general", "/call +15559876001")
    await hear_the_end(alice, second, Head.BUSY)
    await world.stop_bot()

    assert b"Rumpelstiltskin" not in await asyncio.to_thread(world.database_path.read_bytes)
