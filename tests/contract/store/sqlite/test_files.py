"""The store and its file: kept, locked, brought up to date; its faults are store errors."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from bot.domain.statuses import CallStatus
from bot.errors import StoreError, StoreInUseError
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.database import Database
from bot.store.sqlite.migrations import migrations
from tests.builders.calls import NOON
from tests.builders.locked_store import locked
from tests.builders.store import (
    add_order,
    latest_attempt,
    lay_database,
    move,
    opened_store,
    place,
    unopened,
)

DEADLINE_SECONDS = 30
NONSENSE = b"not a database" * 1_000
STEPS = [
    "create_orders",
    "create_calls",
    "create_transitions",
    "create_deliveries",
    "create_preferences",
    "create_forms",
    "create_listings",
    "index_live_calls",
    "create_permalinks",
    "create_watches",
    "widen_deliveries",
    "add_attempts",
    "let_calls_be_missed_again",
    "note_ends_of_calls",
    "rename_tables",
    "add_workspaces",
    "create_inbox",
    "add_claims",
    "note_places",
    "list_every_call",
    "note_unseen_transitions",
    "postpone_messages",
    "add_upkeep",
    "know_variables",
    "note_waits",
    "map_results",
    "name_callees",
    "find_callees",
    "create_rules",
    "create_suppressions",
    "note_quiet_hours",
    "note_time",
    "tell_answered_calls",
    "note_consents",
    "raise_alarms",
    "note_countries",
    "add_approvals",
    "keep_evidence",
    "know_key",
    "tell_together",
    "note_cards_behind",
    "note_who_asks",
    "note_copy",
]


@pytest.fixture
def nonsense(path: Path) -> Path:
    path.write_bytes(NONSENSE)
    return path


def read_bytes(path: Path) -> bytes:
    return path.read_bytes()


async def find_failure(path: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        await SqliteStore(path, slots=1).open()
    return caught.value


async def test_everything_is_there_again_after_a_restart(path: Path) -> None:
    async with opened_store(path) as store:
        order_id = await place(store)
        await move(store, order_id, "ringing")
        before = await store.calls.get(order_id)

    async with opened_store(path) as store:
        assert await store.calls.get(order_id) == before
        assert await store.outbox.count_due() == 2


async def test_folder_of_the_file_is_made(tmp_path: Path) -> None:
    async with opened_store(tmp_path / "new" / "data" / "calls.db") as store:
        await store.orders.check_writable()


async def test_dial_that_was_written_down_survives_a_power_cut(path: Path) -> None:
    database = Database(path)
    await database.open()
    names = ("journal_mode", "synchronous", "foreign_keys")

    settings = await database.write(
        lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    )

    await database.close()
    assert settings == ["wal", 2, 1]


async def test_second_store_on_the_same_file_is_refused(path: Path) -> None:
    async with opened_store(path):
        failure = await find_failure(path)

    assert isinstance(failure, StoreInUseError)
    assert str(path) in failure.reason
    async with opened_store(path):
        pass


def test_every_step_of_the_schema_is_tried_here() -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        assert [step.name for step in migrations.pending(sqlite_utils.Database(conn))] == STEPS


def read_schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


# of nothing, of the last one without versions, and of the one before this
@pytest.mark.parametrize("step", ["create_orders", "rename_tables", STEPS[-1]])
async def test_file_from_before_a_step_is_brought_up_to_date(path: Path, step: str) -> None:
    with closing(sqlite3.connect(path)) as conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before=step)

    async with opened_store(path) as store:
        order_id = await place(store)
        assert await move(store, order_id, "ringing") == [True]


def test_every_step_can_be_the_first_that_a_program_takes(path: Path, tmp_path: Path) -> None:
    for step in STEPS[1:]:
        with closing(sqlite3.connect(path)) as conn:
            migrations.apply(sqlite_utils.Database(conn), stop_before=step)
    with closing(sqlite3.connect(path)) as conn:
        migrations.apply(sqlite_utils.Database(conn))

    lay_database(tmp_path / "new.db")
    assert read_schema(path) == read_schema(tmp_path / "new.db")


async def test_step_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before="add_workspaces")
        # its last use in the step comes after most of what the step does
        conn.execute("DROP TABLE permalinks")
        before = list(conn.iterdump())

    assert "permalinks" in (await find_failure(path)).reason

    with closing(sqlite3.connect(path)) as conn:
        assert list(conn.iterdump()) == before


async def test_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in (await find_failure(tmp_path)).reason


async def test_file_that_is_no_database_is_left_alone(nonsense: Path) -> None:
    assert "not a database" in (await find_failure(nonsense)).reason
    assert read_bytes(nonsense) == NONSENSE


async def test_place_that_cannot_be_written_is_named() -> None:
    assert "/proc/calls.db" in (await find_failure(Path("/proc/calls.db"))).reason


async def test_store_that_is_closed_says_so(path: Path) -> None:
    async with opened_store(path) as store:
        pass

    with pytest.raises(StoreError, match="database"):
        await store.calls.live()
    with pytest.raises(StoreError, match="database"):
        await add_order(store)


async def test_close_finishes_what_was_handed_in(path: Path) -> None:
    store = SqliteStore(path, slots=1)
    await store.open()
    handed_in = [asyncio.create_task(add_order(store, str(number))) for number in range(20)]
    await asyncio.sleep(0)
    await store.close()

    order_ids = await asyncio.gather(*handed_in)

    async with opened_store(path) as again:
        assert await unopened(again) == tuple(order_ids)


async def test_table_that_is_gone_is_a_store_error(path: Path) -> None:
    async with opened_store(path) as store:
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP TABLE forms")

        with pytest.raises(StoreError) as caught:
            await store.forms.find("f1")

    assert "no such table: forms" in caught.value.reason


async def test_write_waits_for_a_lock_and_holds_nobody_up(path: Path) -> None:
    async with opened_store(path) as store:
        order_id = await add_order(store, "1")
        with locked(path):
            write = asyncio.create_task(add_order(store, "2"))
            for _ in range(50):
                assert (await store.calls.get(order_id)).status == CallStatus.QUEUED
            assert not write.done()

        async with asyncio.timeout(DEADLINE_SECONDS):
            second = await write
        assert await unopened(store) == (order_id, second)


async def test_lock_that_stays_is_a_store_error_and_nothing_is_written(path: Path) -> None:
    async with opened_store(path) as store:
        with locked(path), pytest.raises(StoreError) as caught:
            await store.orders.check_writable()
        assert "locked" in caught.value.reason

        await store.orders.check_writable()
        assert await unopened(store) == ()


@pytest.mark.parametrize(
    ("duration_ms", "agent_name"), [(2**70, None), (None, "half an emoji \ud83d")]
)
async def test_value_that_no_database_holds_is_a_store_error(
    path: Path, duration_ms: int | None, agent_name: str | None
) -> None:
    async with opened_store(path) as store:
        order_id = await place(store)

        with pytest.raises(StoreError):
            await store.calls.record_observed(
                await latest_attempt(store, order_id),
                "ringing",
                at=NOON,
                duration_ms=duration_ms,
                agent_name=agent_name,
            )

        assert (await store.calls.get(order_id)).status_history == ("initiated",)
