"""How often a message may be refused, and how long it rests after each time."""

from datetime import timedelta

from bot.messaging.refusals import Refusals, is_hopeless, is_plain
from bot.store.interface import Store
from tests.builders.polling import StoppedClock
from tests.builders.store import add_order, channel


async def test_message_rests_longer_each_time_and_is_given_up_after_the_sixth(
    store: Store,
) -> None:
    clock = StoppedClock()
    refusals = Refusals(store, clock)
    await add_order(store)
    pauses, plain = [], []
    while True:
        delivery = await store.outbox.next_post(channel("C1"), at=clock.now())
        assert delivery is not None
        if is_hopeless(delivery):
            break
        plain.append(is_plain(delivery))
        refusals.record_taken()
        await refusals.record(delivery, "internal_error")
        due_at = await store.outbox.next_due_at(channel("C1"), at=clock.now())
        assert due_at is not None
        pauses.append((due_at - clock.now()) / timedelta(seconds=1))
        clock.seconds += pauses[-1]

    assert pauses == [2, 5, 10, 20, 30, 30]
    assert plain == [False, False, True, True, True, True]
