"""The store: several attempts of one order, each with a story of its own."""

import asyncio

import pytest

from bot.domain.calls import Result
from bot.store.interface import Store
from tests.builders.attempts import (
    HOUR,
    QUARTER,
    add,
    begin,
    dial,
    find_awaiting_retry,
    post_everything,
)
from tests.builders.calls import NOON
from tests.builders.scheduled_calls import DUE, schedule
from tests.builders.store import channel, claim, latest_attempt, move

ENDED = Result(duration_ms=8_000, summary="Booked.")


@pytest.mark.parametrize("end", ["busy", "no_answer"])
async def test_callee_that_was_not_reached_is_to_be_tried_again(store: Store, end: str) -> None:
    order_id = await begin(store)
    assert await find_awaiting_retry(store) == []

    await move(store, order_id, "ringing", end)

    assert await find_awaiting_retry(store) == [order_id]
    assert (await store.calls.get(order_id)).will_be_tried_again


@pytest.mark.parametrize(
    ("attempts", "statuses"),
    [
        (1, ("busy",)),
        (3, ("error",)),
        (3, ("canceled",)),
        (3, ("ongoing", "user_hangup")),
        (3, ("ongoing", "no_answer")),
        (3, ("user_hangup",)),
        (3, ("lost",)),
    ],
)
async def test_everything_else_ends_the_trying(
    store: Store, attempts: int, statuses: tuple[str, ...]
) -> None:
    order_id = await begin(store, attempts=attempts)

    await move(store, order_id, *statuses)

    assert await find_awaiting_retry(store) == []
    assert not (await store.calls.get(order_id)).will_be_tried_again


async def test_next_attempt_is_scheduled_in_the_same_thread(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await post_everything(store)

    assert await add(store, order_id)

    call = await store.calls.get(order_id)
    assert (call.attempt, call.status, call.due_at) == (2, "scheduled", QUARTER)
    assert (call.call_id, call.status_history, call.dialing_at) == (None, (), None)
    assert call.anchor_ts == call.order.thread_ts
    assert await find_awaiting_retry(store) == []
    assert await store.attempts.next_at() == QUARTER
    edits = await store.outbox.next_edit()
    assert edits is not None
    assert edits.is_card


async def test_next_attempt_is_planned_once(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")

    added = await asyncio.gather(*(add(store, order_id) for _ in range(5)))

    assert sorted(added) == [False] * 4 + [True]
    assert (await store.calls.get(order_id)).attempt == 2


async def test_only_the_attempt_after_the_latest_is_added(store: Store) -> None:
    order_id = await begin(store)
    first = await latest_attempt(store, order_id)
    assert not await store.attempts.add_after(first, due_at=QUARTER)

    await move(store, order_id, "busy")

    added = [await store.attempts.add_after(each, due_at=QUARTER) for each in (999, first, first)]
    assert added == [False, True, False]
    assert not await add(store, order_id)


async def test_person_may_add_an_attempt_to_those_that_were_planned(store: Store) -> None:
    order_id = await begin(store, attempts=1)
    await move(store, order_id, "no_answer")

    assert await add(store, order_id)

    assert (await store.calls.get(order_id)).order.attempts == 2
    await dial(store, order_id)
    await move(store, order_id, "busy")
    assert await find_awaiting_retry(store) == []


async def test_each_attempt_tells_its_own_story_in_one_row_of_messages(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "ringing", "busy")
    told = await post_everything(store)
    await add(store, order_id)
    await dial(store, order_id)
    await move(store, order_id, "ringing", "ongoing", "user_hangup")

    # each dial together with what came of it
    assert told == [(2, 2), (3, 3)]
    assert await post_everything(store) == [(5, 2), (6, 3), (7, 4)]


async def test_attempt_is_read_by_the_row_that_a_delivery_names(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    delivery = await store.outbox.next_post(channel("C1"))
    assert delivery is not None
    assert delivery.attempt_id is not None
    first = await store.calls.get_attempt(delivery.attempt_id)
    await add(store, order_id)
    await dial(store, order_id)

    again, latest = (
        await store.calls.get_attempt(delivery.attempt_id),
        await store.calls.get(order_id),
    )

    assert (first.attempt, first.call_id, first.status_history) == (1, "c1", ("initiated", "busy"))
    assert again == first
    assert (latest.attempt, latest.call_id, latest.status_history) == (2, "c2", ("initiated",))


async def test_earlier_attempt_never_changes_again(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    earlier = await latest_attempt(store, order_id)
    await add(store, order_id)
    first = await store.calls.get_attempt(earlier)
    await dial(store, order_id)
    later = await latest_attempt(store, order_id)
    await store.queue.put_back(later, not_before=HOUR, reason="x")
    await store.calls.record_observed(later, "ringing", at=NOON, duration_ms=1, agent_name="Booker")
    await move(store, order_id, "ongoing", "user_hangup")
    await store.results.postpone(later, until=HOUR)
    await store.results.record(later, ENDED, agent_name="Booker", ask_again_at=HOUR)
    await store.queue.close_unopened(order_id, reason="x")

    assert await store.calls.get_attempt(earlier) == first
    assert (await store.calls.get(order_id)).result == ENDED


async def test_further_attempt_is_not_closed_as_if_nobody_had_been_called(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await add(store, order_id)

    assert not await store.queue.close_unopened(order_id, reason="x")
    assert await store.outbox.next_post(channel("C1")) is not None


async def test_late_answer_about_an_earlier_attempt_is_old_news(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    earlier = await latest_attempt(store, order_id)
    await add(store, order_id)
    await dial(store, order_id)
    before = [await store.calls.get(order_id), await store.calls.get_attempt(earlier)]

    is_news = [
        await store.calls.add_transition(earlier, "lost", at=NOON),
        await store.calls.record_observed(
            earlier, "ongoing", at=NOON, duration_ms=1, agent_name="X"
        ),
        await store.calls.record_placed(
            earlier, call_id="c9", status="ringing", agent_name="X", at=NOON
        ),
        await store.calls.record_placed(
            before[0].attempt_id, call_id="c1", status="ringing", agent_name="X", at=NOON
        ),
    ]
    await store.results.record(earlier, ENDED, agent_name="X", ask_again_at=None)
    await store.results.postpone(earlier, until=HOUR)
    await store.queue.put_back(earlier, not_before=HOUR, reason="x")

    assert is_news == [False] * 4
    assert [await store.calls.get(order_id), await store.calls.get_attempt(earlier)] == before


async def test_attempt_that_is_not_the_latest_takes_no_other_time(store: Store) -> None:
    order_id = await schedule(store)
    scheduled = await latest_attempt(store, order_id)
    await store.attempts.take_due(at=DUE)
    await claim(store, 4 * 3_600)
    await move(store, order_id, "busy")
    await add(store, order_id)

    changed = [
        await store.attempts.dial_now(scheduled, at=NOON),
        await store.attempts.reschedule(scheduled, due_at=HOUR, requester_time_zone=None),
    ]

    assert changed == [False, False]
    assert (await store.calls.get(order_id)).due_at == QUARTER


async def test_result_of_an_earlier_attempt_is_not_asked_for(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "ongoing", "busy")
    assert await store.results.next_at() is not None

    assert await add(store, order_id)

    assert await store.results.next_at() is None


async def test_live_calls_say_which_attempt_they_are(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await add(store, order_id)
    await dial(store, order_id)

    second = await latest_attempt(store, order_id)
    assert [
        (call.order_id, call.attempt_id, call.call_id) for call in await store.calls.live()
    ] == [(order_id, second, "c2")]
    assert await store.calls.known(("c1", "c2")) == {"c1", "c2"}


async def test_dial_of_a_dead_process_is_the_latest_attempt(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await add(store, order_id)
    await store.attempts.take_due(at=QUARTER)
    await claim(store, 15 * 60)

    assert await store.calls.recover(at=HOUR, reason="the bot was stopped", include_own=True) == 1

    assert (await store.calls.get(order_id)).status_history == ("unconfirmed",)
