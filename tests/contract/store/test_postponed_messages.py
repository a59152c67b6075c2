"""The store: messages that Slack refuses wait behind all others, and are set aside at last."""

from datetime import timedelta

from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from tests.builders.calls import NOON
from tests.builders.store import add_order, channel, move, place, post_next

LATER = NOON + timedelta(seconds=30)
MUCH_LATER = NOON + timedelta(minutes=5)


async def next_post(store: Store) -> Delivery:
    delivery = await store.outbox.next_post(channel("C1"), at=NOON)
    assert delivery is not None
    return delivery


async def refuse_next(store: Store) -> Delivery:
    """Have Slack refuse the next message of a channel, which is to be tried again later."""
    delivery = await next_post(store)
    await store.outbox.claim(delivery, at=NOON)
    await store.outbox.release(delivery)
    await store.outbox.postpone(delivery, until=LATER, is_refused=True)
    return delivery


async def test_others_of_the_channel_go_before_a_refused_message_and_its_thread_after_it(
    store: Store,
) -> None:
    first, second = await place(store, "1"), await place(store, "2")
    await move(store, first, "ringing")
    await move(store, second, "ringing", "ongoing")

    refused = await refuse_next(store)
    told = await next_post(store)
    await store.outbox.record_sent(told, "2.1")
    also_told = await next_post(store)
    await store.outbox.record_sent(also_told, "2.2")

    assert refused.order_id == first
    assert {told.order_id, also_told.order_id} == {second}
    assert await store.outbox.next_post(channel("C1"), at=NOON) is None
    assert await store.outbox.next_due_at(channel("C1"), at=NOON) == LATER
    assert (await store.outbox.find_due())[0] == (channel("C1"),)

    again = await store.outbox.next_post(channel("C1"), at=LATER)
    assert again is not None
    assert (again.delivery_id, again.tries) == (refused.delivery_id, 1)


async def test_refused_message_that_is_due_again_comes_after_what_was_never_refused(
    store: Store,
) -> None:
    first = await add_order(store, "1")
    refused = await refuse_next(store)
    second = await add_order(store, "2")

    fresh = await store.outbox.next_post(channel("C1"), at=MUCH_LATER)

    assert refused.order_id == first
    assert fresh is not None
    assert fresh.order_id == second


async def test_message_that_waits_without_being_refused_keeps_its_turn(store: Store) -> None:
    await add_order(store, "1")
    await add_order(store, "2")
    first = await next_post(store)

    await store.outbox.postpone(first, until=LATER)

    assert (await next_post(store)).delivery_id != first.delivery_id
    again = await store.outbox.next_post(channel("C1"), at=LATER)
    assert again is not None
    assert (again.delivery_id, again.tries) == (first.delivery_id, 0)


async def test_message_that_stands_at_last_forgets_its_refusals(store: Store) -> None:
    order_id = await add_order(store)
    refused = await refuse_next(store)
    assert await store.outbox.is_behind(order_id)

    await store.outbox.record_sent(refused, "1.5")

    assert not await store.outbox.is_behind(order_id)
    assert await store.outbox.next_due_at(channel("C1"), at=NOON) is None


async def test_edit_that_is_refused_lets_others_go_before(store: Store) -> None:
    first, second = await place(store, "1"), await place(store, "2")
    await move(store, first, "ringing")
    await move(store, second, "ringing")
    edit = await store.outbox.next_edit(at=NOON)
    assert edit is not None

    await store.outbox.postpone(edit, until=LATER, is_refused=True)
    other = await store.outbox.next_edit(at=NOON)

    assert other is not None
    assert {edit.order_id, other.order_id} == {first, second}
    assert await store.outbox.next_edit(at=LATER) is not None


async def test_message_that_is_set_aside_is_counted_and_holds_up_nothing(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "ringing", "busy")
    first = await next_post(store)

    await store.outbox.set_aside(first)

    assert (await next_post(store)).seq == first.seq + 1
    assert await store.outbox.count_set_aside() == 1
    assert await store.outbox.is_behind(order_id)


async def test_requester_is_owed_one_notice_about_a_call(store: Store) -> None:
    order_id = await place(store)
    call = await store.calls.get(order_id)

    for _ in range(2):
        await store.outbox.add_notice(order_id, at=NOON)

    notice = await store.outbox.next_post(channel(call.order.requested_by))
    assert notice is not None
    assert (notice.kind, notice.attempt_id) == (DeliveryKind.NOTICE, call.attempt_id)
    await store.outbox.drop(notice)
    assert await store.outbox.next_post(channel(call.order.requested_by)) is None


async def test_reply_outside_of_its_thread_stays_known_until_its_story_moves(
    store: Store,
) -> None:
    order_id = await place(store)
    await move(store, order_id, "ringing")
    reply = await next_post(store)
    await store.outbox.claim(reply, at=NOON)
    await store.outbox.record_stray(reply, "1.9")
    await store.outbox.release(reply)

    stray = await next_post(store)
    assert (stray.delivery_id, stray.ts, stray.is_in_doubt) == (reply.delivery_id, "1.9", True)

    # whoever took it back moves the thread
    assert not await store.outbox.redirect(order_id, "D1", at=NOON)
    assert await store.outbox.redirect(order_id, "D1", at=NOON, refused_id=stray.delivery_id)
    await post_next(store, "D1")
    moved = await store.outbox.next_post(channel("D1"))
    assert moved is not None
    assert (moved.transition_seq, moved.ts, moved.is_in_doubt) == (2, None, False)
