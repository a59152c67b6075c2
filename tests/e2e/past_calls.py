"""Calls from before the story begins, written down as an earlier bot left them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.domain.workspaces import ChannelKey, WorkspaceId
from bot.store.interface import Store
from bot.ui.call_card import build_card
from bot.voicy import RequestBudget, VoicyClient
from tests.builders.slack_wire import Granted, opened_slack
from tests.builders.store import latest_attempt, opened_store
from tests.e2e.world import World

SANDBOX: Final = WorkspaceId("T0SANDBOX")
_CALLER_ID = E164("+15551234567")


async def write_past_calls(database_path: Path, number: int, *, channel_id: str) -> None:
    """Write calls down that nobody answered; no message of theirs stands anywhere any more."""
    async with opened_store(database_path, slots=number) as store:
        for key in range(number):
            await _write_call(store, key, channel_id)
        while delivery := await store.outbox.next_edit():
            await store.outbox.record_shown(delivery)


async def write_live_call(world: World, to_number: str, *, channel_id: str) -> None:
    """Dial a number and write down that it was dialed; its card stands in the channel."""
    async with opened_store(world.database_path, slots=10) as store:
        order_id = await _begin_dial(world, store, to_number, channel_id)
        await store.calls.record_placed(
            await latest_attempt(store, order_id),
            call_id=await _dial(world, to_number),
            status=CallStatus.INITIATED,
            agent_name=None,
            at=datetime.now(UTC),
        )


async def write_crashed_dial(world: World, to_number: str, *, channel_id: str) -> None:
    """Dial a number and write down no more than that it was about to be dialed."""
    async with opened_store(world.database_path, slots=10) as store:
        await _begin_dial(world, store, to_number, channel_id)
        await _dial(world, to_number)


async def _begin_dial(world: World, store: Store, to_number: str, channel_id: str) -> str:
    now = datetime.now(UTC)
    order_id, _ = await store.orders.add(_build_request(to_number, to_number, channel_id), at=now)
    card = await store.outbox.next_post(ChannelKey(SANDBOX, channel_id))
    assert card is not None
    message = build_card(await store.calls.get(order_id))
    sandbox = world.sandbox
    async with opened_slack(sandbox.slack_api_url, token=sandbox.bot_token) as slack:
        posted = await slack.post(
            channel_id, message, thread_ts=None, delivery_id=card.delivery_id, claim=Granted()
        )
    await store.outbox.record_sent(card, posted.ts)
    assert await store.queue.claim_slot(at=now) is not None
    return order_id


async def _dial(world: World, to_number: str) -> str:
    voicy = VoicyClient(
        base_url=world.sandbox.voicy_api_url,
        api_key=world.sandbox.voicy_api_key,
        budget=RequestBudget(),
    )
    try:
        accepted = await voicy.dial(
            from_number=_CALLER_ID, to_number=E164(to_number), agent_id=None, variables={}
        )
    finally:
        await voicy.aclose()
    return accepted.call_id


def _build_request(key: str, to_number: str, channel_id: str) -> CallOrder:
    return CallOrder(
        request_key=f"past {key}",
        workspace_id=SANDBOX,
        channel_id=channel_id,
        requested_by="U0ALICE",
        requested_by_name="alice",
        origin_channel_id=channel_id,
        to_number=E164(to_number),
        from_number=_CALLER_ID,
    )


async def _write_call(store: Store, key: int, channel_id: str) -> None:
    now = datetime.now(UTC)
    request = _build_request(str(key), f"+1555987{key:04}", channel_id)
    order_id, _ = await store.orders.add(request, at=now)
    await _post_all(store, channel_id)
    await store.queue.claim_slot(at=now)
    await store.calls.add_transition(await latest_attempt(store, order_id), "no_answer", at=now)
    await _post_all(store, channel_id)


async def _post_all(store: Store, channel_id: str) -> None:
    while delivery := await store.outbox.next_post(ChannelKey(SANDBOX, channel_id)):
        await store.outbox.record_sent(delivery, f"1.{delivery.delivery_id[:6]}")
