"""A thread that leaves a lost channel while one of its replies is in doubt."""

from collections import Counter

import pytest

from tests.builders.heads import Head
from tests.contract.outbox_stage import Stage
from tests.e2e.dialogue import wait_for_card

# how a channel is lost in which the bot can still read, and one in which it cannot
ARCHIVED = ("C0SALES", "#sales", "archive")
REMOVED = ("G0DEALS", "#deals", "kick_bot")


@pytest.mark.parametrize(
    ("place", "kind", "told_before", "told_after"),
    [
        (ARCHIVED, "drop_after", 1, 0),
        (ARCHIVED, "drop_before", 0, 1),
        (REMOVED, "drop_after", 1, 1),
        (REMOVED, "drop_before", 0, 1),
    ],
)
async def test_reply_in_doubt_is_told_again_only_where_nobody_can_look(
    stage: Stage, place: tuple[str, str, str], kind: str, told_before: int, told_after: int
) -> None:
    channel_id, name, loss = place
    order_id = await stage.order("1", channel_id)
    async with stage.narrated() as narrator:
        await wait_for_card(stage.alice, name, set())
        await stage.world.break_slack("conversations.replies", "status", times=0)
        await stage.world.break_slack("chat.postMessage", kind)
        await stage.move(order_id, "initiated")
        narrator.wake()
        await stage.until_asked("conversations.replies")
        await stage.world.do(loss, channel=channel_id)
        # the edit of the card finds out first that the channel is lost
        await stage.move(order_id, "busy")
        narrator.wake()
        await stage.until_asked("chat.update", once_more=True)
        await stage.world.do("clear_faults")
        narrator.wake()
        await stage.until_told()
    before, after = Counter(await stage.told_in(channel_id)), await stage.told_in("D0ALICE")
    assert before[Head.INITIATED] == told_before
    assert after[1:] == [Head.INITIATED] * told_after + [Head.BUSY]
