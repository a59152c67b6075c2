"""A dial is told together with what comes next, unless somebody tells it already."""

from bot.domain.workspaces import ChannelKey
from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.store import channel, move, place, post_next

Told = list[tuple[str, int | None, int | None]]


async def tell_all(store: Store) -> Told:
    """Have all that is owed stand; returns the orders, and from where to where each tells."""
    told: Told = []
    while (owed := await store.outbox.next_post(channel("C1"))) is not None:
        told.append((owed.order_id, owed.first_transition_seq, owed.transition_seq))
        await post_next(store)
    return told


async def test_dial_that_nobody_told_yet_is_told_with_what_comes_next(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "ringing")

    assert await tell_all(store) == [(order_id, 1, 2)]


async def test_dial_that_is_being_told_is_told_by_itself(store: Store) -> None:
    order_id = await place(store)
    telling = await store.outbox.next_post(channel("C1"))
    assert telling is not None
    assert await store.outbox.claim(telling, at=NOON)
    await move(store, order_id, "ringing")

    assert await tell_all(store) == [(order_id, None, 1), (order_id, None, 2)]


async def test_dial_that_was_taken_over_can_be_told_by_nobody_else(store: Store) -> None:
    order_id = await place(store)
    looked_up = await store.outbox.next_post(channel("C1"))
    assert looked_up is not None
    await move(store, order_id, "ringing")

    assert not await store.outbox.claim(looked_up, at=NOON)
    await store.outbox.release(looked_up)
    assert await tell_all(store) == [(order_id, 1, 2)]


async def test_refused_reply_goes_its_own_way(store: Store) -> None:
    order_id = await place(store)
    refused = await store.outbox.next_post(channel("C1"))
    assert refused is not None
    await store.outbox.postpone(refused, until=NOON, is_refused=True)
    await move(store, order_id, "ringing")

    assert await tell_all(store) == [(order_id, None, 1), (order_id, None, 2)]


async def test_what_comes_after_the_next_is_told_by_itself(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "ringing", "ongoing", "ended")

    assert await tell_all(store) == [(order_id, 1, 2), (order_id, None, 3), (order_id, None, 4)]


async def test_what_a_call_came_to_goes_before_that_another_was_dialed(store: Store) -> None:
    first = await place(store, "1")
    await post_next(store)
    second = await place(store, "2")
    await move(store, first, "ringing")

    assert await tell_all(store) == [(first, None, 2), (second, None, 1)]


async def test_story_that_moves_tells_there_what_it_had_not_told(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "ringing")
    assert await store.outbox.redirect(order_id, "D1", at=NOON)
    await post_next(store, "D1")
    moved = await store.outbox.next_post(ChannelKey(channel("C1").workspace_id, "D1"))

    assert moved is not None
    assert (moved.first_transition_seq, moved.transition_seq) == (1, 2)
