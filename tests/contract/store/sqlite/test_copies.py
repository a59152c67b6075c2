"""A file that is a copy is known as one, and what the bot did since is not done once more."""

import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.store.interface import Store
from bot.store.records import InboxEntry
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.database_files import back_up, restore_by_moving, restore_in_place
from tests.builders.store import add_order, claim, opened_store, place, post_next


async def keep(path: Path) -> None:
    """Let a bot work on a database for a moment."""
    async with opened_store(path) as store:
        await store.upkeep.keep()


async def test_file_that_is_the_same_is_no_copy_however_the_bot_ended(path: Path) -> None:
    for number in range(3):
        await keep(path)
        async with opened_store(path) as store:
            assert not store.upkeep.is_copy
            await store.upkeep.keep()
            await add_order(store, str(number))
            # a crash after the counter in the file, before the one beside it
            counter = path.with_name("calls.db.counter")
            before = counter.read_text()
            await post_next(store)
            counter.write_text(before)
        async with opened_store(path) as store:
            assert not store.upkeep.is_copy


@pytest.mark.parametrize("restore", [restore_in_place, restore_by_moving])
async def test_backup_that_is_put_back_is_a_copy_until_it_is_kept(
    path: Path, restore: Callable[[Path, Path], None]
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        backup = back_up(path)
        # the bot goes on, and ends in whatever way
        await add_order(store)
    restore(path, backup)
    for _ in range(2):
        async with opened_store(path) as store:
            assert store.upkeep.is_copy
    await keep(path)
    async with opened_store(path) as store:
        assert not store.upkeep.is_copy


async def test_since_when_a_copy_is_worked_on_is_known_and_set_back_with_the_clock(
    path: Path,
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        assert await store.upkeep.copied_at() is None
        backup = back_up(path)
        await add_order(store)
    restore_in_place(path, backup)
    before = Clock().now()
    await keep(path)

    async with opened_store(path) as store:
        await store.upkeep.keep()
        copied_at = await store.upkeep.copied_at()
        await store.upkeep.set_back(3600, at=NOON)
        set_back = await store.upkeep.copied_at()

    assert copied_at is not None
    assert before <= copied_at <= Clock().now()
    assert set_back == copied_at - timedelta(hours=1)


async def dial(store: Store) -> None:
    call = await claim(store)
    assert call is not None
    assert await store.queue.renew_lease(call.attempt_id, at=NOON)


async def cancel(store: Store) -> None:
    call = await store.queue.first()
    assert call is not None
    assert await store.queue.withdraw(call.order_id, at=NOON, reason="enough")


async def do_nothing(store: Store) -> None:
    assert await store.queue.first() is not None


@pytest.mark.parametrize(("go_on", "is_copy"), [(dial, True), (cancel, True), (do_nothing, False)])
async def test_backup_is_a_copy_where_one_thing_was_done_since(
    path: Path, go_on: Callable[[Store], Awaitable[None]], *, is_copy: bool
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        await add_order(store)
        await post_next(store)
        backup = back_up(path)
        await go_on(store)
    restore_in_place(path, backup)

    async with opened_store(path) as store:
        assert store.upkeep.is_copy == is_copy


def note_otherwise(path: Path, device: int, inode: int, counted: int) -> None:
    """Have the notes in the database differ from the file, and from the counter beside it."""
    found = path.stat()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "UPDATE file_notes SET place = ?, counter = counter + ?",
            (f"{found.st_dev + device}:{found.st_ino + inode}", counted),
        )
        conn.commit()


@pytest.mark.parametrize(
    ("device", "inode", "counted", "is_copy"),
    [
        (0, 0, 0, False),
        # the machine was started again, and the file system has another number
        (1, 0, 0, False),
        # written over by a backup, with or without a new number
        (0, 0, -1, True),
        (1, 0, -1, True),
        # a crash before the counter beside the file was written
        (0, 0, 1, False),
        # moved to where the file was, or copied elsewhere with what is beside it
        (0, 1, 0, True),
        (1, 1, 0, True),
        (0, 1, -1, True),
        (0, 1, 1, True),
    ],
)
async def test_what_is_noted_of_the_file_says_whether_it_is_a_copy(
    path: Path, device: int, inode: int, counted: int, *, is_copy: bool
) -> None:
    await keep(path)
    note_otherwise(path, device, inode, counted)

    async with opened_store(path) as store:
        assert store.upkeep.is_copy == is_copy


@pytest.mark.parametrize("endings", [("",), ("", ".counter")], ids=["file", "file and counter"])
async def test_file_that_was_copied_elsewhere_is_a_copy(
    path: Path, tmp_path: Path, endings: tuple[str, ...]
) -> None:
    await keep(path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for ending in endings:
        shutil.copyfile(path.with_name(path.name + ending), elsewhere / f"calls.db{ending}")
    async with opened_store(elsewhere / "calls.db") as store:
        assert store.upkeep.is_copy


async def test_new_file_and_one_from_before_there_were_notes_are_no_copies(path: Path) -> None:
    async with opened_store(path) as store:
        assert not store.upkeep.is_copy
    async with opened_store(path) as store:
        assert not store.upkeep.is_copy


async def hold_all(store: Store) -> int:
    return await store.attempts.hold_all(at=NOON, reason="it is a copy")


async def test_calls_that_wait_in_a_copy_are_asked_about_and_not_dialed(store: Store) -> None:
    live = await place(store, "1")
    later = await add_order(store, "2", due_at=NOON + timedelta(hours=1))
    queued = await add_order(store, "3")
    for _ in range(3):
        await post_next(store)

    assert await hold_all(store) == 2

    assert (await store.calls.get(live)).status == "initiated"
    for order_id in (later, queued):
        call = await store.calls.get(order_id)
        assert (call.status, call.reason) == ("overdue", "it is a copy")
    assert await claim(store, 3600) is None
    assert not await store.attempts.take_due(at=NOON + timedelta(days=1))
    assert await hold_all(store) == 0


async def test_call_that_was_asked_about_can_be_dialed_and_says_no_more_of_the_copy(
    store: Store,
) -> None:
    order_id = await add_order(store)
    await post_next(store)
    await hold_all(store)

    attempt_id = (await store.calls.get(order_id)).attempt_id
    assert await store.attempts.dial_now(attempt_id, at=NOON)

    call = await store.calls.get(order_id)
    assert (call.status, call.reason) == ("queued", None)
    assert await claim(store) is not None


async def test_requests_that_wait_in_a_copy_are_old(store: Store) -> None:
    entry = InboxEntry(
        request_key="k",
        workspace_id=WORKSPACE,
        kind="command",
        body="{}",
        reply="{}",
        received_at=NOON,
    )
    await store.inbox.add(entry)

    await hold_all(store)

    (waiting,) = await store.inbox.unanswered()
    assert NOON - waiting.received_at == timedelta(days=1)
