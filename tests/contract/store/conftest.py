"""The contract of the store: every kind of it passes these tests."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.store.interface import Store
from tests.builders.store import GIVE_CLAIMS_AWAY, STORE_KINDS, OpenStore


@pytest.fixture(params=STORE_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of the store."""
    return str(request.param)


@pytest.fixture
def open_store(kind: str, tmp_path: Path) -> OpenStore:
    """Return what opens one database of a kind, again and again."""
    return partial(STORE_KINDS[kind], tmp_path / "calls.db")


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    """Open a store of a kind on a database of its own."""
    async with open_store() as store:
        yield store


@pytest.fixture
def give_claims_away(kind: str, tmp_path: Path) -> Callable[[], None]:
    """Return what makes everything under way another live process's."""
    return partial(GIVE_CLAIMS_AWAY[kind], tmp_path / "calls.db")
