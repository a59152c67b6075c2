"""A look at a database leaves it as it is, whatever it finds there."""

import asyncio
import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreInUseError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.migrations import SCHEMA_VERSION
from tests.builders.calls import NOON
from tests.builders.store import opened_store
from tests.contract.store.sqlite.old_database import write_old_call


def read_folder(path: Path) -> dict[str, str]:
    """Return what stands beside a database, by its content."""
    files = sorted(each for each in path.parent.iterdir() if each.is_file())
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


async def test_database_of_this_program_has_nothing_to_migrate(path: Path) -> None:
    async with opened_store(path):
        pass
    before = read_folder(path)

    found = await SqliteStore(path, slots=1).inspect()

    assert (found.exists, found.version, found.pending) == (True, SCHEMA_VERSION, 0)
    assert read_folder(path) == before


async def test_older_database_is_not_migrated(path: Path) -> None:
    write_old_call(path, rang_at=NOON.timestamp())
    before = read_folder(path)

    found = await SqliteStore(path, slots=1).inspect()

    assert found.exists
    assert found.version == 0
    assert found.pending > SCHEMA_VERSION
    assert read_folder(path) == before


def take_copy(path: Path) -> Path:
    """Copy a database while a bot works on it, as a crash would leave it."""
    folder = path.parent / "crashed"
    folder.mkdir()
    for each in (path, path.with_name(f"{path.name}-wal")):
        shutil.copy(each, folder)
    return folder / path.name


async def test_log_that_a_crash_left_is_read_and_kept(path: Path) -> None:
    async with opened_store(path):
        crashed = take_copy(path)
    before = read_folder(crashed)

    assert (await SqliteStore(crashed, slots=1).inspect()).version == SCHEMA_VERSION
    assert before.items() <= read_folder(crashed).items()


async def test_database_that_is_not_there_is_not_made(path: Path) -> None:
    found = await SqliteStore(path.parent / "data" / "calls.db", slots=1).inspect()

    assert not found.exists
    assert read_folder(path) == {}


async def test_database_at_work_is_left_alone_and_its_process_is_named(path: Path) -> None:
    async with opened_store(path):
        with pytest.raises(StoreInUseError, match=r"\(process \d+; .* kill \d+\)") as caught:
            await SqliteStore(path, slots=1).inspect()
        with pytest.raises(StoreInUseError) as again:
            await SqliteStore(path, slots=1).open()

    assert caught.value.reason == again.value.reason
    assert "DATABASE_PATH" not in caught.value.reason


async def test_look_keeps_no_bot_from_starting(path: Path) -> None:
    async with opened_store(path):
        pass
    await SqliteStore(path, slots=1).inspect()

    async with opened_store(path):
        pass


async def test_file_that_is_no_database_is_said(path: Path) -> None:
    await asyncio.to_thread(path.write_text, "calls: none", encoding="utf-8")

    with pytest.raises(StoreError, match="not a database"):
        await SqliteStore(path, slots=1).inspect()


async def test_database_of_a_newer_program_is_said(path: Path) -> None:
    async with opened_store(path):
        pass
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE schema_versions SET oldest_program = 999")
        conn.commit()

    with pytest.raises(StoreError, match="newer version"):
        await SqliteStore(path, slots=1).inspect()
