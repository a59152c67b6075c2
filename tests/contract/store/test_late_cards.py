"""The store: an order whose card Slack does not take is stale; one that waits its turn is not."""

from datetime import timedelta

from bot.store.interface import OPENS_WITHIN, Store
from tests.builders.calls import NOON
from tests.builders.store import add_order, channel, claim

SECOND = timedelta(seconds=1)
LATE = OPENS_WITHIN + SECOND
# one a second, for longer than an order may wait for its card
MANY = 130


async def find_stale(store: Store, after: timedelta) -> tuple[str, ...]:
    return await store.orders.stale(at=NOON + after, waiting_before=NOON - timedelta(days=1))


async def post(store: Store, after: timedelta, channel_id: str = "C1") -> str | None:
    """Post the next message of a channel; returns its order, None where it may not be sent."""
    delivery = await store.outbox.next_post(channel(channel_id))
    assert delivery is not None
    if not await store.outbox.claim(delivery, at=NOON + after):
        return None
    await store.outbox.record_sent(delivery, f"{after.total_seconds()}")
    return delivery.order_id


async def test_card_may_be_posted_until_its_order_is_stale(store: Store) -> None:
    order_id = await add_order(store)

    assert await find_stale(store, OPENS_WITHIN) == ()
    assert await find_stale(store, LATE) == (order_id,)
    assert await post(store, LATE) is None
    assert await post(store, OPENS_WITHIN) == order_id
    assert await find_stale(store, LATE) == ()


async def test_card_of_a_stale_order_is_posted_once_that_is_withdrawn(store: Store) -> None:
    order_id = await add_order(store)
    assert await post(store, LATE) is None

    await store.queue.withdraw(order_id, at=NOON + LATE, reason="too late")

    assert await post(store, LATE) == order_id
    assert await claim(store, 3_600) is None


async def test_order_is_late_from_its_time_on(store: Store) -> None:
    due_after = timedelta(hours=1)
    order_id = await add_order(store, due_at=NOON + due_after)
    await store.attempts.take_due(at=NOON + due_after)

    assert await find_stale(store, due_after + OPENS_WITHIN) == ()
    assert await find_stale(store, due_after + LATE) == (order_id,)


async def test_no_order_is_stale_while_its_channel_takes_a_card_a_second(store: Store) -> None:
    asked = [await add_order(store, str(number)) for number in range(MANY)]

    posted = []
    for second in range(MANY):
        assert await find_stale(store, second * SECOND) == ()
        posted.append(await post(store, second * SECOND))

    assert posted == asked


async def test_how_many_cards_come_before_one_is_known(store: Store) -> None:
    asked = [await add_order(store, str(number)) for number in range(3)]
    await add_order(store, "elsewhere", channel_id="C2")
    await post(store, SECOND)

    assert [await store.outbox.count_cards_before(each) for each in asked] == [0, 0, 1]


async def test_cards_in_another_channel_are_no_excuse(store: Store) -> None:
    order_id = await add_order(store)
    await add_order(store, "2", channel_id="C2", due_at=NOON + timedelta(hours=1))
    await post(store, OPENS_WITHIN, "C2")

    assert await find_stale(store, LATE) == (order_id,)


async def test_card_that_nobody_will_post_is_not_waited_for(store: Store) -> None:
    dropped = await add_order(store)
    card = await store.outbox.next_post(channel("C1"))
    assert card is not None
    await store.outbox.drop(card)
    await add_order(store, "2")
    await post(store, OPENS_WITHIN)

    assert await find_stale(store, LATE) == (dropped,)


async def test_card_that_is_posted_anew_has_its_time_from_then_on(store: Store) -> None:
    order_id = await add_order(store)
    await post(store, SECOND)
    gone_after = timedelta(minutes=10)

    await store.outbox.redirect(order_id, "C1", at=NOON + gone_after)

    assert await claim(store) is None
    assert await find_stale(store, gone_after + OPENS_WITHIN) == ()
    assert await find_stale(store, gone_after + LATE) == (order_id,)
    assert await post(store, gone_after + LATE) is None
    assert await post(store, gone_after + OPENS_WITHIN) == order_id
    assert await claim(store) is not None


async def test_card_that_is_posted_anew_stays_in_a_thread_that_was_there(store: Store) -> None:
    order_id = await add_order(store, thread_ts="1.0")
    await post(store, SECOND)

    await store.outbox.redirect(order_id, "C1", at=NOON, thread_ts="1.0")

    card = await store.outbox.next_post(channel("C1"))
    assert card is not None
    assert (card.is_card, card.thread_ts) == (True, "1.0")
