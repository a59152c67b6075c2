"""The key of the keyed hashes: without it the bot does not start where numbers rest on it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.number_hash import NumberHasher
from bot.errors import StoreError
from tests.builders.store import opened_store

SUPPRESSED = """
    INSERT INTO suppressions VALUES ('T1', '5f0c', 'all', '', 1, 'U1', 'dana', NULL)
"""
HELD = "INSERT INTO holds VALUES ('T1', '5f0c', 1, 'U1', 'dana')"
IN_THE_OPEN = """
    INSERT INTO suppressions VALUES ('T1', '+15559876543', 'all', '', 1, 'U1', 'dana', NULL)
"""


def find_key(path: Path) -> Path:
    """Return where the key of a database is."""
    return path.with_name("calls.db.key")


async def fill(path: Path, sql: str) -> None:
    """Let a bot work on a database for a moment, and put a row into it."""
    async with opened_store(path) as store:
        await store.upkeep.keep()
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(sql)


def lose(key: Path) -> None:
    """Take it away."""
    key.unlink()


def cut(key: Path) -> None:
    """Leave the half of it."""
    key.write_bytes(key.read_bytes()[:16])


def swap(key: Path) -> None:
    """Put the key of another database there."""
    key.write_bytes(bytes(32))


DAMAGES = pytest.mark.parametrize("damage", [lose, cut, swap])


@DAMAGES
@pytest.mark.parametrize("sql", [SUPPRESSED, HELD], ids=["suppressed", "held"])
async def test_without_its_key_a_database_that_rests_on_it_is_refused(
    path: Path, sql: str, damage: Callable[[Path], None]
) -> None:
    await fill(path, sql)
    key = find_key(path)
    whole = key.read_bytes()
    damage(key)
    with pytest.raises(StoreError, match=r"calls\.db\.key .* would be called\. Put it back"):
        async with opened_store(path):
            pass

    key.write_bytes(whole)
    async with opened_store(path) as store:
        await store.upkeep.keep()


@DAMAGES
async def test_database_in_which_nothing_rests_on_its_key_gets_another(
    path: Path, damage: Callable[[Path], None]
) -> None:
    await fill(path, IN_THE_OPEN)
    damage(find_key(path))
    async with opened_store(path) as store:
        await store.upkeep.keep()
    await fill(path, SUPPRESSED)


async def test_empty_file_in_its_place_lets_a_new_key_be_made(path: Path) -> None:
    await fill(path, SUPPRESSED)
    before = NumberHasher(find_key(path)).mark
    find_key(path).write_bytes(b"")
    for _ in range(2):
        async with opened_store(path) as store:
            await store.upkeep.keep()
            assert store.hasher.mark != before


def test_key_is_whole_or_not_there(path: Path) -> None:
    key = find_key(path)
    key.with_name("calls.db.key.new").write_bytes(b"what a kill left")
    assert NumberHasher(key).hash("+15559876543") == NumberHasher(key).hash("+15559876543")
    assert len(key.read_bytes()) == 32
    assert [each.name for each in path.parent.glob("*.new")] == []
