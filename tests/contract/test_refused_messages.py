"""A Slack that refuses one message, one place or everything: all else is told, and nothing lost."""

import asyncio
from typing import Any

import pytest

from bot.domain.statuses import CallStatus
from bot.domain.subscriptions import Watch
from bot.store.records import Delivery, DeliveryKind
from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import INCOMPLETE
from bot.ui.rich_text import Message
from tests.builders.calls import WORKSPACE
from tests.builders.heads import Head
from tests.contract.outbox_stage import DEADLINE_SECONDS, Stage, tell_beside
from tests.e2e.dialogue import heads, hear, see, wait_for_card

CARD = "📞 +1 555-987-6543"
# longer than Slack's own client waits by itself
PASSING_PAUSE_SECONDS = 5
REFUSED = "Ringing"
# what Slack may do to one message for ever
KINDS: dict[str, dict[str, Any]] = {
    "internal error": {"kind": "error", "error": "internal_error"},
    "a code nobody listed": {"kind": "error", "error": "a_word_nobody_listed"},
    # a cut connection and a status without words leave the same doubt
    "no answer": {"kind": "hang"},
    "blocks and text refused": {"kind": "error", "error": "msg_too_long"},
}
PASSING: dict[str, dict[str, Any]] = {
    "limited": {"kind": "rate_limited", "retry_after": PASSING_PAUSE_SECONDS},
    "503 with a code": {"kind": "error", "error": "service_unavailable"},
    "no answer": {"kind": "hang"},
    "a code nobody listed": {"kind": "error", "error": "a_word_nobody_listed"},
    "token revoked": {"kind": "error", "error": "token_revoked"},
}


@pytest.mark.parametrize("fault", KINDS.values(), ids=KINDS)
async def test_message_that_is_refused_for_ever_holds_up_nobody_and_its_requester_knows(
    stage: Stage, fault: dict[str, Any]
) -> None:
    async with stage.narrated(timeout_seconds=1) as narrator:
        card = await tell_beside(stage, narrator, REFUSED, fault)
        await stage.until_set_aside()
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        notice = await stage.alice.wait_for_message("@voicy", INCOMPLETE, DEADLINE_SECONDS)
        await stage.until_told()

    assert "Busy" in notice["text"]
    assert await stage.store.outbox.count_set_aside() == 1
    assert len(stage.alice.messages("@voicy")) == 1


async def test_message_whose_blocks_alone_are_the_fault_is_told_in_plain_text(
    stage: Stage,
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        fault = {"error": "internal_error", "contains": "rich_text", "times": 0}
        await stage.world.break_slack("chat.postMessage", "error", **fault)
        await stage.move(order_id, "initiated")
        narrator.wake()
        (reply,) = await hear(stage.alice, card, Head.INITIATED)
        await stage.until_told()

    assert "blocks" not in reply
    assert await stage.store.outbox.count_set_aside() == 0


async def test_card_that_is_refused_for_ever_calls_nobody_and_holds_up_no_other(
    stage: Stage,
) -> None:
    fault = {"error": "internal_error", "contains": "C0SALES", "times": 0}
    await stage.world.break_slack("chat.postMessage", "error", **fault)
    order_id = await stage.order("1")
    async with stage.narrated() as narrator:
        async with asyncio.timeout(2 * DEADLINE_SECONDS):
            keys = iter(range(2, 100))
            while (await stage.store.calls.get(order_id)).status != CallStatus.REFUSED:
                await stage.order(str(next(keys)), "C0GENERAL")
                narrator.wake()
                await stage.clock.sleep(15)
        await stage.alice.wait_for_message("@voicy", "Nobody was called", DEADLINE_SECONDS)
    assert await stage.store.outbox.count_set_aside() == 1


@pytest.mark.parametrize(
    "fault", [KINDS["internal error"], {"kind": "status", "status": 500}], ids=["code", "500"]
)
async def test_slack_that_takes_nothing_for_long_costs_no_message(
    stage: Stage, fault: dict[str, Any]
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        for method in ("chat.postMessage", "chat.update"):
            await stage.world.break_slack(method, times=0, **fault)
        await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        while stage.count("chat.postMessage") < 8:
            await stage.clock.sleep(1)
        await stage.world.do("clear_faults")
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await stage.until_told()

    assert await stage.told_in("C0SALES") == [CARD, Head.INITIATED, Head.BUSY]
    assert await stage.store.outbox.count_set_aside() == 0


@pytest.mark.parametrize("code", ["internal_error", "a_word_nobody_listed"])
async def test_edit_that_is_refused_for_ever_holds_up_no_other(
    stage: Stage, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage.narrated() as narrator:
        first_id = await stage.order("1")
        first = await wait_for_card(stage.alice, "#sales", set())
        fault = {"error": code, "contains": first["ts"], "times": 0}
        await stage.world.break_slack("chat.update", "error", **fault)
        second_id = await stage.order("2")
        narrator.wake()
        second = await wait_for_card(stage.alice, "#sales", {first["ts"]})
        for order_id in (first_id, second_id):
            await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        await see(stage.alice, second, Head.BUSY)
        for card in (first, second):
            await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await stage.alice.wait_for_message("@voicy", INCOMPLETE, DEADLINE_SECONDS)
        async with asyncio.timeout(4 * DEADLINE_SECONDS):
            while await stage.store.outbox.count_due():
                await stage.clock.sleep(1)

    assert f": refused after 0: {code}" in caplog.text


async def test_message_that_cannot_be_worded_holds_up_no_other(stage: Stage) -> None:
    async def fail(_: Delivery) -> Message:
        raise ValueError("a fault of our own")

    watch = Watch(
        workspace_id=WORKSPACE,
        channel_id="C0SALES",
        outcome=None,
        agent=None,
        added_by="U0ALICE",
        added_at=stage.clock.now(),
    )
    await stage.store.watches.add(watch, outcomes=None)
    async with stage.narrated(writers={DeliveryKind.WATCH_LINE: fail}) as narrator:
        elsewhere = await stage.order("1", "C0GENERAL")
        await wait_for_card(stage.alice, "#general", set())
        await stage.move(elsewhere, "initiated", "busy")
        order_id = await stage.order("2")
        narrator.wake()
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)


async def test_who_cannot_be_told_that_nobody_was_called_is_told_later(stage: Stage) -> None:
    await stage.world.break_slack("conversations.open", "rate_limited", times=3, retry_after=5)
    await stage.world.do("archive", channel="C0SALES")
    order_id = await stage.order("1")
    async with stage.narrated():
        said = await stage.alice.wait_for_message("@voicy", NOBODY_CALLED, DEADLINE_SECONDS)
        await stage.until_told()

    assert "archived" in said["text"]
    assert (await stage.store.calls.get(order_id)).status == CallStatus.REFUSED


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
async def test_rest_of_a_story_waits_for_a_direct_message_that_cannot_be_opened_yet(
    stage: Stage, fault: dict[str, Any]
) -> None:
    async with stage.narrated(timeout_seconds=1) as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id, "initiated")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED)
        await stage.world.break_slack("conversations.open", times=3, **fault)
        await stage.world.do("archive", channel="C0SALES")
        await stage.move(order_id, "ringing", "busy")
        narrator.wake()
        moved = await wait_for_card(stage.alice, "@voicy", set())
        await hear(stage.alice, moved, Head.RINGING, Head.BUSY)
        await stage.until_told()

    assert heads(stage.alice, card) == [Head.INITIATED]


async def test_rest_of_a_story_whose_requester_is_gone_is_given_up(stage: Stage) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        await wait_for_card(stage.alice, "#sales", set())
        await stage.world.break_slack("conversations.open", "error", error="user_disabled", times=0)
        await stage.world.do("archive", channel="C0SALES")
        await stage.move(order_id, "initiated")
        narrator.wake()
        await stage.until_told()

    assert stage.alice.messages("@voicy") == []


@pytest.mark.parametrize("code", ["internal_error", "a_word_nobody_listed", "msg_too_long"])
async def test_call_that_was_taken_back_before_its_card_was_taken_says_nothing_in_the_channel(
    stage: Stage, code: str
) -> None:
    await stage.world.break_slack("chat.postMessage", "error", error=code, contains="6543", times=0)
    order_id = await stage.order("1")
    assert await stage.withdraw(order_id)
    async with stage.narrated() as narrator:
        await stage.order("2", "C0GENERAL", to_number="+15559876001")
        await stage.until_set_aside()
        narrator.wake()
        await stage.until_told()

    assert await stage.told_in("C0SALES") == []


@pytest.mark.parametrize(
    "fault",
    [
        *({"kind": kind} for kind in ("rate_limited", "status", "drop_after")),
        *({"kind": "error", "error": code} for code in ("a_word_nobody_listed", "accesslimited")),
    ],
    ids=str,
)
async def test_reply_outside_of_its_thread_is_taken_back_whatever_meets_the_first_delete(
    stage: Stage, fault: dict[str, str]
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await stage.world.break_slack(
            "chat.delete", times=2, retry_after=PASSING_PAUSE_SECONDS, **fault
        )
        await stage.world.break_slack("chat.update", "rate_limited", times=0, retry_after=60)
        await stage.world.do("delete_message", channel="C0SALES", ts=card["ts"])
        await stage.move(order_id, "initiated")
        narrator.wake()
        moved = await wait_for_card(stage.alice, "@voicy", set())
        await hear(stage.alice, moved, Head.INITIATED)

    standing = [message["text"] for message in stage.alice.messages("#sales")]
    assert standing in ([], ["This message was deleted."])
    assert await stage.told_in("C0SALES") == [CARD, Head.INITIATED]


async def test_reply_outside_of_its_thread_is_taken_back_before_the_thread_moves(
    stage: Stage,
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await stage.world.break_slack("chat.delete", "status", times=2, status=503)
        await stage.world.do("delete_message", channel="C0SALES", ts=card["ts"])
        await stage.move(order_id, "initiated", "ringing")
        narrator.wake()
        moved = await wait_for_card(stage.alice, "@voicy", set())
        await hear(stage.alice, moved, Head.INITIATED, Head.RINGING)

    standing = [message["text"] for message in stage.alice.messages("#sales")]
    assert standing in ([], ["This message was deleted."])


async def test_reply_that_landed_outside_of_its_thread_unheard_is_taken_back(stage: Stage) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await stage.world.break_slack("chat.postMessage", "drop_after")
        await stage.world.break_slack("chat.update", "rate_limited", times=0, retry_after=60)
        await stage.world.do("delete_message", channel="C0SALES", ts=card["ts"])
        await stage.move(order_id, "initiated")
        narrator.wake()
        moved = await wait_for_card(stage.alice, "@voicy", set())
        await hear(stage.alice, moved, Head.INITIATED)

    standing = [message["text"] for message in stage.alice.messages("#sales")]
    assert standing in ([], ["This message was deleted."])


async def test_app_that_slack_does_not_let_in_loses_nothing(stage: Stage) -> None:
    code = "accesslimited"
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await stage.world.break_slack("*", "error", error=code, times=0)
        await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        while stage.count("chat.postMessage") < 3:
            await stage.clock.sleep(1)
        assert narrator.relay.auth_error == code
        await stage.world.do("clear_faults")
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)

    assert await stage.told_in("C0SALES") == [CARD, Head.INITIATED, Head.BUSY]
    assert stage.alice.messages("@voicy") == []


async def test_card_that_was_deleted_in_a_direct_message_is_posted_there_again(
    stage: Stage,
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await stage.world.do("archive", channel="C0SALES")
        await stage.move(order_id, "initiated")
        narrator.wake()
        moved = await wait_for_card(stage.alice, "@voicy", {card["ts"]})
        await hear(stage.alice, moved, Head.INITIATED)
        await stage.until_told()
        await stage.world.do("delete_message", channel=moved["channel"], ts=moved["ts"])
        await stage.move(order_id, "busy")
        narrator.wake()
        again = await wait_for_card(stage.alice, "@voicy", {moved["ts"]})
        await hear(stage.alice, again, Head.BUSY)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize(
    ("fault", "pause_seconds"),
    [
        ({"kind": "rate_limited", "retry_after": 30}, 30),
        ({"kind": "error", "error": "token_revoked"}, 10),
    ],
    ids=["limited", "token revoked"],
)
async def test_pause_is_as_long_as_slack_says_or_ten_seconds_where_it_lets_nobody_in(
    stage: Stage, method: str, fault: dict[str, Any], pause_seconds: int
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
        await stage.world.break_slack(method, times=0, **fault)
        await stage.move(order_id, "initiated")
        narrator.wake()
        await stage.until_asked(method, once_more=True)
        began, asked = stage.clock.monotonic(), stage.count(method)
        await stage.clock.sleep(pause_seconds - 0.2)
        assert stage.count(method) == asked
        await stage.until_asked(method, once_more=True)
        took_seconds = stage.clock.monotonic() - began

    # others go first for two seconds more
    assert took_seconds < pause_seconds + 2.9
    assert await stage.store.outbox.count_set_aside() == 0
