"""The store: calls whose time has not come."""

import asyncio
from datetime import datetime

import pytest

from bot.domain.calls import Call
from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.lists import ALICE, EVERYWHERE, in_channel, person
from tests.builders.scheduled_calls import (
    DUE,
    EVENING,
    MINUTE,
    miss,
    read_status,
    schedule,
    show_edits,
)
from tests.builders.store import (
    SLOTS,
    add_order,
    channel,
    claim,
    latest_attempt,
    line_up,
    move,
    place,
    unopened,
)


async def test_call_for_later_is_scheduled_and_knows_what_was_said(store: Store) -> None:
    order_id = await add_order(
        store,
        due_at=DUE,
        requester_time_zone="Europe/Berlin",
        callee_time_zone="Asia/Tokyo",
        attempts=3,
    )

    call = await store.calls.get(order_id)

    assert (call.status, call.due_at, call.created_at) == ("scheduled", DUE, NOON)
    assert (call.order.due_at, call.order.requester_time_zone) == (DUE, "Europe/Berlin")
    assert (call.order.callee_time_zone, call.order.attempts) == ("Asia/Tokyo", 3)
    assert (call.attempt, call.is_waiting, call.queue_position) == (1, True, None)


async def test_call_for_now_is_due_when_it_was_asked_for(store: Store) -> None:
    call = await store.calls.get(await add_order(store))

    assert (call.status, call.due_at, call.order.due_at) == ("queued", NOON, None)


async def test_time_that_passed_while_it_was_written_down_is_now(store: Store) -> None:
    call = await store.calls.get(await add_order(store, due_at=NOON - MINUTE))

    assert (call.status, call.due_at) == ("queued", NOON)


async def test_same_request_for_later_is_one_order(store: Store) -> None:
    order_id = await schedule(store, "click")

    request = (await store.calls.get(order_id)).order

    assert await store.orders.add(request, at=NOON + MINUTE) == (order_id, False)


async def test_scheduled_call_takes_no_slot_and_no_place_in_line(store: Store) -> None:
    await schedule(store)
    (now,) = await line_up(store, 1)

    assert await store.calls.count_open() == (0, 1)
    assert await store.calls.live() == ()
    claimed = await claim(store)
    assert claimed is not None
    assert claimed.order_id == now
    assert await claim(store, 9 * 3_600) is None


async def test_scheduled_call_is_upcoming_and_not_live(store: Store) -> None:
    evening, soon = await schedule(store, "1", due_at=EVENING), await schedule(store, "2")
    (now,) = await line_up(store, 1)

    upcoming, count = await store.attempts.upcoming(
        (ALICE, in_channel("C1")), sight=EVERYWHERE, limit=1
    )
    live, live_count = await store.history.live((ALICE,), sight=EVERYWHERE, limit=9)

    assert ([call.order_id for call in upcoming], count) == ([soon], 2)
    assert ([call.order_id for call in live], live_count) == ([now], 1)
    everything, _ = await store.attempts.upcoming((ALICE,), sight=EVERYWHERE, limit=9)
    assert [call.order_id for call in everything] == [soon, evening]
    assert await store.attempts.upcoming((person("U0BOB"),), sight=EVERYWHERE, limit=9) == ((), 0)


async def test_call_goes_in_line_when_its_time_comes(store: Store) -> None:
    order_id = await schedule(store)
    await show_edits(store)

    assert await store.attempts.next_at() == DUE
    assert not await store.attempts.take_due(at=DUE - MINUTE)
    assert await store.attempts.take_due(at=DUE)

    call = await store.calls.get(order_id)
    assert (call.status, call.due_at, call.status_history) == ("queued", DUE, ())
    assert await show_edits(store) == [0]
    assert await store.attempts.next_at() is None
    assert not await store.attempts.take_due(at=DUE)


async def test_calls_are_taken_at_once_by_one_only(store: Store) -> None:
    await schedule(store)

    taken = await asyncio.gather(*(store.attempts.take_due(at=DUE) for _ in range(5)))

    assert sorted(taken) == [False] * 4 + [True]


async def test_line_is_in_the_order_of_due_times(store: Store) -> None:
    early = await schedule(store, "1", due_at=NOON + 2 * MINUTE)
    later = await schedule(store, "2", due_at=NOON + MINUTE)
    await store.attempts.take_due(at=NOON + 2 * MINUTE)
    (now,) = await line_up(store, 1)

    claimed = [await claim(store, 180) for _ in range(SLOTS)]

    assert [call.order_id for call in claimed if call] == [now, later, early]


async def test_place_in_line_counts_those_due_before(store: Store) -> None:
    for number in range(SLOTS):
        await place(store, str(number))
    late = await schedule(store, "late", due_at=NOON + 2 * MINUTE)
    soon = await schedule(store, "soon", due_at=NOON + MINUTE)
    await store.attempts.take_due(at=NOON + 2 * MINUTE)

    places = [(await store.calls.get(each)).queue_position for each in (soon, late)]

    assert places == [1, 2]


@pytest.mark.parametrize(("late", "status"), [(15, "queued"), (16, "overdue")])
async def test_call_more_than_a_quarter_of_an_hour_late_is_asked_about(
    store: Store, late: int, status: str
) -> None:
    order_id = await schedule(store)

    assert await store.attempts.take_due(at=DUE + late * MINUTE)

    assert await read_status(store, order_id) == status


async def test_missed_call_is_told_once_and_dialed_by_nobody(store: Store) -> None:
    order_id = await schedule(store)

    await miss(store, order_id)

    assert not await store.attempts.take_due(at=EVENING)
    call = await store.calls.get(order_id)
    assert (call.status_history, call.is_final, call.is_waiting) == (("overdue",), False, True)
    assert await store.outbox.next_post(channel("C1")) is None
    assert await claim(store, 9 * 3_600) is None
    assert await store.calls.count_open() == (0, 0)
    upcoming, _ = await store.attempts.upcoming((ALICE,), sight=EVERYWHERE, limit=9)
    assert [each.order_id for each in upcoming] == [order_id]


async def test_call_that_waits_for_a_slot_is_not_missed(store: Store) -> None:
    for number in range(SLOTS):
        await place(store, f"live {number}")
    order_id = await schedule(store)
    await store.attempts.take_due(at=DUE)

    assert not await store.attempts.take_due(at=EVENING)

    assert await read_status(store, order_id) == "queued"


@pytest.mark.parametrize("word", ["initiated", "busy", "unconfirmed", "untraced", "transferring"])
async def test_word_of_the_api_says_nothing_of_who_was_not_dialed(store: Store, word: str) -> None:
    order_id = await schedule(store)
    (in_line,) = await line_up(store, 1)

    assert await move(store, order_id, word) == [False]
    assert await move(store, in_line, word) == [False]
    for each in (order_id, in_line):
        assert not await store.calls.record_observed(
            await latest_attempt(store, each), word, at=NOON, duration_ms=1, agent_name="X"
        )
        assert not await store.calls.record_placed(
            await latest_attempt(store, each), call_id=each, status=word, agent_name="X", at=NOON
        )

    assert [await read_status(store, each) for each in (order_id, in_line)] == [
        "scheduled",
        "queued",
    ]


async def find_stale(store: Store, now: datetime) -> tuple[str, ...]:
    return await store.orders.stale(at=now, waiting_before=now - 15 * MINUTE)


async def test_call_is_stale_only_after_its_time(store: Store) -> None:
    order_id = await schedule(store)
    await add_order(store, "without a card", due_at=DUE)
    assert await find_stale(store, EVENING) == ()

    await store.attempts.take_due(at=DUE)

    assert await find_stale(store, DUE + MINUTE) == ()
    assert await find_stale(store, DUE + 16 * MINUTE) == (
        order_id,
        *await unopened(store),
    )


async def test_card_that_slack_refuses_ends_a_call_for_later(store: Store) -> None:
    order_id = await add_order(store, due_at=DUE)

    await store.queue.close_unopened(order_id, reason="not_in_channel")

    call: Call = await store.calls.get(order_id)
    assert (call.status, call.reason, call.is_final) == ("refused", "not_in_channel", True)
    assert not await store.attempts.take_due(at=DUE)
