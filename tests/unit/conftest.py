"""The wire that tests of the Slack client answer on."""

from collections.abc import AsyncIterator

import pytest

from tests.builders.slack_wire import Wire, started_wire


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """Answer for Slack on a free port."""
    async with started_wire() as wire:
        yield wire
