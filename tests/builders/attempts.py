"""Attempts of an order, as tests lead through them."""

from datetime import timedelta

from bot.domain.calls import Call
from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.store import channel, claim, latest_attempt, place, post_next

QUARTER = NOON + timedelta(minutes=15)
HOUR = NOON + timedelta(hours=1)


async def begin(store: Store, key: str = "1", *, attempts: int = 3) -> str:
    """Place the first attempt of an order; its call is called like the key."""
    return await place(store, key, attempts=attempts)


async def add(store: Store, order_id: str) -> bool:
    """Schedule the attempt after the latest one of an order."""
    return await store.attempts.add_after(await latest_attempt(store, order_id), due_at=QUARTER)


async def dial(store: Store, order_id: str, call_id: str = "c2") -> Call:
    """Dial the next attempt of an order when its time has come."""
    await store.attempts.take_due(at=QUARTER)
    claimed = await claim(store, 15 * 60)
    assert claimed is not None
    assert await store.calls.record_placed(
        await latest_attempt(store, order_id),
        call_id=call_id,
        status="initiated",
        agent_name=None,
        at=QUARTER,
    )
    return claimed


async def find_awaiting_retry(store: Store) -> list[str]:
    return [call.order_id for call in await store.attempts.awaiting_retry()]


async def post_everything(store: Store, channel_id: str = "C1") -> list[tuple[int, int | None]]:
    """Have all messages of a channel stand; returns (seq, transition_seq) of the new ones."""
    told = []
    while (delivery := await store.outbox.next_post(channel(channel_id))) is not None:
        told.append((delivery.seq, delivery.transition_seq))
        await post_next(store, channel_id)
    while (delivery := await store.outbox.next_edit()) is not None:
        await store.outbox.record_shown(delivery)
    return told
