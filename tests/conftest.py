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


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Open a store on a file of its own."""
    async with opened_store(tmp_path / "calls.db") as store:
        yield store
