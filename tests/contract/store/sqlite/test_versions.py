"""Which program may open which database: one that was only widened stays open to older programs."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from bot.errors import StoreError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.migrations import SCHEMA_VERSION, migrations, record_version
from tests.builders.store import LIFE, lay_database, move, opened_store, place

NEXT_VERSION = SCHEMA_VERSION + 1


def widen(db: sqlite_utils.Database) -> None:
    """Add what a newer program may want, in every way in which that leaves the rest as it was."""
    for table in ("orders", "attempts", "outbox", "transitions", "listings", "preferences"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN mood TEXT")
        db.execute(f"ALTER TABLE {table} ADD COLUMN weight INTEGER NOT NULL DEFAULT 1")
    db.execute("CREATE TABLE moods (mood TEXT PRIMARY KEY) STRICT")
    db.execute("CREATE INDEX attempts_by_mood ON attempts (mood)")


def narrow(db: sqlite_utils.Database) -> None:
    """Take away what this program relies on."""
    db.execute("ALTER TABLE attempts DROP COLUMN reason")


def run_newer_program(
    path: Path, step: Callable[[sqlite_utils.Database], None], *, oldest_program: int
) -> None:
    """Bring a database to the next version, as a program will that has one more step."""
    lay_database(path)
    with closing(sqlite3.connect(path)) as conn:
        db = sqlite_utils.Database(conn)
        newer = sqlite_utils.Migrations("call_bot")

        def recorded(db: sqlite_utils.Database) -> None:
            step(db)
            record_version(
                db, version=NEXT_VERSION, step=step.__name__, oldest_program=oldest_program
            )

        newer(name=step.__name__)(recorded)
        newer.apply(db)


async def test_database_that_was_only_widened_is_opened_and_works(path: Path) -> None:
    run_newer_program(path, widen, oldest_program=SCHEMA_VERSION)

    async with opened_store(path) as store:
        order_id = await place(store)
        assert await move(store, order_id, *LIFE[1:]) == [True] * 3

    async with opened_store(path) as store:
        assert (await store.calls.get(order_id)).status_history == LIFE


async def test_database_that_was_narrowed_is_refused_and_left_as_it_is(path: Path) -> None:
    async with opened_store(path):
        pass
    run_newer_program(path, narrow, oldest_program=NEXT_VERSION)
    before = read_tables(path)

    with pytest.raises(StoreError) as caught:
        await SqliteStore(path, slots=1).open()

    assert caught.value.reason == (
        f"{path} was changed by a newer version of this bot (schema {NEXT_VERSION}, this one knows "
        f"{SCHEMA_VERSION}); start the newer version, or put back a backup from before it"
    )
    assert read_tables(path) == before


async def test_refused_database_is_let_go(path: Path) -> None:
    run_newer_program(path, narrow, oldest_program=NEXT_VERSION)
    for _ in range(2):
        with pytest.raises(StoreError, match="database") as caught:
            await SqliteStore(path, slots=1).open()
        assert "newer version" in caught.value.reason


def test_each_step_records_its_version_and_the_oldest_program_that_may_open_it() -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        db = sqlite_utils.Database(conn)
        migrations.apply(db)
        recorded = db.execute(
            "SELECT version, oldest_program FROM schema_versions ORDER BY version"
        ).fetchall()

    # all that came after workspaces only adds things
    added = [(version, 2) for version in range(2, SCHEMA_VERSION + 1)]
    assert [tuple(row) for row in recorded] == [(1, 1), *added]


def read_tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return list(conn.iterdump())
