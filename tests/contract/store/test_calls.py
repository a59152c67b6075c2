"""The store: what the API says of a call, and what is taken up after a crash."""

from datetime import timedelta

from bot.store.interface import Store
from bot.store.records import LiveCall
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import (
    add_order,
    claim,
    latest_attempt,
    line_up,
    move,
    place,
)


async def record_placed(
    store: Store, order_id: str, call_id: str = "c1", status: str = "initiated"
) -> bool:
    return await store.calls.record_placed(
        await latest_attempt(store, order_id),
        call_id=call_id,
        status=status,
        agent_name="Booker",
        at=NOON,
    )


async def record_observed(
    store: Store,
    order_id: str,
    status: str,
    *,
    duration_ms: int | None = None,
    agent_name: str | None = None,
) -> bool:
    return await store.calls.record_observed(
        await latest_attempt(store, order_id),
        status,
        at=NOON,
        duration_ms=duration_ms,
        agent_name=agent_name,
    )


async def find_edited(store: Store) -> list[str]:
    """Return the orders whose card shows less than is known, and show it."""
    edited = []
    while (delivery := await store.outbox.next_edit()) is not None:
        edited += [delivery.order_id] if delivery.is_card else []
        await store.outbox.record_shown(delivery)
    return edited


async def test_answer_to_a_dial_is_written_down(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    await claim(store)
    await store.queue.put_back(
        await latest_attempt(store, order_id), not_before=NOON, reason="busy before"
    )
    await claim(store)

    assert await record_placed(store, order_id)
    call = await store.calls.get(order_id)

    assert (call.call_id, call.status, call.agent_name) == ("c1", "initiated", "Booker")
    assert (call.reason, call.status_history) == (None, ("initiated",))


async def test_answer_that_is_written_twice_is_told_once(store: Store) -> None:
    order_id = await place(store)

    assert await record_placed(store, order_id)
    assert (await store.calls.get(order_id)).status_history == ("initiated",)


async def test_call_of_another_order_is_not_taken(store: Store) -> None:
    await place(store, "1")
    (order_id,) = await line_up(store, 1)
    await claim(store)

    assert not await record_placed(store, order_id, "c1")

    call = await store.calls.get(order_id)
    assert (call.call_id, call.status, call.agent_name) == (None, "dialing", None)


async def test_lost_dial_that_is_found_moves_on(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    await claim(store)
    await move(store, order_id, "unconfirmed")

    assert await record_placed(store, order_id, status="ongoing")
    assert (await store.calls.get(order_id)).status_history == ("unconfirmed", "ongoing")


async def test_call_that_is_over_takes_no_late_answer(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    await claim(store)
    await move(store, order_id, "unconfirmed", "untraced")

    await record_placed(store, order_id)
    call = await store.calls.get(order_id)

    assert (call.call_id, call.status) == (None, "untraced")


async def test_what_the_api_shows_is_news_once(store: Store) -> None:
    order_id = await place(store)

    assert await record_observed(store, order_id, "ringing")
    assert not await record_observed(store, order_id, "ringing")
    assert await record_observed(store, order_id, "busy", duration_ms=8_000)

    call = await store.calls.get(order_id)
    assert (call.status_history, call.result.duration_ms) == (
        ("initiated", "ringing", "busy"),
        8_000,
    )


async def test_name_of_the_agent_is_news_for_the_card(store: Store) -> None:
    order_id = await place(store)
    await find_edited(store)

    assert await record_observed(store, order_id, "initiated", agent_name="Booker")
    assert await find_edited(store) == [order_id]

    assert not await record_observed(store, order_id, "initiated", agent_name="Booker")
    assert await find_edited(store) == []
    assert (await store.calls.get(order_id)).agent_name == "Booker"


async def test_name_of_the_agent_asked_for_stands_in_for_the_real_one(store: Store) -> None:
    order_id = await add_order(store, agent_name="Asked for")

    assert (await store.calls.get(order_id)).agent_name == "Asked for"


async def test_call_that_is_over_takes_no_late_news(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "busy")

    assert not await record_observed(store, order_id, "ongoing", duration_ms=1, agent_name="X")
    call = await store.calls.get(order_id)
    assert (call.status, call.result.duration_ms, call.agent_name) == ("busy", None, None)


async def test_dials_of_a_dead_process_become_unconfirmed(store: Store) -> None:
    order_ids = await line_up(store, 3)
    await claim(store)
    await claim(store)
    await record_placed(store, order_ids[1])

    assert await store.calls.recover(at=NOON, reason="the bot was stopped", include_own=True) == 1
    assert await store.calls.recover(at=NOON, reason="again", include_own=True) == 0

    calls = [await store.calls.get(each) for each in order_ids]
    assert [call.status for call in calls] == ["unconfirmed", "initiated", "queued"]
    assert calls[0].reason == "the bot was stopped"


async def test_live_calls_are_those_that_may_be_ringing(store: Store) -> None:
    ringing, over = await place(store, "1"), await place(store, "2")
    await move(store, ringing, "ringing")
    await move(store, over, "busy")
    lost, dialing, _ = await line_up(store, 3)
    await claim(store)
    await move(store, lost, "unconfirmed")
    await claim(store)

    assert [(call.order_id, call.call_id, call.status) for call in await store.calls.live()] == [
        (ringing, "c1", "ringing"),
        (lost, None, "unconfirmed"),
        (dialing, None, "dialing"),
    ]


async def test_live_call_says_what_the_tracker_needs(store: Store) -> None:
    order_id = await place(store, agent_name="Asked for")
    await store.calls.add_transition(
        await latest_attempt(store, order_id), "ringing", at=NOON + timedelta(seconds=2)
    )
    request = build_order()

    assert await store.calls.live() == (
        LiveCall(
            attempt_id=await latest_attempt(store, order_id),
            workspace_id=WORKSPACE,
            order_id=order_id,
            call_id="c1",
            status="ringing",
            from_number=request.from_number,
            to_number=request.to_number,
            agent_name=None,
            dialing_at=NOON,
            changed_at=NOON + timedelta(seconds=2),
        ),
    )


async def test_calls_of_the_api_that_are_ours_are_known(store: Store) -> None:
    await place(store, "1")

    assert await store.calls.known(("c1", "c2")) == {"c1"}
    assert await store.calls.known(()) == frozenset()
    assert await store.calls.known(tuple(f"x{number}" for number in range(1_000))) == frozenset()
