"""The store: lists, watches and threads agree about how a call ended, once that is known."""

from typing import Any

import pytest

from bot.domain.meanings import Outcome
from bot.parsing.commands import read_outcomes
from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.store import channel
from tests.contract.store.test_meanings import (
    WATCH,
    end,
    find,
    map_results,
    note,
    owes_line,
)

WORDS = ("answered", "silence", "dead_line", "voicemail", "reached", "opted_out")
ENDS = [
    ("ended", {}, {"callee_spoke": True}, "answered"),
    ("agent_hangup", {}, {}, "answered"),
    ("inactivity", {}, {"has_transcript": True}, "answered"),
    ("user_hangup", {}, {"callee_spoke": False}, "silence"),
    ("inactivity", {}, {}, "silence"),
    ("error_inactivity", {}, {}, "dead_line"),
    ("ended", {"who": "machine"}, {}, "voicemail"),
    ("ended", {"who": "human"}, {"callee_spoke": True}, "reached"),
    ("ended", {"stop": "yes"}, {"callee_spoke": False}, "opted_out"),
]


@pytest.mark.parametrize(("status", "values", "result", "word"), ENDS)
async def test_call_is_found_and_told_by_one_word_once_its_result_is_known(
    store: Store, status: str, values: dict[str, str], result: dict[str, Any], word: str
) -> None:
    await map_results(store)
    await store.watches.add(WATCH, outcomes=read_outcomes(word))
    order_id = await end(store, "1", status)
    assert await find(store, *WORDS) == []
    assert not await owes_line(store)

    await note(store, order_id, values, **result)

    found = [each for each in WORDS if await find(store, *read_outcomes(each)) == [order_id]]
    assert found == [word]
    assert await find(store, *read_outcomes("ended")) == [order_id]
    assert await owes_line(store)


async def test_watch_for_answered_calls_hears_of_no_silence(store: Store) -> None:
    await store.watches.add(WATCH, outcomes=read_outcomes("answered"))
    await note(store, await end(store), {}, callee_spoke=False)
    assert not await owes_line(store)


async def test_conversation_with_an_agent_that_nobody_mapped_is_known_at_once(
    store: Store,
) -> None:
    call = await note(store, await end(store), {}, again=True, callee_spoke=True)
    assert (call.outcomes, call.is_result_awaited) == ((Outcome.ANSWERED,), True)


@pytest.mark.parametrize(("who", "is_over"), [("human", True), ("machine", False)])
async def test_last_word_waits_for_a_result_that_may_say_it_is_not_the_last(
    store: Store, who: str, is_over: bool
) -> None:
    await map_results(store)
    order_id = await end(store, attempts=2)
    await post_what_is_due(store)
    kept = await store.outbox.next_post(channel("C1"))
    assert kept is not None

    call = await note(store, order_id, {"who": who})

    assert call.will_be_tried_again is not is_over
    await post_what_is_due(store)
    assert await store.outbox.next_post(channel("C1")) is None


async def test_last_word_of_what_cannot_be_tried_again_waits_for_nothing(store: Store) -> None:
    await map_results(store)
    await end(store)
    await post_what_is_due(store)
    assert await store.outbox.next_post(channel("C1")) is None


async def post_what_is_due(store: Store) -> None:
    while delivery := await store.outbox.next_post(channel("C1"), at=NOON):
        assert await store.outbox.claim(delivery, at=NOON)
        await store.outbox.record_sent(delivery, f"{delivery.seq}.0")
