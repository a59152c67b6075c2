"""What databases of earlier bots become."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.workspaces import WorkspaceId
from bot.store.records import CallFilter, Page
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.lists import ALICE, EVERYONE, EVERYWHERE
from tests.builders.store import channel, opened_store
from tests.contract.store.sqlite.old_database import write_old_call

OWNED_TABLES = 20


async def test_calls_from_before_there_were_lists_are_listed(path: Path) -> None:
    write_old_call(path, rang_at=NOON.timestamp())

    async with opened_store(path) as store:
        page = await store.history.page(
            (ALICE,), sight=EVERYWHERE, matching=CallFilter(agent="book"), limit=9
        )
        assert [call.order_id for call in page.calls] == ["o1"]


@pytest.mark.parametrize(
    ("variables", "name"), [("{}", ""), ('{"name": "Mia", "date": "Monday"}', "Mia")]
)
async def test_callee_is_named_by_the_variable_that_was_the_name(
    path: Path, variables: str, name: str
) -> None:
    write_old_call(path, rang_at=NOON.timestamp())
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE orders SET variables = ?", [variables])
        conn.commit()

    async with opened_store(path) as store:
        assert (await store.calls.get("o1")).order.callee_name == name


async def test_calls_that_were_over_before_have_their_ends(path: Path) -> None:
    at = NOON.timestamp()
    write_old_call(path, rang_at=at)

    async with opened_store(path) as store:
        (call,) = await store.history.finished(
            (ALICE,),
            sight=EVERYWHERE,
            since=NOON,
            until=NOON + timedelta(days=1),
            after=None,
            limit=9,
        )

    assert (call.over_at, call.agent_name) == (at + 5, "Booker")


def forget_workspaces(path: Path) -> None:
    """Make a database as a bot wrote it to which Slack did not say its team."""
    write_old_call(path, rang_at=NOON.timestamp())
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE orders SET team_id = ''")
        conn.commit()


async def test_what_is_nobodys_becomes_that_of_the_workspace_that_signs_in(path: Path) -> None:
    forget_workspaces(path)

    async with opened_store(path) as store:
        assert await store.history.page((ALICE,), sight=EVERYWHERE, limit=9) == Page()
        await store.adopt(WORKSPACE)
        await store.adopt(WorkspaceId("T2"))

        page = await store.history.page((ALICE,), sight=EVERYWHERE, limit=9)
        assert [call.order.workspace_id for call in page.calls] == [WORKSPACE]
        assert (await store.outbox.find_due())[0] == (channel("C1"),)
        assert len((await store.history.page((EVERYONE,), sight=EVERYWHERE, limit=9)).calls) == 1
    assert find_orphans(path) == []


def find_orphans(path: Path) -> list[str]:
    """Return the tables with rows that are of no workspace."""
    with closing(sqlite3.connect(path)) as conn:
        tables = [row[0] for row in conn.execute("SELECT name FROM pragma_table_list")]
        owned = [
            each
            for each in tables
            if any(row[1] == "workspace_id" for row in conn.execute(f"PRAGMA table_info({each})"))
        ]
        assert len(owned) == OWNED_TABLES
        return [
            each
            for each in owned
            if ("",) in conn.execute(f"SELECT DISTINCT workspace_id FROM {each}")  # noqa: S608
        ]


async def test_orders_without_a_workspace_are_of_the_usual_one(path: Path) -> None:
    write_old_call(path, rang_at=NOON.timestamp())
    with closing(sqlite3.connect(path)) as conn:
        for number in (2, 3):
            conn.execute(
                "INSERT INTO orders SELECT ?, ?, '', origin_channel_id, channel_id, thread_ts,"
                " requested_by, requested_by_name, to_number, from_number, agent_id, agent_name,"
                " variables, is_unusual_number, created_at FROM orders WHERE order_id = 'o1'",
                [f"o{number}", f"k{number}"],
            )
        conn.commit()

    async with opened_store(path):
        pass

    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT DISTINCT workspace_id FROM orders").fetchall() == [("T1",)]
    assert find_orphans(path) == []
