"""Many calls that end at once: Slack takes few edits, so their results come as replies."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.calls import Result
from tests.builders.heads import Head
from tests.builders.store import latest_attempt
from tests.contract.outbox_stage import Stage, opened_stage
from tests.e2e.dialogue import bot_messages, heads_of, is_card

# whose edits Slack takes at once, and more than it takes in ten seconds
FEW, MANY = 2, 12


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        yield stage


async def record_results(stage: Stage, orders: list[str], **extracted: str) -> None:
    for number, order_id in enumerate(orders):
        attempt_id = await latest_attempt(stage.store, order_id)
        result = Result(summary=f"This is summary {number}.", extracted=extracted)
        await stage.store.results.record(attempt_id, result, agent_name=None, ask_again_at=None)


@pytest.mark.parametrize("calls", [FEW, MANY])
async def test_results_that_would_wait_for_an_edit_are_replies_of_their_own(
    stage: Stage, calls: int
) -> None:
    async with stage.narrated() as narrator:
        orders = [await stage.order(str(number)) for number in range(calls)]
        for order_id in orders:
            await stage.move(order_id, "initiated", "ongoing", "ended")
        narrator.wake()
        await stage.until_told()
        await record_results(stage, orders)
        narrator.wake()
        await stage.until_told()
        # what is known later is shown where the result stands
        await record_results(stage, orders, day="Thursday")
        narrator.wake()
        await stage.until_told()
        told = bot_messages(await stage.world.ledger(), lambda one: not is_card(one))

    said = [one["text"] for one in told if "Summary" in one["text"]]
    numbers = sorted(int(text.partition("This is summary ")[2].partition(".")[0]) for text in said)
    assert numbers == list(range(calls))
    assert all("Thursday" in text for text in said)
    apart = [text for text in said if text.startswith("Result")]
    assert (len(apart) > 0) == (calls == MANY)
    heads = [head for one in told for head in heads_of(one)]
    assert heads.count(Head.ENDED) == heads.count(Head.ONGOING) == calls
