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


async def test_draft_is_taken_once_and_by_its_requester_alone(store: Store) -> None:
    takers = ["U0BOB", "U0ALICE", "U0ALICE"]

    taken = [await store.drafts.take("d1", user_id=taker, at=NOON) for taker in takers]

    assert taken == [None, "{}", None]


async def test_draft_that_nobody_answered_in_time_is_gone(store: Store) -> None:
    assert await store.drafts.take("d1", user_id="U0ALICE", at=NOON + 2 * HOUR) is None
