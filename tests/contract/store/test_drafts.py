"""The store: a draft waits for the answer of its requester, once and for a while."""

from datetime import timedelta

import pytest

from bot.store.interface import Store
from tests.builders.calls import NOON, WORKSPACE

HOUR = timedelta(hours=1)


@pytest.fixture
async def store(store: Store) -> Store:
    """Have a draft of Alice's in the store that waits for an hour."""
    await store.drafts.add(
        "d1", workspace_id=WORKSPACE, user_id="U0ALICE", payload="{}", expires_at=NOON + HOUR
    )
    return store


async def test_draft_waits_for_its_requester_alone(store: Store) -> None:
    found = [
        await store.drafts.find("d1", user_id=user_id, at=NOON) for user_id in ("U0BOB", "U0ALICE")
    ]

    assert found == [None, "{}"]


async def test_draft_that_was_answered_is_gone(store: Store) -> None:
    await store.drafts.close("d1", at=NOON)

    assert await store.drafts.find("d1", user_id="U0ALICE", at=NOON) is None


async def test_draft_that_nobody_answered_in_time_is_gone(store: Store) -> None:
    assert await store.drafts.find("d1", user_id="U0ALICE", at=NOON + 2 * HOUR) is None
