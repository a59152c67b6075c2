"""What channels that watch are owed."""

from bot.store.interface import Store
from bot.store.records import Delivery
from tests.builders.store import channel


async def owed(store: Store, channel_id: str = "C9") -> list[Delivery]:
    """Return what a channel is owed, as if each were told at once."""
    found: list[Delivery] = []
    while (delivery := await store.outbox.next_post(channel(channel_id))) is not None:
        await store.outbox.record_sent(delivery, f"9.{len(found)}")
        found.append(delivery)
    return found
