"""A request is written down before everything that waits to be written."""

import asyncio

from bot.store.interface import Store
from bot.store.records import InboxEntry
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.store import add_order

WRITES = 60


async def test_request_does_not_wait_for_what_was_to_be_written_before(store: Store) -> None:
    before = [asyncio.create_task(add_order(store, str(number))) for number in range(WRITES)]
    await asyncio.sleep(0)  # each of them has handed its write in
    request = InboxEntry(
        request_key="command:1",
        workspace_id=WORKSPACE,
        kind="command",
        body="{}",
        reply="{}",
        received_at=NOON,
    )

    assert await store.inbox.add(request)

    assert sum(task.done() for task in before) < WRITES / 2
    await asyncio.gather(*before)
