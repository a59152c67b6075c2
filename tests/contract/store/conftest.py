"""The contract of the store: every kind of it passes these tests."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.store.interface import Store
from tests.builders.store import STORE_KINDS, OpenStore


@pytest.fixture(params=STORE_KINDS)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> OpenStore:
    """Return what opens one database of a kind, again and again."""
    return partial(STORE_KINDS[request.param], tmp_path / "calls.db")


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    """Open a store of a kind on a database of its own."""
    async with open_store() as store:
        yield store
