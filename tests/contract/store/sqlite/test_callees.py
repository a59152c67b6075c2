"""A callee is found whichever program wrote the order down, and forgotten by each."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.domain.phone_numbers import E164
from bot.store.records import CallFilter
from bot.store.sqlite.migrations import migrations
from tests.builders.lists import EVERYONE, EVERYWHERE
from tests.builders.store import add_order, lay_database, opened_store

MIA = E164("+15559876543")
# as a program wrote it that knew no key of callees
_ORDER = """
    INSERT INTO orders (order_id, request_key, workspace_id, origin_channel_id, channel_id,
        requested_by, requested_by_name, to_number, from_number, variables, is_unusual_number,
        created_at)
    VALUES ('o1', 'k1', 'T1', 'C1', 'C1', 'U0ALICE', 'alice', '+15559876543', '+15551234567',
        '{"name": "Mía"}', 0, 0)
"""
_ATTEMPT = "INSERT INTO attempts (workspace_id, order_id, status, due_at) VALUES ('T1', 'o1', ?, 0)"
_CARD = """
    INSERT INTO outbox (delivery_id, kind, workspace_id, order_id, seq, attempt_id)
    VALUES ('d1', 'call_thread', 'T1', 'o1', 0, 1)
"""


def write_order(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(_ORDER)
        conn.execute(_ATTEMPT, ["queued"])
        conn.execute(_CARD)


async def count(path: Path, **matching: Any) -> int:
    async with opened_store(path) as store:
        page = await store.history.page(
            [EVERYONE], sight=EVERYWHERE, matching=CallFilter(**matching), limit=10
        )
        return len(page.calls)


async def test_calls_from_before_are_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before="name_callees")
    write_order(path)

    assert await count(path, callee="mia") == await count(path, to_numbers=(MIA,)) == 1


async def test_calls_of_an_earlier_program_are_found_by_number(path: Path) -> None:
    lay_database(path)
    write_order(path)

    assert await count(path, to_numbers=(MIA,)) == 1


async def test_what_an_earlier_program_forgets_is_forgotten(path: Path) -> None:
    async with opened_store(path) as store:
        await add_order(store, variables={"name": "Mia"})
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE orders SET to_number = '', variables = '{}'")

    assert await count(path, callee="mia") == await count(path, callee="6543") == 0
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT DISTINCT callee_key FROM listings").fetchall() == [("",)]
        assert conn.execute("SELECT callee_key FROM orders").fetchall() == [("",)]
