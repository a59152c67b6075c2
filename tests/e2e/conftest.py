"""The world every story happens in, and the people in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Open a sandbox with a bot at work in it."""
    async with World(tmp_path / "calls.db") as world:
        await world.start_bot()
        yield world


@pytest.fixture
async def alice(world: World) -> AsyncIterator[Person]:
    """Seat Alice at the page, the bot being there."""
    async with world.visitor("U0ALICE") as person:
        await person.wait_for_bot(PATIENCE_SECONDS)
        yield person


@pytest.fixture
async def bob(world: World) -> AsyncIterator[Person]:
    """Seat Bob at the page."""
    async with world.visitor("U0BOB") as person:
        yield person
