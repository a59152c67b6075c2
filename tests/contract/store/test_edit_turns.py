"""Which message is edited next where Slack takes fewer edits than there is news."""

from datetime import timedelta

from bot.domain.calls import Result
from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.store import channel, latest_attempt, move, place, post_next


async def post_all(store: Store) -> None:
    while await store.outbox.next_post(channel("C1")) is not None:
        await post_next(store)
    while (delivery := await store.outbox.next_edit()) is not None:
        await store.outbox.record_shown(delivery)


async def add_transition(store: Store, order_id: str, status: str, *, seconds: float) -> None:
    attempt_id = await latest_attempt(store, order_id)
    at = NOON + timedelta(seconds=seconds)
    assert await store.calls.add_transition(attempt_id, status, at=at)


async def test_cards_that_are_behind_come_first_of_them_those_of_finished_calls(
    store: Store,
) -> None:
    told = await place(store, "told")
    await move(store, told, "ringing", "ongoing", "ended")
    await post_all(store)
    attempt_id = await latest_attempt(store, told)
    result = Result(summary="Booked.", extracted={"day": "Thursday"}, duration_ms=60_000)
    await store.results.record(attempt_id, result, agent_name="Ann", ask_again_at=None)
    late, soon, over = [await place(store, key) for key in ("late", "soon", "over")]
    # that it was dialed is no news
    await add_transition(store, late, "ringing", seconds=20.0)
    await add_transition(store, soon, "ringing", seconds=10.0)
    await add_transition(store, soon, "ongoing", seconds=25.0)
    await add_transition(store, over, "busy", seconds=30.0)
    while await store.outbox.next_post(channel("C1")) is not None:
        await post_next(store)

    turns = []
    while (delivery := await store.outbox.next_edit()) is not None:
        await store.outbox.record_shown(delivery)
        turns.append((delivery.order_id, delivery.is_card))

    assert turns == [(over, True), (soon, True), (late, True), (told, True), (told, False)]


async def test_card_that_was_shown_is_behind_only_since_what_followed(store: Store) -> None:
    first, second = await place(store, "first"), await place(store, "second")
    await add_transition(store, first, "ringing", seconds=10.0)
    await add_transition(store, second, "ringing", seconds=20.0)
    shown = await store.outbox.next_edit()
    assert shown is not None
    assert shown.order_id == first
    await store.outbox.record_shown(shown)
    await add_transition(store, first, "ongoing", seconds=30.0)

    following = await store.outbox.next_edit()

    assert following is not None
    assert following.order_id == second


async def test_result_by_itself_is_posted_after_what_becomes_of_other_calls(store: Store) -> None:
    told, live = await place(store, "told"), await place(store, "live")
    await move(store, told, "ringing", "ongoing", "ended")
    await post_all(store)
    attempt_id = await latest_attempt(store, told)
    result = Result(summary="Booked.")
    await store.results.record(attempt_id, result, agent_name=None, ask_again_at=None)
    assert not await store.outbox.tell_results_apart(at=NOON, many=9)
    assert await store.outbox.tell_results_apart(at=NOON, many=0)
    assert not await store.outbox.tell_results_apart(at=NOON, many=0)
    await move(store, live, "ringing")

    order = []
    while (post := await store.outbox.next_post(channel("C1"))) is not None:
        order.append((post.order_id, post.is_result_alone))
        await post_next(store)

    assert order == [(live, False), (told, True)]
