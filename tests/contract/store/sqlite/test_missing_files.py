"""A database whose files are taken away is noticed, and nobody is dialed from it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import StoreGoneError
from tests.builders.database_files import (
    delete,
    delete_index_of_log,
    delete_lock,
    delete_log,
    replace,
    replace_log,
)
from tests.builders.store import add_order, claim, move, opened_store, post_next


@pytest.mark.parametrize(
    "damage", [delete, delete_lock, replace, delete_log, delete_index_of_log, replace_log]
)
async def test_file_that_is_gone_or_another_is_noticed_and_nobody_is_dialed(
    path: Path, damage: Callable[[Path], None]
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        order_id = await add_order(store)
        await post_next(store)
        damage(path)

        with pytest.raises(StoreGoneError) as caught:
            await claim(store)
        assert str(path) in caught.value.reason
        for ask in (store.calls.count_open, store.upkeep.tidy, store.orders.check_writable):
            with pytest.raises(StoreGoneError):
                await ask()
        with pytest.raises(StoreGoneError):
            await move(store, order_id, "ringing")


@pytest.mark.parametrize("notices", ["read", "write"])
async def test_whoever_finds_that_the_file_is_gone_lets_the_bot_know(
    path: Path, notices: str
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        gone = asyncio.create_task(store.upkeep.wait_until_gone())
        await store.calls.count_open()
        assert not gone.done()
        delete(path)

        with pytest.raises(StoreGoneError):
            await (store.calls.count_open() if notices == "read" else claim(store))

        await asyncio.wait_for(gone, 10)


@pytest.mark.parametrize("damage", [delete_log, replace_log])
async def test_what_stands_in_a_log_that_was_taken_away_is_in_the_file_after_the_stop(
    path: Path, damage: Callable[[Path], None]
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        await add_order(store, "k")
        damage(path)
        with pytest.raises(StoreGoneError):
            await store.upkeep.tidy()

    async with opened_store(path) as store:
        assert await store.orders.find_by_key("k") is not None


@pytest.fixture
def readable(path: Path) -> Path:
    """Return a path where an earlier version let everybody read."""
    for ending in ("", ".key"):
        path.with_name(path.name + ending).touch(0o644)
    return path


async def test_what_everybody_could_read_its_owner_alone_can(readable: Path) -> None:
    path = readable
    async with opened_store(path) as store:
        await store.upkeep.keep()
        await add_order(store)
        files = {each.name: each.stat().st_mode & 0o777 for each in path.parent.glob("calls.db*")}
    private = {"calls.db", "calls.db-wal", "calls.db.lock", "calls.db.key"}
    assert private <= set(files)
    assert {name: files[name] for name in private} == dict.fromkeys(private, 0o600)
