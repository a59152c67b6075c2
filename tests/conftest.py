"""For all tests: a store, and properties tried with the same examples in every run."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.store.interface import Store
from tests.builders.store import opened_store

settings.register_profile(
    "facts",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("facts")
_LONGEST = ("test_crash", "test_every_entrance")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the longest tests, so that none of them runs alone at the end."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in _LONGEST))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Open a store on a file of its own."""
    async with opened_store(tmp_path / "calls.db") as store:
        yield store
