"""A database that the bot of commit 5ef9c6a wrote, with everything in it, is gone on with.

`databases/version_5ef9c6a.json` holds what that bot's own store said of it, as facts.py has it.
"""

import json
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.workspaces import ChannelKey
from bot.store.interface import Store
from bot.store.records import CallFilter
from tests.builders.store import opened_store
from tests.contract.store.sqlite.facts import (
    ALL,
    FACTS,
    NOW,
    SLOTS,
    WORKSPACE,
    join,
    read_list,
    read_orders,
)

DATABASES = Path(__file__).parents[1] / "databases"
SALES = ChannelKey(WORKSPACE, "C0SALES")


@pytest.fixture(scope="module")
def expected() -> Any:
    return json.loads((DATABASES / "version_5ef9c6a.json").read_text(encoding="utf-8"))


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    """Open a copy of the database, as the new version does at its first start."""
    shutil.copyfile(DATABASES / "version_5ef9c6a.db", path)
    async with opened_store(path, slots=SLOTS) as store:
        yield store


async def test_everything_in_it_is_there(
    store: Store, expected: Any, subtests: pytest.Subtests
) -> None:
    for fact, find in FACTS.items():
        with subtests.test(fact):
            assert json.loads(json.dumps(await find(store))) == expected[fact]


async def test_it_is_as_it_was_after_the_next_start(
    path: Path, store: Store, expected: Any
) -> None:
    await store.close()

    async with opened_store(path, slots=SLOTS) as again:
        await again.adopt(WORKSPACE)
        assert await read_orders(again) == expected["orders"]


async def test_agents_are_found_however_their_names_are_typed(store: Store, expected: Any) -> None:
    calls = await read_list(store, ALL, CallFilter(agent="äng"))

    assert join(calls) == expected["filtered lists"]["Ängela"]


async def test_message_in_doubt_is_looked_for_before_the_next_is_posted(store: Store) -> None:
    doubt = await store.outbox.next_post(SALES)
    assert doubt is not None
    assert doubt.is_in_doubt
    await store.outbox.record_sent(doubt, "1795176000.000001")

    following = await store.outbox.next_post(SALES)

    assert following is not None
    assert (following.is_in_doubt, following.seq) == (False, doubt.seq + 1)


async def test_calls_in_it_go_on(store: Store) -> None:
    live = {call.status: call for call in await store.calls.live()}
    assert await store.calls.add_transition(live["ringing"].attempt_id, "ongoing", at=NOW)
    assert await store.calls.recover(at=NOW, reason="the bot was stopped") == 1
    (retried,) = await store.attempts.awaiting_retry()
    assert await store.attempts.add_after(retried.attempt_id, due_at=NOW, is_automatic=True)
    assert await store.attempts.take_due(at=NOW)

    dialed = await store.queue.claim_slot(at=NOW + timedelta(minutes=1))

    assert dialed is not None
    assert (dialed.status, dialed.order.workspace_id) == ("dialing", WORKSPACE)
