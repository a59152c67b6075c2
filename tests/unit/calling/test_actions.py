"""What a person does to a call that is to come: done, and written to the audit with its order."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.calling.actions import CallActions
from bot.calling.gate import Gate
from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.policies.rule_book import RuleBook
from bot.reporting.audit import AuditLog
from bot.signals import Signals
from bot.store.interface import Store
from tests.builders.access import build_facts, build_requester, describe_user
from tests.builders.calls import NOON
from tests.builders.rules import build_settings
from tests.builders.slack_wire import Wire, answer
from tests.builders.store import add_order, opened_store, post_next

SOON = NOON + timedelta(hours=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened_store(tmp_path / "calls.db") as store:
        yield store


async def test_move_and_cancel_are_written_down_with_the_order_they_are_about(
    store: Store, wire: Wire, tmp_path: Path
) -> None:
    wire.script = [answer(describe_user("U0BOB", tz="Asia/Jerusalem"))]
    audit = AuditLog(store, NumberHasher(tmp_path / "numbers.key"), Clock())
    facts, rule_book = build_facts(wire), RuleBook(build_settings())
    gate = Gate(store, facts, audit, Clock(), rule_book=rule_book, caller_ids=())
    actions = CallActions(store, facts, audit, gate, Clock(), Signals())
    order_id = await add_order(store, due_at=SOON)
    await post_next(store)
    call, bob = await store.calls.get(order_id), build_requester("U0BOB")

    assert await actions.move(call, bob, due_at=SOON + timedelta(days=1))
    moved = await store.calls.get(order_id)
    assert await actions.cancel(moved, bob)

    assert moved.due_at == SOON + timedelta(days=1)
    assert moved.order.requester_time_zone == "Asia/Jerusalem"
    assert dict(wire.asked)["users.info"]["user"] == "U0BOB"
    with closing(sqlite3.connect(tmp_path / "calls.db")) as conn:
        rows = conn.execute("SELECT action, user_id, order_id FROM audit ORDER BY id").fetchall()
    assert rows == [("move", "U0BOB", order_id), ("cancel", "U0BOB", order_id)]
