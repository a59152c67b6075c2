"""Calls that were over before the story begins, written down as an earlier bot left them."""

from datetime import UTC, datetime
from pathlib import Path

from bot.calls import OrderRequest
from bot.phone_numbers import E164
from bot.store import Store


async def write_past_calls(database_path: Path, number: int, *, channel_id: str) -> None:
    """Write calls down that nobody answered; no message of theirs stands anywhere any more."""
    store = Store(database_path, slots=number)
    await store.open()
    try:
        for key in range(number):
            await _write_call(store, key, channel_id)
        while delivery := await store.deliveries.next_edit(channel_id):
            await store.deliveries.note_shown(delivery)
    finally:
        await store.close()


async def _write_call(store: Store, key: int, channel_id: str) -> None:
    now = datetime.now(UTC)
    request = OrderRequest(
        request_key=f"past {key}",
        team_id="T0SANDBOX",
        channel_id=channel_id,
        requested_by="U0ALICE",
        requested_by_name="alice",
        origin_channel_id=channel_id,
        to_number=E164(f"+1555987{key:04}"),
        from_number=E164("+15551234567"),
    )
    order_id, _ = await store.orders.add(request, at=now)
    await _post_all(store, channel_id)
    await store.line.claim_slot(at=now)
    await store.calls.add_transition(order_id, "no_answer", at=now)
    await _post_all(store, channel_id)


async def _post_all(store: Store, channel_id: str) -> None:
    while delivery := await store.deliveries.next_post(channel_id):
        await store.deliveries.note_sent(delivery, f"1.{delivery.delivery_id[:6]}")
