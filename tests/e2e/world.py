"""The world that stories happen in, with people in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import simulation
from app import MANIFEST
from bot.clock import Clock
from bot.store.interface import Store
from simulation import at
from tests.builders.store import lay_database
from tests.person import Person
from tests.screen import JsonObject

PATIENCE_SECONDS = 20.0
LOOK_SECONDS = 0.05
QUICK = 20.0  # an ordinary call is over in a second
WATCHABLE = 1.5  # ringing lasts longer than the bot needs to see it


class World(simulation.World):
    """A world in which ordinary calls are over in a second."""

    def __init__(
        self,
        database_path: Path,
        *,
        port: int = 0,
        speed: float = QUICK,
        manifest_path: Path = MANIFEST,
    ) -> None:
        super().__init__(database_path, port=port, speed=speed, manifest_path=manifest_path)

    async def start_bot(self, *, clock: Clock | None = None, **settings: Any) -> None:
        lay_database(self.database_path)
        await super().start_bot(clock=clock, **settings)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a process that works between the two sides of the sandbox."""
        sandbox = self.sandbox
        return {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.slack_api_url,
            "VOICY_API_KEY": sandbox.voicy_api_key,
            "VOICY_API_URL": sandbox.voicy_api_url,
            "VOICY_FROM_NUMBERS": "+15551234567=Sales, +15551234568=Support",
            "QUIET_HOURS": "off",
            "DATABASE_PATH": str(self.database_path),
        }

    async def placed_calls(self) -> int:
        """Return how many phones rang."""
        return sum(dial["placed"] for dial in self._list_dials())

    async def dialed_numbers(self) -> list[str]:
        """Return the numbers of all dials that reached Voicy, placed or not, oldest first."""
        return [dial["to_number"] for dial in self._list_dials()]

    def _list_dials(self) -> list[JsonObject]:
        # without the way over the wire, as it is asked for again and again
        dials = self.sandbox.voicy.ledger()["dials"]
        assert isinstance(dials, list)
        return dials

    def count_slack_requests(self, method: str) -> int:
        """Return how often a method of Slack's was called."""
        return self.sandbox.faults.requests("slack").get(method, 0)

    @property
    def store(self) -> Store:
        """The store of the bot at work."""
        assert self.bot is not None
        return self.bot.store

    @asynccontextmanager
    async def visitor(self, user_id: str) -> AsyncIterator[Person]:
        """Let a person sit down at the page."""
        async with AsyncExitStack() as seat:
            with at(user_id):
                person = await seat.enter_async_context(Person(self.url, user_id))
            yield person


async def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something that no page shows."""
    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        if is_so():
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"waited in vain for {what}")
