"""The narrator at a Slack that refuses, forgets and falls silent: all is said, in order, once."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.requesters import ReplyAddress, ReplyKind, encode_address
from bot.domain.statuses import CallStatus
from bot.store.records import InboxEntry
from tests.builders.calls import WORKSPACE
from tests.builders.database_files import replace
from tests.builders.heads import Head
from tests.contract.outbox_stage import DEADLINE_SECONDS, HASTE, Stage
from tests.e2e.dialogue import cards, hear, see, wait_for_card

# in real time far longer than any test waits
LONG_SECONDS = 600
CARD = "📞 +1 555-987-6543"


async def test_message_that_is_found_again_is_edited_to_the_newest(stage: Stage) -> None:
    order_id = await stage.order("1")
    await stage.world.break_slack("chat.postMessage", "drop_after")
    await stage.world.break_slack("conversations.history", "status", times=0)
    async with stage.narrated() as narrator:
        card = await wait_for_card(stage.alice, "#sales", set())
        assert await stage.withdraw(order_id)
        await stage.world.do("clear_faults")
        narrator.wake()
        await hear(stage.alice, card, Head.WITHDRAWN)
        await see(stage.alice, card, Head.WITHDRAWN)
    assert await stage.told_in("C0SALES") == [CARD, Head.WITHDRAWN]


async def test_edit_that_has_to_wait_for_long_silences_no_channel(stage: Stage) -> None:
    await stage.world.break_slack("chat.update", "rate_limited", times=0, retry_after=LONG_SECONDS)
    sales, general = await stage.order("1"), await stage.order("2", "C0GENERAL")
    async with stage.narrated() as narrator:
        first = await wait_for_card(stage.alice, "#sales", set())
        second = await wait_for_card(stage.alice, "#general", set())
        await stage.move(sales, "initiated")
        narrator.wake()
        await stage.until_asked("chat.update")
        await stage.move(sales, "busy")
        await stage.move(general, "initiated", "busy")
        narrator.wake()
        for card in (first, second):
            await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
    assert stage.count("chat.update") <= 2


async def test_channel_that_slack_slows_down_silences_no_other(stage: Stage) -> None:
    limit = {"times": 0, "retry_after": LONG_SECONDS, "contains": "C0SALES"}
    await stage.world.break_slack("chat.postMessage", "rate_limited", **limit)
    await stage.order("1")
    async with stage.narrated() as narrator:
        await stage.until_asked("chat.postMessage")
        order_id = await stage.order("2", "C0GENERAL")
        narrator.wake()
        await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        card = await wait_for_card(stage.alice, "#general", set())
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await see(stage.alice, card, Head.BUSY)
    assert cards(stage.alice, "#sales") == []


async def test_token_revoked_while_a_message_is_in_doubt_loses_and_doubles_nothing(
    stage: Stage,
) -> None:
    order_id = await stage.order("1")
    async with stage.narrated() as narrator:
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.world.break_slack("chat.postMessage", "drop_after")
        await stage.world.break_slack("conversations.replies", "status", times=0)
        await stage.move(order_id, "initiated")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED)
        await stage.world.do("revoke_token")
        await stage.world.do("clear_faults")
        await stage.until_asked("conversations.replies", once_more=True)
        await stage.world.do("restore_token")
        await stage.move(order_id, "busy")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await see(stage.alice, card, Head.BUSY)
        assert narrator.relay.auth_error is None
    assert await stage.told_in("C0SALES") == [CARD, Head.INITIATED, Head.BUSY]


async def test_order_of_a_request_is_refused_where_the_app_may_not_post_its_card(
    stage: Stage,
) -> None:
    request = InboxEntry(
        request_key="1",
        workspace_id=WORKSPACE,
        kind="command",
        body="{}",
        reply=encode_address(ReplyAddress(kind=ReplyKind.DIRECT, user_id="U0ALICE")),
        received_at=stage.clock.now(),
    )
    await stage.store.inbox.add(request)
    order_id = await stage.order("1")
    await stage.world.do("revoke_token")
    async with stage.narrated(), asyncio.timeout(DEADLINE_SECONDS):
        while (await stage.store.calls.get(order_id)).status != CallStatus.REFUSED:
            await stage.clock.sleep(1)


async def test_reply_is_posted_before_the_card_is_edited(stage: Stage) -> None:
    order_id = await stage.order("1")
    async with stage.narrated():
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
    await stage.world.break_slack("chat.update", "hang", times=0)
    await stage.move(order_id, "initiated")
    async with stage.narrated():
        await stage.alice.wait_for_message(
            "#sales", "Initiated", DEADLINE_SECONDS, thread_ts=card["ts"]
        )


async def test_message_whose_process_was_stopped_before_it_was_sent_is_sent_once(
    stage: Stage,
) -> None:
    await stage.order("1")
    stage.clock.stops = [0.0, 1.1]
    async with stage.narrated():
        await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()

    assert stage.count("chat.postMessage") == 1
    assert stage.count("conversations.history") == 0


async def test_database_that_cannot_be_read_any_more_is_looked_into_after_pauses(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.world.break_slack("chat.postMessage", "hang")
    await stage.order("1")
    async with stage.narrated(timeout_seconds=1):
        await stage.until_asked("chat.postMessage")
        replace(tmp_path / "calls.db")
        await asyncio.sleep(60 / HASTE)
        complaints = len([one for one in caplog.messages if "has to wait" in one])

    assert 1 <= complaints <= 60 / 5
