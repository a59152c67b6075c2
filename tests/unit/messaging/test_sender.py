"""A message is sent only while its claim is new."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import (
    ChannelUnavailableError,
    DeliveryUnknownError,
    InvalidPayloadError,
    LeaseExpiredError,
    NotReadyError,
    SlackUnavailableError,
)
from bot.messaging.sender import Sender
from bot.slack import Slack
from bot.store.interface import Store
from bot.store.records import Delivery
from tests.builders.calls import NOON
from tests.builders.slack_wire import Wire, answer, answer_each, opened_slack, refuse
from tests.builders.stopped_process import StoppedProcessClock
from tests.builders.store import add_order, channel, move, place

STANDS = {"ok": True, "ts": "1.0001", "message": {"text": "Hello"}}


async def next_post(store: Store) -> Delivery:
    delivery = await store.outbox.next_post(channel("C1"))
    assert delivery is not None
    return delivery


@pytest.fixture
async def slack(wire: Wire) -> AsyncIterator[Slack]:
    async with opened_slack(wire.url) as slack:
        yield slack


def build_sender(store: Store, slack: Slack, stops: list[float]) -> Sender:
    return Sender(store, slack, StoppedProcessClock(stops=stops), {})


async def test_message_is_being_sent_by_then(store: Store, wire: Wire, slack: Slack) -> None:
    wire.script = [answer(STANDS)]
    await add_order(store)

    posted = await build_sender(store, slack, [9.0, 1.0]).post(await next_post(store))

    assert posted == ("1.0001", 1)
    assert (await next_post(store)).is_in_doubt


class SetClock(StoppedProcessClock):
    """A clock whose seconds are set."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def build_settled_sender(store: Store, slack: Slack) -> Sender:
    """Return that of a process that began so long ago that nothing of others is on its way."""
    clock = SetClock(stops=[])
    sender = Sender(store, slack, clock, {})
    clock.seconds = 3.0
    return sender


async def test_what_a_killed_process_had_sent_has_time_to_arrive(
    store: Store, wire: Wire, slack: Slack
) -> None:
    wire.script = [answer(STANDS)]
    await add_order(store)
    await build_sender(store, slack, [9.0, 1.0]).post(await next_post(store))

    clock = SetClock(stops=[0.0] * 9)
    sender = Sender(store, slack, clock, {})
    clock.seconds = 1.0
    with pytest.raises(NotReadyError) as caught:
        await sender.post(await next_post(store))
    assert caught.value.retry_after_seconds == 2
    assert len(wire.asked) == 1

    clock.seconds = 3.0
    wire.script = [answer({"ok": True, "messages": []}), answer(STANDS)]
    assert await sender.post(await next_post(store)) == ("1.0001", 1)
    assert len(wire.asked) == 3


async def test_message_that_is_found_shows_what_was_sent(
    store: Store, wire: Wire, slack: Slack
) -> None:
    order_id = await add_order(store)
    await store.outbox.claim(sent := await next_post(store), at=NOON)
    await move(store, order_id, "withdrawn")
    metadata = {"event_payload": {"delivery_id": sent.delivery_id}}
    found = {"ts": "1.0001", "text": "Hello", "metadata": metadata}
    wire.script = [answer({"ok": True, "messages": [found]})]

    doubt = await next_post(store)
    posted = await build_settled_sender(store, slack).post(doubt)

    assert posted == ("1.0001", sent.revision)
    assert sent.revision < doubt.revision


async def test_message_whose_claim_grew_old_while_it_was_written_is_not_sent(
    store: Store, wire: Wire, slack: Slack
) -> None:
    await add_order(store)

    with pytest.raises(LeaseExpiredError):
        await build_sender(store, slack, [0.0, 1.1]).post(await next_post(store))

    assert wire.asked == []


async def test_message_of_a_process_that_stopped_after_its_claim_is_not_sent(
    store: Store, wire: Wire, slack: Slack
) -> None:
    await add_order(store)

    # it is not known to be unsent, so that it is looked for
    with pytest.raises(DeliveryUnknownError):
        await build_sender(store, slack, [0.0, 0.0, 0.0, 1.1]).post(await next_post(store))

    assert wire.asked == []


async def test_message_that_was_given_up_before_it_was_sent_is_not_sent(
    store: Store, wire: Wire, slack: Slack
) -> None:
    await add_order(store)
    delivery = await next_post(store)
    await store.outbox.drop(delivery)

    with pytest.raises(LeaseExpiredError):
        await build_sender(store, slack, []).post(delivery)

    assert wire.asked == []


async def test_message_that_was_refused_too_often_is_given_up_unsent_and_says_why(
    store: Store, wire: Wire, slack: Slack
) -> None:
    await add_order(store)
    delivery = replace(await next_post(store), tries=6)
    sender = build_sender(store, slack, [])

    for send in (sender.post, sender.edit):
        with pytest.raises(InvalidPayloadError) as caught:
            await send(delivery)
        assert caught.value.code == "refused again and again"

    assert wire.asked == []


async def test_reply_that_landed_outside_of_its_thread_is_taken_back(
    store: Store, wire: Wire, slack: Slack
) -> None:
    answers = {"chat.postMessage": STANDS, "conversations.replies": {"ok": True, "messages": []}}
    wire.script = [answer_each({**answers, "chat.delete": {"ok": True}})]
    await place(store)

    with pytest.raises(ChannelUnavailableError):
        await build_sender(store, slack, []).post(await next_post(store))

    assert wire.asked[-1] == ("chat.delete", {"channel": "C1", "ts": "1.0001"})


async def test_edit_of_a_killed_process_arrives_before_the_first_of_the_next(
    store: Store, wire: Wire, slack: Slack
) -> None:
    wire.script = [answer(STANDS)]
    await place(store)
    delivery = await store.outbox.next_edit()
    assert delivery is not None
    clock = SetClock(stops=[])
    sender = Sender(store, slack, clock, {})
    clock.seconds = 1.0

    with pytest.raises(NotReadyError) as caught:
        await sender.edit(delivery)

    assert caught.value.retry_after_seconds == 2
    assert wire.asked == []
    clock.seconds = 3.0
    await sender.edit(delivery)
    assert wire.methods == ["chat.update"]


async def test_what_this_process_posted_is_edited_at_once(
    store: Store, wire: Wire, slack: Slack
) -> None:
    wire.script = [answer(STANDS)]
    order_id = await add_order(store)
    sender = Sender(store, slack, SetClock(stops=[]), {})
    ts, revision = await sender.post(delivery := await next_post(store)) or ("", 0)
    await store.outbox.record_sent(delivery, ts, shown_revision=revision)
    await move(store, order_id, "withdrawn")

    edit = await store.outbox.next_edit()
    assert edit is not None
    await sender.edit(edit)

    assert wire.methods == ["chat.postMessage", "chat.update"]


@pytest.mark.parametrize("before", [[], ["invalid_blocks"]])
async def test_edit_that_has_to_wait_is_tried_once(
    store: Store, wire: Wire, slack: Slack, before: list[str]
) -> None:
    wire.script = [*map(refuse, before), refuse("service_unavailable", 503)]
    await place(store)
    delivery = await store.outbox.next_edit()
    assert delivery is not None

    with pytest.raises(SlackUnavailableError):
        await build_settled_sender(store, slack).edit(delivery)

    assert wire.methods == ["chat.update"] * (len(before) + 1)
