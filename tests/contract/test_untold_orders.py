"""Whoever was not told before a stop that nobody is called is told after it, once."""

import pytest

from bot.store.interface import Store
from bot.store.records import InboxEntry
from bot.ui.labels import NOBODY_CALLED
from bot.voicy import VoicyClient
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.dialer import running_dialer
from tests.builders.store import add_order, post_next


async def request(store: Store, key: str) -> str:
    """Write a request down that became an order; returns the order."""
    entry = InboxEntry(
        request_key=key,
        workspace_id=WORKSPACE,
        kind="command",
        body="{}",
        reply="{}",
        received_at=NOON,
    )
    await store.inbox.add(entry)
    return await add_order(store, key)


@pytest.mark.parametrize("reason", ["I can't post there", "I can't post there."])
async def test_order_whose_card_was_refused_right_before_the_stop_is_told_at_the_start(
    store: Store, client: VoicyClient, reason: str
) -> None:
    await request(store, "stands")
    await post_next(store)
    await request(store, "is to be posted")
    refused = await request(store, "refused")
    await store.queue.close_unopened(refused, reason=reason)

    async with running_dialer(store, client) as bot:
        await bot.dialer.resume()
        await store.inbox.forget_reply(refused)
        await bot.dialer.resume()

    assert bot.replies == [f"❌ I can't post there.\n{NOBODY_CALLED}"]
    assert await store.inbox.untold() == ()
