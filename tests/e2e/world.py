"""A running world: the sandbox, the bot between its two sides, and what may be done to them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from app import MANIFEST, SandboxTime, build_sandbox_config
from bootstrap import CallBot
from bot.clock import Clock
from bot.ops.health import HealthReport
from sandbox import Sandbox
from simulation import at
from tests.person import Person
from tests.screen import JsonObject

PATIENCE_SECONDS = 20.0
QUICK = 20.0  # an ordinary call is over in a second
WATCHABLE = 1.5  # ringing lasts longer than the bot needs to see it


class World:
    """A sandbox on a free port with a bot connected to it; one database for every bot in turn."""

    def __init__(
        self, database_path: Path, *, speed: float = QUICK, manifest_path: Path = MANIFEST
    ) -> None:
        self.sandbox = Sandbox(port=0, speed=speed, manifest_path=manifest_path)
        self.database_path = database_path
        self._bot: CallBot | None = None
        self.sandbox.clock.on_jump(self._tell_bot_of_jump)

    async def __aenter__(self) -> Self:
        with at("sandbox"):
            await self.sandbox.start()
        self._session = aiohttp.ClientSession()
        # a plan on which the bot looks at its calls once a second
        await self.do("plan", name="enterprise")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.do("clear_faults")
        await self.stop_bot()
        await self._session.close()
        await self.sandbox.stop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.sandbox.url

    async def start_bot(self, *, clock: Clock | None = None, **settings: Any) -> None:
        """Start a bot on the world's database and wait until Slack reaches it.

        Without a clock of its own it lives in the world's time.
        """
        config = build_sandbox_config(self.sandbox, self.database_path)
        bot = CallBot(config.model_copy(update=settings), clock=clock or SandboxTime(self.sandbox))
        with at("bot"):
            await bot.start()
        self._bot = bot
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.sandbox.workspace.sockets.wait_connected()

    async def stop_bot(self) -> None:
        """Stop the bot as SIGTERM does."""
        bot, self._bot = self._bot, None
        if bot is not None:
            with at("bot"):
                await bot.stop()

    async def do(self, deed: str, **more: Any) -> JsonObject:
        """Do one thing to the outside world, over its control path."""
        asked = {"do": deed, **more}
        async with self._session.post(f"{self.url}/_control", json=asked) as answer:
            done: JsonObject = await answer.json()
        assert answer.status == 200, done
        return done

    async def break_slack(self, method: str, kind: str, **more: Any) -> None:
        """Let a method of Slack's fail, once unless told otherwise."""
        await self.do("fault", side="slack", method=method, kind=kind, **more)

    async def break_voicy(self, method: str, kind: str, **more: Any) -> None:
        """Let a function of Voicy's fail, once unless told otherwise."""
        await self.do("fault", side="voicy", method=method, kind=kind, **more)

    async def hurry(self, speed: float = 60.0) -> None:
        """Let the calls live faster from now on."""
        await self.do("speed", speed=speed)

    async def jump(self, *, hours: float = 0.0, minutes: float = 0.0, seconds: float = 0.0) -> None:
        """Move the world's time ahead, the bot's as well; who is on the phone talks on."""
        await self.do("jump", seconds=(hours * 60 + minutes) * 60 + seconds)

    async def ledger(self) -> JsonObject:
        """Return what the outside world counted."""
        async with self._session.get(f"{self.url}/_control?ledger=1") as answer:
            counted: JsonObject = await answer.json()
        return counted

    async def placed_calls(self) -> int:
        """Return how many phones rang."""
        return sum(dial["placed"] for dial in (await self.ledger())["dials"])

    async def dialed_numbers(self) -> list[str]:
        """Return the numbers of all dials that reached Voicy, placed or not, oldest first."""
        return [dial["to_number"] for dial in (await self.ledger())["dials"]]

    async def check_health(self) -> HealthReport:
        """Ask the bot how it is."""
        assert self._bot is not None
        return await self._bot.check_health()

    def _tell_bot_of_jump(self) -> None:
        if self._bot is not None:
            self._bot.recheck_schedule()

    @asynccontextmanager
    async def visitor(self, user_id: str) -> AsyncIterator[Person]:
        """Let a person sit down at the page."""
        async with AsyncExitStack() as seat:
            with at(user_id):
                person = await seat.enter_async_context(Person(self.url, user_id))
            yield person


OpenWorld = Callable[[str], Awaitable[tuple[World, Person]]]
