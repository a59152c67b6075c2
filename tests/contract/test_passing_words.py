"""A Slack whose words of a bad moment are about one message alone: they hold up nobody else."""

from typing import Any

import pytest

from bot.ui.notices import INCOMPLETE
from tests.builders.heads import Head
from tests.contract.outbox_stage import DEADLINE_SECONDS, Stage, tell_beside
from tests.e2e.dialogue import see, wait_for_card

CARD = "📞 +1 555-987-6543"
PERHAPS_OF_ONE = ["service_unavailable", "request_timeout"]


def error(code: str) -> dict[str, Any]:
    return {"kind": "error", "error": code}


# one of the words that are always about the moment, and one that may be about a message
FAULTS: dict[str, dict[str, Any]] = {
    **{code: error(code) for code in ("ratelimited", "service_unavailable")},
    "429": {"kind": "rate_limited", "retry_after": 5},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_reply_that_is_always_to_come_later_holds_up_no_other_call(
    stage: Stage, fault: dict[str, Any]
) -> None:
    async with stage.narrated(timeout_seconds=1) as narrator:
        await tell_beside(stage, narrator, "Ringing", fault)
        await stage.world.do("clear_faults")
        await stage.until_told()

    told = await stage.told_in("C0SALES")
    assert sorted(told) == sorted(
        [*[CARD, Head.INITIATED, Head.BUSY] * 2, *[Head.RINGING] * told.count(Head.RINGING)]
    )


EDITS = FAULTS | {"accesslimited": error("accesslimited")}


@pytest.mark.parametrize("fault", EDITS.values(), ids=EDITS)
async def test_edit_that_is_always_to_come_later_holds_up_no_other_card(
    stage: Stage, fault: dict[str, Any]
) -> None:
    async with stage.narrated() as narrator:
        first_id = await stage.order("1")
        first = await wait_for_card(stage.alice, "#sales", set())
        await stage.world.break_slack("chat.update", contains=first["ts"], times=0, **fault)
        second_id = await stage.order("2")
        narrator.wake()
        second = await wait_for_card(stage.alice, "#sales", {first["ts"]})
        for order_id in (first_id, second_id):
            await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        await see(stage.alice, second, Head.BUSY)
        await stage.world.do("clear_faults")
        await see(stage.alice, first, Head.BUSY)


@pytest.mark.parametrize("code", PERHAPS_OF_ONE)
async def test_message_that_is_unavailable_for_ever_is_set_aside_and_said(
    stage: Stage, code: str
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        await wait_for_card(stage.alice, "#sales", set())
        await stage.world.break_slack(
            "chat.postMessage", "error", error=code, contains="Ongoing", times=0
        )
        await stage.move(order_id, "initiated", "ringing", "ongoing", "error")
        narrator.wake()
        await stage.alice.wait_for_message("@voicy", INCOMPLETE, DEADLINE_SECONDS)
        await stage.until_set_aside()
        await stage.until_told()

    told = [CARD, Head.INITIATED, Head.RINGING, Head.ERROR]
    assert await stage.told_in("C0SALES") == told


# each way in which an answer is lost is the same to the bot
@pytest.mark.parametrize(
    ("struck", "lost"),
    [("Initiated", "drop_after"), ("Ringing", "status_after"), ("Busy", "truncated")],
)
async def test_message_in_doubt_is_not_said_twice_where_the_look_for_it_is_refused(
    stage: Stage, struck: str, lost: str
) -> None:
    async with stage.narrated(timeout_seconds=1) as narrator:
        order_id = await stage.order("1")
        await wait_for_card(stage.alice, "#sales", set())
        await stage.world.break_slack("chat.postMessage", lost, contains=struck)
        await stage.world.break_slack(
            "conversations.replies", "error", error="a_word_nobody_listed", times=3
        )
        await stage.move(order_id, "initiated", "ringing", "busy")
        narrator.wake()
        await stage.until_told()

    assert await stage.told_in("C0SALES") == [CARD, Head.INITIATED, Head.RINGING, Head.BUSY]
