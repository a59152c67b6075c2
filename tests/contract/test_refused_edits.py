"""A Slack that lets nobody edit a message any more: what is new stands in another, once."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.calls import Result
from bot.domain.meanings import FieldRule, Outcome, ResultMapping
from bot.domain.workspaces import ChannelKey
from bot.store.records import AgentMapping, AuditEntry
from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import INCOMPLETE
from bot.ui.reasons import UNKNOWN_TO_VOICY
from sandbox.slack.pace import Pace
from tests.builders.calls import WORKSPACE, build_order
from tests.builders.heads import Head
from tests.builders.store import latest_attempt
from tests.contract.outbox_stage import DEADLINE_SECONDS, HASTE, Stage, opened_stage
from tests.e2e.dialogue import hear, is_card, wait_for_card
from tests.screen import JsonObject

HOUR = timedelta(hours=1)
# why Slack may let nobody edit a message, for good; and what it says again and again
CODES = ["edit_window_closed", "cant_update_message", "msg_too_long", "internal_error"]
FINAL_WORDS = {"withdrawn": "Canceled", "busy": "Busy", "no_answer": "No answer", "lost": "Lost"}
AGENT = "a1"
SUMMARY = "He comes on Thursday."
WHOLE = {"summary": SUMMARY, "extracted": {"day": "Thursday"}, "has_transcript": True}
# in which order it is known
PARTS = [
    ("has_transcript",),
    ("has_transcript", "summary"),
    ("summary", "extracted"),
    ("has_transcript", "summary", "extracted"),
    ("extracted", "has_transcript", "summary"),
]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        stage.world.sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * HASTE**2)
        yield stage


async def refuse_edits(stage: Stage, code: str = "edit_window_closed") -> None:
    await stage.world.break_slack("chat.update", "error", error=code, times=0)


async def map_results(stage: Stage, mapping: ResultMapping) -> None:
    saved = AgentMapping(
        workspace_id=WORKSPACE,
        agent_id=AGENT,
        mapping=mapping,
        set_by="U0DANA",
        set_at=stage.clock.now(),
    )
    audit = AuditEntry(
        at=saved.set_at, workspace_id=WORKSPACE, user_id="U0DANA", action="map_results"
    )
    await stage.store.meanings.set(saved, audit=audit)


def read_thread(stage: Stage, card: JsonObject) -> list[str]:
    """Return what stands below a card, each in its first line."""
    return [said["text"].split("\n")[0] for said in stage.alice.thread("#sales", card["ts"])]


async def schedule(stage: Stage) -> str:
    request = build_order(channel_id="C0SALES", due_at=stage.clock.now() + HOUR)
    order_id, _ = await stage.store.orders.add(request, at=stage.clock.now())
    return order_id


@pytest.mark.parametrize("code", CODES)
async def test_card_of_a_scheduled_call_is_posted_anew_in_its_thread(
    stage: Stage, code: str
) -> None:
    order_id = await schedule(stage)
    async with stage.narrated() as narrator:
        card = await wait_for_card(stage.alice, "#sales", set())
        await refuse_edits(stage, code)
        await stage.store.calls.record_action(order_id, "time changed by @bob")
        narrator.wake()
        await stage.alice.wait_for_message("#sales", "time changed", thread_ts=card["ts"])
        await stage.until_told()
        call = await stage.store.calls.get(order_id)

    assert call.order.thread_ts == card["ts"] != call.anchor_ts
    assert len(read_thread(stage, card)) == 1
    await stage.store.attempts.dial_now(call.attempt_id, at=stage.clock.now())
    claimed = await stage.store.queue.claim_slot(at=stage.clock.now())
    assert claimed is not None
    assert claimed.order_id == order_id


@pytest.mark.parametrize("code", CODES[:2])
async def test_card_of_a_missed_call_asks_what_is_to_become_of_it(stage: Stage, code: str) -> None:
    await schedule(stage)
    async with stage.narrated() as narrator:
        card = await wait_for_card(stage.alice, "#sales", set())
        await refuse_edits(stage, code)
        await stage.store.attempts.take_due(at=stage.clock.now() + 2 * HOUR)
        narrator.wake()
        asked = await stage.alice.wait_for_message("#sales", "+1 555", thread_ts=card["ts"])
        await stage.until_told()

    assert any(block["type"] == "actions" for block in asked["blocks"])
    assert sum("Overdue" in line for line in read_thread(stage, card)) == 2


@pytest.mark.parametrize("status", FINAL_WORDS)
async def test_final_state_stands_in_a_card_though_nothing_may_be_edited(
    stage: Stage, status: str
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await refuse_edits(stage)
        if status == "withdrawn":
            await stage.withdraw(order_id)
        else:
            await stage.move(order_id, "initiated", "ringing", status)
        narrator.wake()
        await stage.alice.wait_for_message("#sales", "Requested by", thread_ts=card["ts"])
        await stage.until_told()
        newest = (await stage.store.calls.get(order_id)).anchor_ts

    shown = stage.alice.message({"channel": card["channel"], "ts": newest})
    assert FINAL_WORDS[status] in shown["text"].split("\n")[0]
    assert shown["thread_ts"] == card["ts"]
    passed = [] if status == "withdrawn" else ["initiated and ringing"]
    assert len(read_thread(stage, card)) == len([*passed, "the end", "the card"])


async def test_many_waiting_calls_that_cannot_be_edited_say_nothing_while_they_wait(
    stage: Stage,
) -> None:
    await refuse_edits(stage)
    async with stage.narrated() as narrator:
        orders = [await stage.order(str(number)) for number in range(5)]
        narrator.wake()
        for order_id in orders:
            while (await stage.store.calls.get(order_id)).anchor_ts is None:
                await stage.clock.sleep(0.1)
        await stage.until_told()
        await stage.move(orders[0], "initiated")
        narrator.wake()
        await stage.until_told()

    assert stage.count("chat.postMessage") == len(orders) + 1


@pytest.mark.parametrize("code", ["edit_window_closed", "internal_error"])
async def test_result_that_comes_after_the_last_edit_is_told_whole_and_once(
    stage: Stage, code: str
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id, "initiated", "ringing", "ongoing", "ended")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED)
        await stage.until_told()
        await refuse_edits(stage, code)
        result = Result(summary=SUMMARY, extracted={"day": "Thursday"}, duration_ms=60_000)
        attempt_id = await latest_attempt(stage.store, order_id)
        await stage.store.results.record(attempt_id, result, agent_name=None, ask_again_at=None)
        narrator.wake()
        told = await stage.alice.wait_for_message("#sales", "Result", thread_ts=card["ts"])
        await stage.until_told()

    assert SUMMARY in told["text"]
    assert "Thursday" in told["text"]
    assert "<@" not in told["text"]
    assert sum(line.startswith(Head.ENDED) for line in read_thread(stage, card)) == 1


@pytest.mark.parametrize("parts", PARTS, ids=str)
async def test_what_comes_of_a_call_bit_by_bit_is_posted_anew_once_it_is_whole(
    stage: Stage, parts: Sequence[str]
) -> None:
    await refuse_edits(stage)
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id)
        attempt_id = await latest_attempt(stage.store, order_id)
        await stage.store.calls.record_placed(
            attempt_id, call_id="c1", status="initiated", agent_name=None, at=stage.clock.now()
        )
        await stage.move(order_id, "ongoing", "ended")
        narrator.wake()
        await stage.alice.wait_for_message("#sales", Head.ENDED, thread_ts=card["ts"])
        known: dict[str, Any] = {"duration_ms": 60_000}
        for number, part in enumerate(parts, 1):
            await stage.clock.sleep(5)
            known |= {part: WHOLE[part]}
            later = stage.clock.now() + HOUR if number < len(parts) else None
            await stage.store.results.record(
                attempt_id, Result(**known), agent_name=None, ask_again_at=later
            )
            narrator.wake()
        await stage.until_told()

    said = stage.alice.thread("#sales", card["ts"])
    assert sum(map(is_card, said)) == 1
    has_words = bool({"summary", "extracted"} & known.keys())
    assert sum(one["text"].startswith("Result") for one in said) == has_words


async def test_lost_call_whose_new_card_is_refused_is_not_said_to_have_called_nobody(
    stage: Stage,
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id, "initiated")
        narrator.wake()
        await stage.until_told()
        await refuse_edits(stage)
        refusal = {"error": "msg_too_long", "contains": "C0SALES", "times": 0}
        await stage.world.break_slack("chat.postMessage", "error", **refusal)
        attempt_id = await latest_attempt(stage.store, order_id)
        at = stage.clock.now()
        await stage.store.calls.add_transition(attempt_id, "lost", at=at, reason=UNKNOWN_TO_VOICY)
        narrator.wake()
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not await stage.store.outbox.count_set_aside():
                await stage.clock.sleep(1)
        notice = await stage.store.outbox.next_post(ChannelKey(WORKSPACE, "U0ALICE"))
        assert notice is not None
        await stage.world.do("clear_faults")
        told = await stage.alice.wait_for_message("@voicy", INCOMPLETE, DEADLINE_SECONDS)

    assert NOBODY_CALLED not in told["text"]


async def test_new_mapping_of_results_repeats_nothing_where_nothing_may_be_edited(
    stage: Stage,
) -> None:
    await refuse_edits(stage)
    result = Result(summary=SUMMARY, extracted={"day": "Thursday"}, duration_ms=60_000)
    async with stage.narrated() as narrator:
        for key in ("1", "2"):
            request = build_order(request_key=key, channel_id="C0SALES", agent_id=AGENT)
            order_id, _ = await stage.store.orders.add(request, at=stage.clock.now())
            narrator.wake()
            await stage.until_told()
            await stage.move(order_id, "initiated", "ringing", "ongoing", "ended")
            attempt_id = await latest_attempt(stage.store, order_id)
            await stage.store.results.record(attempt_id, result, agent_name=None, ask_again_at=None)
            narrator.wake()
            await stage.until_told()
        told = await stage.told_in("C0SALES")
        for outcome in (Outcome.CALL_BACK, Outcome.REACHED):
            mapping = ResultMapping(rules={outcome: FieldRule(field="day")})
            await map_results(stage, mapping)
            while await stage.store.meanings.read_again(at=stage.clock.now()):
                pass
            narrator.wake()
            await stage.until_told()

    assert await stage.told_in("C0SALES") == told
