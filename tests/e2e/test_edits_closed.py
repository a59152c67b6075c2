"""A workspace in which nobody may edit: a call's end and its result stand below its card."""

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, is_card
from tests.e2e.world import World
from tests.person import Person
from tests.screen import shown_text


async def test_scheduled_call_is_told_to_its_end_and_result_below_its_card(
    world: World, alice: Person
) -> None:
    await world.break_slack("chat.update", "error", error="edit_window_closed", times=0)
    card = await ask(alice, "#sales", '/call +15559876543 name=John at="in 20 minutes"')
    await world.jump(minutes=21)
    await alice.wait_for_message("#sales", Head.ENDED, thread_ts=card["ts"])
    await world.jump(seconds=30)
    result = await alice.wait_for_message("#sales", "Result", thread_ts=card["ts"])
    await alice.wait_for_message("#sales", is_card, thread_ts=card["ts"])
    await world.jump(minutes=11)

    said = alice.thread("#sales", card["ts"])
    told = [head for head, one in zip(heads(alice, card), said, strict=True) if not is_card(one)]
    assert [told.count(head) for head in (Head.INITIATED, Head.ENDED, "Result")] == [1, 1, 1]
    assert "Summary" in shown_text(result)
    (over,) = filter(is_card, said)
    assert "Ended" in shown_text(over)
    assert "Transcript" in shown_text(over)
