"""A counter that cannot be written beside the file: what is said of each write is true."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.interface import Store
from tests.builders.database_files import back_up, restore_in_place
from tests.builders.store import add_order, opened_store


@contextmanager
def full_for_the_counter(path: Path) -> Iterator[None]:
    """Let the disk be full for the counter alone, as where each write takes new room."""
    counter = str(path.with_name(f"{path.name}.counter"))
    opened = Path("/proc/self/fd")
    (place,) = [int(each.name) for each in opened.iterdir() if _leads_to(each) == counter]
    kept, full = os.dup(place), os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, place)
    try:
        yield
    finally:
        os.dup2(kept, place)
        os.close(kept)
        os.close(full)


def _leads_to(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:  # the one that lists them
        return ""


async def is_taken(store: Store, key: str) -> bool:
    """Write an order down; False where that is said to have failed."""
    try:
        await add_order(store, key)
    except StoreError:
        return False
    return True


async def test_write_is_refused_exactly_where_it_does_not_stand(path: Path) -> None:
    keys = [str(number) for number in range(4)]
    async with opened_store(path) as store:
        await store.upkeep.keep()
        with full_for_the_counter(path):
            taken = [await is_taken(store, each) for each in keys]
        stands = [await store.orders.find_by_key(each) is not None for each in keys]
        assert taken == stands == [True, False, False, False]

        assert await is_taken(store, "afterwards")


@pytest.mark.parametrize("number", [0, 1])
async def test_backup_from_before_is_known_once_anything_more_is_written(
    path: Path, number: int
) -> None:
    async with opened_store(path) as store:
        await store.upkeep.keep()
        backup = back_up(path)
        with full_for_the_counter(path):
            for each in range(number):
                await is_taken(store, str(each))
        assert await is_taken(store, "afterwards")
    restore_in_place(path, backup)

    async with opened_store(path) as store:
        assert store.upkeep.is_copy
