"""The store: what is still to be told, in which order, and where."""

from datetime import timedelta

from bot.domain.calls import Result
from bot.store.interface import Store
from bot.store.records import Delivery, lists_in_channel
from tests.builders.calls import NOON
from tests.builders.lists import EVERYWHERE, in_channel
from tests.builders.store import (
    OpenStore,
    add_order,
    channel,
    claim,
    latest_attempt,
    move,
    place,
    post_next,
)


async def next_post(store: Store, channel_id: str = "C1") -> Delivery:
    delivery = await store.outbox.next_post(channel(channel_id))
    assert delivery is not None
    return delivery


async def next_edit(store: Store) -> Delivery:
    delivery = await store.outbox.next_edit()
    assert delivery is not None
    return delivery


async def post_all(store: Store, channel_id: str = "C1") -> list[str]:
    """Have every message of a channel stand in Slack; returns their ts."""
    posted = []
    while await store.outbox.next_post(channel(channel_id)) is not None:
        posted.append(await post_next(store, channel_id))
    return posted


async def show_all(store: Store, channel_id: str = "C1") -> list[str | None]:
    """Edit every message of a channel to the newest; returns the ts of each edit."""
    edited = []
    while (delivery := await store.outbox.next_edit()) is not None:
        await store.outbox.record_shown(delivery)
        edited.append(delivery.ts)
    return edited


async def record_summary(store: Store, order_id: str) -> None:
    await store.results.record(
        await latest_attempt(store, order_id),
        Result(summary="Booked."),
        agent_name=None,
        ask_again_at=None,
    )


async def test_cards_that_people_wait_for_are_posted_before_replies(store: Store) -> None:
    first = await place(store)
    await move(store, first, "ringing", "ongoing")
    second = await add_order(store, "2")

    order = []
    while (delivery := await store.outbox.next_post(channel("C1"))) is not None:
        order.append((delivery.order_id, delivery.seq))
        await post_next(store)

    assert order == [(second, 0), (first, 2), (first, 3)]


async def test_replies_go_under_the_card(store: Store) -> None:
    order_id = await add_order(store)
    card = await next_post(store)
    assert card.thread_ts is None

    await store.outbox.record_sent(card, "1.5")
    await claim(store)
    await move(store, order_id, "initiated")
    reply = await next_post(store)

    assert (reply.is_card, reply.thread_ts, reply.ordered_at) == (False, "1.5", NOON)
    assert (await store.calls.get(order_id)).anchor_ts == "1.5"


async def test_thread_that_existed_before_stays_the_thread(store: Store) -> None:
    order_id = await add_order(store, thread_ts="1.0")
    card = await next_post(store)
    await store.outbox.record_sent(card, "1.5")
    await claim(store)
    await move(store, order_id, "initiated")

    assert card.thread_ts == "1.0"
    assert (await next_post(store)).thread_ts == "1.0"
    assert (await store.calls.get(order_id)).anchor_ts == "1.5"


async def test_message_that_is_being_sent_is_in_doubt_until_it_is_known(store: Store) -> None:
    await add_order(store)
    delivery = await next_post(store)

    await store.outbox.claim(delivery, at=NOON)
    assert (await next_post(store)).is_in_doubt
    assert (await next_post(store)).delivery_id == delivery.delivery_id

    await store.outbox.release(delivery)
    assert not (await next_post(store)).is_in_doubt

    await store.outbox.record_sent(delivery, "1.5")
    assert await store.outbox.next_post(channel("C1")) is None


async def test_message_given_up_is_told_no_more(store: Store) -> None:
    await add_order(store)

    await store.outbox.drop(await next_post(store))

    assert await store.outbox.next_post(channel("C1")) is None
    assert await store.outbox.count_due() == 0


async def test_channels_with_something_to_tell_are_known(store: Store) -> None:
    assert (await store.outbox.find_due())[0] == ()

    await add_order(store, "1", channel_id="C1")
    await add_order(store, "2", channel_id="C2")
    assert sorted((await store.outbox.find_due())[0]) == [channel("C1"), channel("C2")]
    assert await store.outbox.count_due() == 2

    await post_all(store, "C1")
    assert (await store.outbox.find_due())[0] == (channel("C2"),)


async def test_messages_of_one_channel_are_not_told_in_another(store: Store) -> None:
    await add_order(store, channel_id="C2")

    assert await store.outbox.next_post(channel("C1")) is None


async def test_card_is_edited_to_the_newest_once(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "ringing", "ongoing")
    card_ts = (await store.calls.get(order_id)).anchor_ts
    assert await store.outbox.find_due() == ((channel("C1"),), True)

    assert await show_all(store) == [card_ts]

    assert await store.outbox.find_due() == ((channel("C1"),), False)
    await move(store, order_id, "user_hangup")
    assert await store.outbox.find_due() == ((channel("C1"),), True)
    assert await show_all(store) == [card_ts]


async def test_news_that_come_while_a_card_is_posted_leave_it_to_be_edited(store: Store) -> None:
    order_id = await add_order(store)
    card = await next_post(store)
    await store.outbox.claim(card, at=NOON)

    await move(store, order_id, "withdrawn")
    await store.outbox.record_sent(card, "1.5")

    assert (await next_edit(store)).ts == "1.5"


async def test_news_that_come_while_a_card_is_edited_leave_it_to_be_edited_again(
    store: Store,
) -> None:
    order_id = await place(store)
    edit = await next_edit(store)

    await move(store, order_id, "ringing")
    await store.outbox.record_shown(edit)

    assert (await next_edit(store)).revision > edit.revision


async def test_edit_is_void_once_as_much_is_shown(store: Store) -> None:
    order_id = await place(store)
    before = await next_edit(store)
    await move(store, order_id, "ringing")
    after = await next_edit(store)

    await store.outbox.record_shown(before)
    assert [await store.outbox.shows_less(each) for each in (before, after)] == [False, True]
    await store.outbox.record_shown(after)
    assert not await store.outbox.shows_less(after)


async def test_cards_of_those_in_line_are_edited_when_it_moves(open_store: OpenStore) -> None:
    async with open_store(slots=1) as store:
        first = await place(store, "1")
        waiting = [await add_order(store, key) for key in ("2", "3")]
        await post_all(store)
        await show_all(store)

        await move(store, first, "busy")

        cards = [(await store.calls.get(each)).anchor_ts for each in (first, *waiting)]
        assert await show_all(store) == cards


async def test_summary_is_added_to_the_last_reply_and_the_card_says_how_it_ended(
    store: Store,
) -> None:
    order_id = await place(store)
    await move(store, order_id, "ongoing", "ended")
    *_, last = await post_all(store)
    await show_all(store)

    await record_summary(store, order_id)

    assert await show_all(store) == [(await store.calls.get(order_id)).anchor_ts, last]


async def test_order_told_elsewhere_has_a_new_card_there_and_the_rest_under_it(
    store: Store,
) -> None:
    order_id = await place(store)
    await post_all(store)
    await show_all(store)
    before = (await store.calls.get(order_id)).anchor_ts
    await move(store, order_id, "ringing")

    await store.outbox.redirect(order_id, "D1", at=NOON)

    assert (await store.outbox.find_due())[0] == (channel("D1"),)
    card = await next_post(store, "D1")
    assert (card.is_card, card.thread_ts, card.ts, card.is_in_doubt) == (True, None, None, False)
    await store.outbox.record_sent(card, "5.0")
    reply = await next_post(store, "D1")
    assert (reply.transition_seq, reply.thread_ts) == (2, "5.0")
    assert before != (await store.calls.get(order_id)).anchor_ts == "5.0"


async def test_new_card_is_not_taken_for_the_old_one(store: Store) -> None:
    order_id = await add_order(store)
    before = (await next_post(store)).delivery_id

    await store.outbox.redirect(order_id, "D1", at=NOON)

    assert (await next_post(store, "D1")).delivery_id != before


async def test_order_is_told_elsewhere_once_no_reply_is_on_its_way(store: Store) -> None:
    order_id = await place(store)
    reply = await next_post(store)
    await store.outbox.claim(reply, at=NOON)

    assert not await store.outbox.redirect(order_id, "D1", at=NOON)
    assert (await next_post(store)).is_in_doubt

    await store.outbox.release(reply)
    assert await store.outbox.redirect(order_id, "D1", at=NOON)


async def test_reply_that_the_old_place_did_not_take_is_sent_in_the_new_one(store: Store) -> None:
    order_id = await place(store)
    refused = await next_post(store)
    await store.outbox.claim(refused, at=NOON)

    assert await store.outbox.redirect(order_id, "D1", at=NOON, refused_id=refused.delivery_id)
    await post_next(store, "D1")

    reply = await next_post(store, "D1")
    assert (reply.transition_seq, reply.is_in_doubt) == (refused.transition_seq, False)


async def test_order_of_which_two_messages_were_refused_moves_once(store: Store) -> None:
    order_id = await place(store)
    edit, reply = await next_edit(store), await next_post(store)
    cards = list[Delivery]()

    for refused in (reply, edit):
        refused_id = refused.delivery_id
        assert await store.outbox.redirect(order_id, "D1", at=NOON, refused_id=refused_id)
        cards.append(await next_post(store, "D1"))

    assert cards[0] == cards[1]


async def test_nobody_sends_in_the_old_place_any_more(store: Store) -> None:
    order_id = await place(store)
    reply = await next_post(store)

    await store.outbox.redirect(order_id, "D1", at=NOON)

    assert not await store.outbox.claim(reply, at=NOON)


async def test_reply_in_doubt_does_not_wait_for_a_card_that_is_posted_anew(store: Store) -> None:
    await place(store)
    reply = await next_post(store)
    await store.outbox.claim(reply, at=NOON)
    await store.outbox.post_anew(await next_edit(store), at=NOON)

    card = await next_post(store)
    await store.outbox.postpone(card, until=NOON + timedelta(seconds=2))

    assert card.is_card
    doubtful = await store.outbox.next_post(channel("C1"), at=NOON)
    assert doubtful is not None
    assert (doubtful.delivery_id, doubtful.is_in_doubt) == (reply.delivery_id, True)


async def test_what_stands_in_the_old_place_is_not_edited_in_the_new_one(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, "ongoing", "ended")
    *_, last = await post_all(store)
    await store.outbox.redirect(order_id, "D1", at=NOON)
    await post_all(store, "D1")
    await show_all(store, "D1")

    await record_summary(store, order_id)

    assert last not in await show_all(store, "D1")


async def test_order_told_elsewhere_still_shows_where_it_was_asked_for(store: Store) -> None:
    order_id = await place(store)

    await store.outbox.redirect(order_id, "D1", at=NOON)

    for channel_id in ("C1", "D1"):
        (call,), _ = await store.history.live(
            lists_in_channel(channel(channel_id), "U0ALICE"), sight=EVERYWHERE, limit=9
        )
        assert call.order_id == order_id
    assert await store.history.live((in_channel("C1"),), sight=EVERYWHERE, limit=9) == ((), 0)
