"""Rules: each change is kept, the latest counts, and the queue's gate reads it in its own claim."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.calls import Call
from bot.domain.rules import RuleChange, StoredFacts
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Store
from bot.store.records import AuditFilter, Cursor
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.rules import SET_AT, build_change
from tests.builders.store import OpenStore, line_up

ORDER = build_order()


async def test_team_that_changed_nothing_has_the_first_version(store: Store) -> None:
    assert await store.rules.find_facts(ORDER, at=NOON) == StoredFacts(rules_version=1, changes=())


async def test_latest_change_of_each_subject_counts(store: Store) -> None:
    first = build_change("country", "open", "JM")
    other = build_change("country", "closed", "CA")
    latest = build_change("country", "closed", "JM", set_by_name="bob")
    for change in (first, other, latest):
        await store.rules.change([change])

    found = await store.rules.find_facts(ORDER, at=NOON)

    assert found == StoredFacts(rules_version=4, changes=(other, latest))


async def test_rules_of_another_workspace_are_its_own(store: Store) -> None:
    elsewhere = WorkspaceId("T0ELSEWHERE")
    await store.rules.change([build_change("country", "open", "JM", workspace_id=elsewhere)])

    assert (await store.rules.find_facts(ORDER, at=NOON)).changes == ()
    found = await store.rules.find_facts(replace(ORDER, workspace_id=elsewhere), at=NOON)
    assert [each.subject for each in found.changes] == ["JM"]


async def test_change_outlives_a_restart(open_store: OpenStore) -> None:
    async with open_store() as store:
        await store.rules.change([build_change("country", "open", "JM")])

    async with open_store() as store:
        (change,) = (await store.rules.find_facts(ORDER, at=NOON)).changes
        assert (change.value, change.set_by, change.set_at) == ("open", "U0DANA", SET_AT)


async def test_gate_reads_a_change_that_was_made_while_the_call_waited(store: Store) -> None:
    await line_up(store, 1)
    seen: list[StoredFacts] = []

    def gate(call: Call, stored: StoredFacts) -> None:
        seen.append(stored)

    await store.rules.change([build_change("country", "closed", "US")])
    await store.queue.claim_slot(at=NOON, gate=gate)

    assert [[each.subject for each in stored.changes] for stored in seen] == [["US"]]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (build_change("country", "open", "JM"), ("set_rule", "JM=open")),
        (build_change("country", None, "JM"), ("set_rule", "JM=default")),
        (build_change("callers", "U0BOB", ""), ("set_rule", "U0BOB")),
        (build_change("callers", None, ""), ("set_rule", "default")),
        (build_change("pause", "paused", "", note="wrong list"), ("pause", "")),
        (build_change("pause", None, ""), ("resume", "")),
    ],
)
async def test_audit_says_what_was_changed_in_words(
    store: Store, change: RuleChange, kept: tuple[str, str]
) -> None:
    await store.rules.change([change])
    page = await store.audit.page(WORKSPACE, matching=AuditFilter(), cursor=Cursor(), limit=9)
    assert [(row.entry.action, row.entry.value) for row in page.rows] == [kept]


async def test_changes_are_never_rewritten(open_store: OpenStore, tmp_path: Path) -> None:
    async with open_store() as store:
        await store.rules.change([build_change("country", "open", "JM")])

    database = sqlite3.connect(tmp_path / "calls.db")
    for statement in ("UPDATE rule_changes SET value = 'closed'", "DELETE FROM rule_changes"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute(statement)
    database.close()
