"""Checks before anything is placed or dialed: who may not call, and rules that cannot be read."""

from pathlib import Path
from typing import Any

import pytest

from bot.calling.gate import Gate
from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.errors import DeniedError
from bot.policies.rule_book import RuleBook
from bot.reporting.audit import AuditLog
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.voicy import VoicyClient
from tests.builders.access import (
    IDENTITY,
    build_facts,
    build_requester,
    describe_channel,
    describe_user,
)
from tests.builders.rules import build_change, build_settings
from tests.builders.services import build_services
from tests.builders.slack_wire import answer_each, started_wire
from tests.builders.store import add_order, post_next

GUEST = {"users.info": describe_user(is_restricted=True)}
NOBODY = {"users.info": {"ok": False, "error": "internal_error"}}


@pytest.mark.parametrize(
    ("told", "allow_unknown", "value"),
    [
        ({"users.info": describe_user()}, False, None),
        (GUEST, False, "guest"),
        (GUEST, True, "guest"),
        (NOBODY, False, "unknown"),
        (NOBODY, True, None),
    ],
)
async def test_whom_slack_does_not_name_is_passed_over_only_where_that_is_allowed(
    store: Store,
    client: VoicyClient,
    tmp_path: Path,
    told: dict[str, Any],
    allow_unknown: bool,
    value: str | None,
) -> None:
    async with started_wire() as wire:
        wire.script = [answer_each(told)]
        slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
        slack.identity = IDENTITY
        access = build_services(store, slack, client, tmp_path).access
        denied = None
        try:
            await access.require_caller(build_requester(), allow_unknown=allow_unknown)
        except DeniedError as exc:
            denied = exc.value
        await slack.aclose()

    assert denied == value


async def test_call_is_not_dialed_under_a_rule_that_cannot_be_read(
    store: Store, tmp_path: Path
) -> None:
    clock = Clock()
    order_id = await add_order(store)
    await post_next(store)
    await store.rules.change([build_change("country", "opne", "JM")])
    async with started_wire() as wire:
        wire.script = [
            answer_each({"users.info": describe_user(), "conversations.info": describe_channel()})
        ]
        gate = Gate(
            store,
            build_facts(wire, clock),
            AuditLog(store, NumberHasher(tmp_path / "key"), clock),
            clock,
            rule_book=RuleBook(build_settings()),
            caller_ids=(),
        )
        decide = await gate.prepare(await store.calls.get(order_id))
        await store.queue.claim_slot(at=clock.now(), gate=decide)
        is_time = await gate.watch_claimed(await store.calls.get(order_id))

    call = await store.calls.get(order_id)
    assert call.status == "refused"
    assert call.reason is not None
    assert "rule that an admin set cannot be read" in call.reason
    assert not is_time()
