"""A call that waits and whose card is lost: it gets another and is dialed, or is over and told."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.statuses import CallStatus
from bot.messaging.outbox import OutboxWorker
from bot.ui.labels import NOBODY_CALLED
from bot.ui.reasons import NO_PLACE_FOR_CARD
from sandbox.slack.pace import Pace
from tests.builders.calls import build_order
from tests.contract.outbox_stage import DEADLINE_SECONDS, HASTE, Stage, opened_stage
from tests.e2e.dialogue import cards, wait_for_card
from tests.screen import JsonObject

HOUR = timedelta(hours=1)
LATER = {CallStatus.SCHEDULED, CallStatus.OVERDUE}
WAITING = ("queued", "scheduled", "overdue")
PLACES = ("channel", "thread", "DM")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        # what Slack's pace does to posts is tried elsewhere
        stage.world.sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * HASTE**2)
        yield stage


async def delete(stage: Stage, card: JsonObject) -> None:
    await stage.world.do("delete_message", channel=card["channel"], ts=card["ts"])


async def archive(stage: Stage, card: JsonObject) -> None:
    await stage.world.do("archive", channel=card["channel"])


def name_of(place: str) -> str:
    """Return how people call a place."""
    return "@voicy" if place == "DM" else "#sales"


async def ask(stage: Stage, status: str, place: str) -> str:
    """Write an order down that waits, as `status` says, for its time or for its turn."""
    now, alice = stage.clock.now(), stage.alice
    thread_ts = None
    if place == "thread":
        await alice.type("#sales", "Who calls John?")
        said = await alice.wait_for_message("#sales", "Who calls John?", DEADLINE_SECONDS)
        thread_ts = said["ts"]
    request = build_order(
        channel_id=alice.screen.channel_id(name_of(place)),
        thread_ts=thread_ts,
        due_at=None if status == "queued" else now + HOUR,
    )
    order_id, _ = await stage.store.orders.add(request, at=now)
    if status == "overdue":
        assert await stage.store.attempts.take_due(at=now + 2 * HOUR)
    return order_id


async def find_card(stage: Stage, order_id: str, *, other_than: str = "") -> JsonObject:
    """Wait until the card of an order stands somewhere, and return it."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (call := await stage.store.calls.get(order_id)).anchor_ts in {None, other_than}:
            await stage.clock.sleep(1)
    key = {"channel": call.order.channel_id, "ts": call.anchor_ts}
    await stage.until_told()
    return stage.alice.message(key)


def stands_under(message: JsonObject) -> str | None:
    """Return the message of whose thread a message is, None where it has its own."""
    parent: str | None = message.get("thread_ts")
    return None if parent == message["ts"] else parent


async def change(stage: Stage, narrator: OutboxWorker, order_id: str) -> None:
    """Have the card of an order show something new."""
    await stage.store.calls.record_action(order_id, "time changed by @bob")
    narrator.wake()


async def is_dialed(stage: Stage, order_id: str) -> bool:
    """Bring a call into the queue where it is not there, and tell whether it is dialed."""
    call = await stage.store.calls.get(order_id)
    if call.status in LATER:
        await stage.store.attempts.dial_now(call.attempt_id, at=stage.clock.now())
    claimed = await stage.store.queue.claim_slot(at=stage.clock.now())
    return claimed is not None and claimed.order_id == order_id


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", WAITING)
async def test_deleted_card_is_posted_anew_where_it_stood(
    stage: Stage, status: str, place: str
) -> None:
    order_id = await ask(stage, status, place)
    async with stage.narrated() as narrator:
        before = await find_card(stage, order_id)
        await delete(stage, before)
        await change(stage, narrator, order_id)
        after = await find_card(stage, order_id, other_than=before["ts"])

    assert after["channel"] == before["channel"]
    assert stands_under(after) == stands_under(before)
    assert await is_dialed(stage, order_id)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("queued", "rate_limited"), ("scheduled", "status"), ("overdue", "drop_after")],
)
async def test_call_of_a_lost_channel_moves_to_the_dm_however_slow_slack_opens_that(
    stage: Stage, status: str, kind: str
) -> None:
    order_id = await ask(stage, status, "channel")
    async with stage.narrated() as narrator:
        before = await find_card(stage, order_id)
        await stage.world.break_slack("conversations.open", kind, times=2)
        await archive(stage, before)
        await change(stage, narrator, order_id)
        await wait_for_card(stage.alice, "@voicy", set())
        await stage.until_told()

    assert await is_dialed(stage, order_id)


@pytest.mark.parametrize(
    ("status", "code"),
    [("queued", "user_disabled"), ("scheduled", "user_not_found"), ("overdue", "cannot_dm_bot")],
)
async def test_call_that_has_no_place_left_is_withdrawn(
    stage: Stage, status: str, code: str
) -> None:
    order_id = await ask(stage, status, "channel")
    async with stage.narrated() as narrator:
        before = await find_card(stage, order_id)
        await stage.world.break_slack("conversations.open", "error", error=code, times=0)
        await archive(stage, before)
        await change(stage, narrator, order_id)
        await stage.until_told()
        call = await stage.store.calls.get(order_id)

    assert (call.status, call.reason) == (CallStatus.WITHDRAWN, NO_PLACE_FOR_CARD)
    assert not await is_dialed(stage, order_id)


@pytest.mark.parametrize("status", WAITING)
async def test_call_whose_dm_is_lost_is_withdrawn(stage: Stage, status: str) -> None:
    order_id = await ask(stage, status, "DM")
    async with stage.narrated() as narrator:
        await find_card(stage, order_id)
        await stage.world.break_slack("chat.update", "error", error="channel_not_found", times=0)
        await change(stage, narrator, order_id)
        await stage.until_told()
        call = await stage.store.calls.get(order_id)

    assert (call.status, call.reason) == (CallStatus.WITHDRAWN, NO_PLACE_FOR_CARD)
    assert not await is_dialed(stage, order_id)


@pytest.mark.parametrize("status", ["queued", "scheduled"])
async def test_call_whose_new_card_is_refused_is_over_and_its_requester_hears_it(
    stage: Stage, status: str
) -> None:
    order_id = await ask(stage, status, "channel")
    async with stage.narrated() as narrator:
        before = await find_card(stage, order_id)
        await delete(stage, before)
        refusal = {"error": "restricted_action", "contains": "C0SALES", "times": 0}
        await stage.world.break_slack("chat.postMessage", "error", **refusal)
        await change(stage, narrator, order_id)
        await stage.alice.wait_for_message("@voicy", NOBODY_CALLED, DEADLINE_SECONDS)
        await stage.until_told()

    assert (await stage.store.calls.get(order_id)).status == CallStatus.REFUSED
    assert not await is_dialed(stage, order_id)


async def test_card_that_is_deleted_each_time_comes_each_time(stage: Stage) -> None:
    order_id = await ask(stage, "queued", "channel")
    async with stage.narrated() as narrator:
        ts = ""
        for _ in range(3):
            card = await find_card(stage, order_id, other_than=ts)
            ts = card["ts"]
            await delete(stage, card)
            await change(stage, narrator, order_id)
        await find_card(stage, order_id, other_than=ts)

    assert len(cards(stage.alice, "#sales")) == 1
    assert await is_dialed(stage, order_id)
