"""A result that comes when its reply cannot be edited any more is told all the same, once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.calls import Result
from tests.builders.heads import Head
from tests.builders.store import latest_attempt
from tests.contract.outbox_stage import Stage, opened_stage
from tests.e2e.dialogue import bot_messages, heads_of, hear, is_card, wait_for_card
from tests.screen import JsonObject

CHANNEL = "C0SALES"
SUMMARY = "He comes on Thursday."
# why Slack may let nobody edit a message, or write where it stands: that it is too late, that the
# message is gone, and one of those that say that nobody may
OF_EDITS = "edit_window_closed"
CODES = [OF_EDITS, "message_not_found", "is_archived"]
# what is refused with the code, beside the edit of the reply
ALONE, WITH_CARD, WITH_PLACE = "nothing else", "the card's edit", "all that is said there"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        yield stage


async def refuse(stage: Stage, code: str, what: str, end: JsonObject) -> None:
    contains = end["ts"] if what == ALONE else CHANNEL
    await stage.world.break_slack("chat.update", "error", error=code, contains=contains, times=0)
    if what == WITH_PLACE:
        more = {"error": "is_archived" if code == OF_EDITS else code, "contains": CHANNEL}
        await stage.world.break_slack("chat.postMessage", "error", times=0, **more)


async def record_result(stage: Stage, order_id: str) -> None:
    attempt_id = await latest_attempt(stage.store, order_id)
    result = Result(summary=SUMMARY, extracted={"day": "Thursday"}, duration_ms=60_000)
    await stage.store.results.record(attempt_id, result, agent_name=None, ask_again_at=None)


@pytest.mark.parametrize("what", [ALONE, WITH_CARD, WITH_PLACE])
@pytest.mark.parametrize("code", CODES)
async def test_result_is_told_once_though_its_reply_cannot_be_edited(
    stage: Stage, code: str, what: str
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id, "initiated", "ringing", "ongoing", "ended")
        narrator.wake()
        *_, end = await hear(
            stage.alice, card, Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED
        )
        await stage.until_told()
        await refuse(stage, code, what, end)
        await record_result(stage, order_id)
        narrator.wake()
        await stage.until_told()
        told = bot_messages(await stage.world.ledger(), lambda one: not is_card(one))

    assert sum(SUMMARY in one["text"] for one in told) == 1
    heads = [head for one in told for head in heads_of(one)]
    assert heads.count(Head.RINGING) == heads.count(Head.ONGOING) == heads.count(Head.ENDED) == 1


async def test_end_of_an_attempt_is_not_told_again_where_the_next_one_is_withdrawn(
    stage: Stage,
) -> None:
    async with stage.narrated() as narrator:
        order_id = await stage.order("1")
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        *_, end = await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await refuse(stage, "is_archived", WITH_PLACE, end)
        attempt_id = await latest_attempt(stage.store, order_id)
        later = stage.clock.now() + timedelta(hours=1)
        assert await stage.store.attempts.add_after(attempt_id, due_at=later)
        narrator.wake()
        await wait_for_card(stage.alice, "@voicy", set())
        assert await stage.withdraw(order_id)
        narrator.wake()
        await stage.until_told()
        said = bot_messages(await stage.world.ledger())
        told = [head for one in said for head in heads_of(one)]

    assert told.count(Head.BUSY) == 1
