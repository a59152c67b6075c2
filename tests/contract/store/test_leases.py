"""The store: what one process claims, no other takes up while that claim lasts."""

from collections.abc import Callable
from datetime import timedelta

from bot.store.interface import LEASE, Store
from bot.store.records import Delivery
from tests.builders.calls import NOON
from tests.builders.store import (
    OpenStore,
    add_order,
    channel,
    claim,
    latest_attempt,
    line_up,
    move,
    place,
)

EXPIRED = NOON + LEASE
LAST_MOMENT = EXPIRED - timedelta(seconds=1)
STOPPED = "the bot was stopped"
GiveAway = Callable[[], None]


async def dial(store: Store) -> tuple[str, int]:
    """Claim the call of a new order; returns the order and the attempt."""
    (order_id,) = await line_up(store, 1)
    assert await claim(store) is not None
    return order_id, await latest_attempt(store, order_id)


async def status_of(store: Store, order_id: str) -> str:
    return (await store.calls.get(order_id)).status


async def begin_post(store: Store) -> Delivery:
    """Claim the card of a new order."""
    await add_order(store)
    delivery = await next_post(store)
    assert await store.outbox.claim(delivery, at=NOON)
    return delivery


async def next_post(store: Store) -> Delivery:
    """Return what is posted next."""
    delivery = await store.outbox.next_post(channel("C1"))
    assert delivery is not None
    return delivery


async def test_dial_of_another_process_is_left_alone_while_its_claim_lasts(
    store: Store, give_claims_away: GiveAway
) -> None:
    order_id, _ = await dial(store)
    give_claims_away()

    assert await store.calls.recover(at=LAST_MOMENT, reason=STOPPED, include_own=True) == 0
    assert await status_of(store, order_id) == "dialing"


async def test_dial_of_another_process_is_in_doubt_once_its_claim_expired(
    store: Store, give_claims_away: GiveAway
) -> None:
    order_id, _ = await dial(store)
    give_claims_away()

    assert await store.calls.recover(at=EXPIRED, reason=STOPPED) == 1
    call = await store.calls.get(order_id)
    assert (call.status, call.reason) == ("unconfirmed", STOPPED)


async def test_dial_of_this_process_is_in_doubt_only_where_it_began_anew(store: Store) -> None:
    order_id, _ = await dial(store)

    assert await store.calls.recover(at=EXPIRED, reason=STOPPED) == 0
    assert await store.calls.recover(at=NOON, reason=STOPPED, include_own=True) == 1
    assert await status_of(store, order_id) == "unconfirmed"


async def test_dial_of_a_dead_process_is_in_doubt_at_once(open_store: OpenStore) -> None:
    async with open_store() as store:
        order_id, _ = await dial(store)

    async with open_store() as store:
        assert await store.calls.recover(at=NOON, reason=STOPPED) == 1
        assert await status_of(store, order_id) == "unconfirmed"


async def test_claim_on_a_dial_is_renewed_until_it_expires(
    store: Store, give_claims_away: GiveAway
) -> None:
    order_id, attempt_id = await dial(store)

    assert await store.queue.renew_lease(attempt_id, at=LAST_MOMENT)
    assert await store.queue.renew_lease(attempt_id, at=EXPIRED)
    assert not await store.queue.renew_lease(attempt_id, at=EXPIRED + LEASE)

    give_claims_away()
    assert await store.calls.recover(at=EXPIRED, reason=STOPPED) == 0
    assert await status_of(store, order_id) == "dialing"


async def test_claim_of_another_process_is_not_renewed(
    store: Store, give_claims_away: GiveAway
) -> None:
    _, attempt_id = await dial(store)
    give_claims_away()

    assert not await store.queue.renew_lease(attempt_id, at=NOON)


async def test_dial_in_doubt_is_not_dialed_any_more(store: Store) -> None:
    _, attempt_id = await dial(store)
    await store.calls.recover(at=NOON, reason=STOPPED, include_own=True)

    assert not await store.queue.renew_lease(attempt_id, at=NOON)


async def test_dial_that_was_given_back_counts_as_no_try(store: Store) -> None:
    _, attempt_id = await dial(store)

    await store.queue.put_back(attempt_id, not_before=NOON, reason=None, is_try=False)

    assert not await store.queue.renew_lease(attempt_id, at=NOON)
    again = await claim(store)
    assert again is not None
    assert (again.attempt_id, again.dial_tries) == (attempt_id, 1)


async def test_channel_in_which_another_process_posts_is_left_to_it(
    store: Store, give_claims_away: GiveAway
) -> None:
    delivery = await begin_post(store)
    await add_order(store, "another")
    give_claims_away()

    await store.outbox.recover(at=LAST_MOMENT)
    assert await store.outbox.next_post(channel("C1")) is None
    assert (await store.outbox.find_due())[0] == ()
    assert not await store.outbox.claim(delivery, at=NOON)


async def test_other_channels_are_served_meanwhile(
    store: Store, give_claims_away: GiveAway
) -> None:
    await begin_post(store)
    await add_order(store, "elsewhere", channel_id="C2")
    give_claims_away()

    assert (await store.outbox.find_due())[0] == (channel("C2"),)
    assert await store.outbox.next_post(channel("C2")) is not None


async def test_message_of_another_process_is_in_doubt_once_its_claim_expired(
    store: Store, give_claims_away: GiveAway
) -> None:
    delivery = await begin_post(store)
    give_claims_away()

    await store.outbox.recover(at=EXPIRED)

    assert (await store.outbox.find_due())[0] == (channel("C1"),)
    doubt = await next_post(store)
    assert (doubt.delivery_id, doubt.is_in_doubt) == (delivery.delivery_id, True)
    assert await store.outbox.claim(doubt, at=EXPIRED)


async def test_claim_of_another_process_ends_in_time_where_the_clock_was_set_back(
    store: Store, give_claims_away: GiveAway
) -> None:
    await begin_post(store)
    give_claims_away()
    set_back = timedelta(hours=1)

    await store.upkeep.set_back(set_back.total_seconds(), at=NOON - set_back)
    await store.outbox.recover(at=EXPIRED - set_back)

    assert (await next_post(store)).is_in_doubt


async def test_message_of_this_process_is_in_doubt_at_once(store: Store) -> None:
    delivery = await begin_post(store)

    doubt = await next_post(store)

    assert (doubt.delivery_id, doubt.is_in_doubt) == (delivery.delivery_id, True)


async def test_message_in_doubt_shows_what_the_first_that_may_have_arrived_would_show(
    store: Store,
) -> None:
    order_id = await add_order(store)
    first = await next_post(store)
    assert first.shown_revision == 0
    await store.outbox.claim(first, at=NOON)
    doubt = await next_post(store)
    assert doubt.shown_revision == first.revision

    await move(store, order_id, "withdrawn")
    newer = await next_post(store)
    await store.outbox.claim(newer, at=NOON)
    assert newer.revision > first.revision
    assert (await next_post(store)).shown_revision == first.revision

    await store.outbox.release(newer)
    await store.outbox.claim(await next_post(store), at=NOON)
    assert (await next_post(store)).shown_revision == newer.revision


async def test_message_of_a_dead_process_is_in_doubt_at_once(open_store: OpenStore) -> None:
    async with open_store() as store:
        await begin_post(store)

    async with open_store() as store:
        doubt = await next_post(store)
        assert doubt.is_in_doubt
        assert await store.outbox.claim(doubt, at=NOON)


async def test_message_that_another_process_is_sending_is_not_released(
    store: Store, give_claims_away: GiveAway
) -> None:
    delivery = await begin_post(store)
    give_claims_away()

    await store.outbox.release(delivery)

    assert await store.outbox.next_post(channel("C1")) is None


async def test_message_that_was_given_up_meanwhile_is_not_claimed(store: Store) -> None:
    await place(store)
    delivery = await store.outbox.next_post(channel("C1"))
    assert delivery is not None
    await store.outbox.drop(delivery)

    assert not await store.outbox.claim(delivery, at=NOON)
