"""Where tests of the SQLite store keep their file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.interface import Store
from tests.builders.store import opened_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a database that is not there yet."""
    return tmp_path / "calls.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    """Open a store on a database of its own."""
    async with opened_store(path) as store:
        yield store
