"""A running world: the sandbox, the bot between its two sides, and what may be done to them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import aiohttp

from app import MANIFEST, SandboxTime, build_sandbox_config
from bootstrap import Parts, build_store
from bot.clock import Clock
from bot.config import Config
from bot.ops.health import HealthReport
from bot.reporting.chart_process import ChartProcess
from bot.store.interface import Store
from call_bot import CallBot
from sandbox import Sandbox
from simulation.chart_worker import SimulatedChartWorker
from simulation.hosts import at
from simulation.loop import SimulatedLoop
from simulation.network import Network

BOT: Final = "bot"
SLACK: Final = "slack"
VOICY: Final = "voicy"
_JsonObject = dict[str, Any]
_CONNECTING_SECONDS: Final = 120.0
NEAR_SECONDS: Final = (0.001, 0.005)
# by where the sandbox is: all are alike, and reading them takes longer than signing in
_read_settings: Final[dict[str, Config]] = {}


class World:
    """A sandbox with a bot connected to it; one database for every bot in turn.

    It runs on any event loop. On a simulated one the bot reaches the two sides of the sandbox as
    two hosts, `slack` and `voicy`.
    """

    def __init__(
        self,
        database_path: Path,
        *,
        port: int = 0,
        speed: float = 1.0,
        manifest_path: Path = MANIFEST,
    ) -> None:
        self.sandbox = Sandbox(port=port, speed=speed, manifest_path=manifest_path)
        self.database_path = database_path
        self.bot: CallBot | None = None
        self.sandbox.clock.on_jump(self._tell_bot_of_jump)

    async def __aenter__(self) -> Self:
        with at(VOICY):
            await self.sandbox.start()
        self._slack_api_url = self._lead_to_slack()
        self._session = aiohttp.ClientSession()
        # a plan on which the bot looks at its calls once a second
        self.sandbox.voicy.set_plan("enterprise")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.sandbox.faults.clear()
        await self.stop_bot()
        await self._session.close()
        await self.sandbox.stop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.sandbox.url

    @property
    def loop(self) -> SimulatedLoop:
        """What a simulated world runs on."""
        loop = asyncio.get_running_loop()
        if not isinstance(loop, SimulatedLoop):
            raise TypeError("this world is on real sockets")
        return loop

    @property
    def network(self) -> Network:
        """What lies between the hosts of a simulated world."""
        return self.loop.network

    def build_config(self, **settings: Any) -> Config:
        """Return the settings of a bot in this world, with changes."""
        if self.url not in _read_settings:
            _read_settings[self.url] = build_sandbox_config(self.sandbox, self.database_path)
        ways = {"database_path": self.database_path, "slack_api_url": self._slack_api_url}
        return _read_settings[self.url].model_copy(update={**ways, **settings})

    async def start_bot(
        self,
        *,
        clock: Clock | None = None,
        build_store: Callable[[Config, Clock], Store] = build_store,
        **settings: Any,
    ) -> None:
        """Start a bot on the world's database and wait until Slack reaches it.

        Without a clock of its own it lives in the world's time.
        """
        config, clock = self.build_config(**settings), clock or SandboxTime(self.sandbox)
        with at(BOT):
            store, charts = build_store(config, clock), self._build_chart_process()
            bot = CallBot(Parts(config, store=store, clock=clock, chart_process=charts))
            await bot.start()
        self.bot = bot
        async with asyncio.timeout(_CONNECTING_SECONDS):
            await self.sandbox.workspace.sockets.wait_connected()

    async def stop_bot(self) -> None:
        """Stop the bot as SIGTERM does."""
        bot, self.bot = self.bot, None
        if bot is not None:
            with at(BOT):
                await bot.stop()

    async def do(self, deed: str, **more: Any) -> _JsonObject:
        """Do one thing to the outside world, over its control path."""
        asked = {"do": deed, **more}
        async with self._session.post(f"{self.url}/_control", json=asked) as answer:
            done: _JsonObject = await answer.json()
        assert answer.status == 200, done
        return done

    async def dial(self, to_number: str) -> bool:
        """Call a number with the account's key, past the bot; False where that is not answered."""
        sandbox = self.sandbox
        numbers = {"from_number": next(iter(sandbox.from_numbers)), "to_number": to_number}
        key = {"Authorization": f"Bearer {sandbox.voicy_api_key}"}
        url = f"{sandbox.voicy_api_url}/call-dial"
        with suppress(aiohttp.ClientError):
            async with self._session.post(url, headers=key, json=numbers) as answer:
                return answer.status == HTTPStatus.CREATED
        return False

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

    async def ledger(self) -> _JsonObject:
        """Return what the outside world counted."""
        async with self._session.get(f"{self.url}/_control?ledger=1") as answer:
            counted: _JsonObject = await answer.json()
        return counted

    async def check_health(self) -> HealthReport:
        """Ask the bot how it is."""
        assert self.bot is not None
        return await self.bot.check_health()

    def _lead_to_slack(self) -> str:
        """Return where the bot finds Slack; in a simulated world by a way of its own."""
        loop = asyncio.get_running_loop()
        if not isinstance(loop, SimulatedLoop):
            return self.sandbox.slack_api_url
        for side in (SLACK, VOICY):
            loop.network.set_latency(BOT, side, NEAR_SECONDS)
        address, _, port = self.sandbox.url.rpartition(":")
        base_url = f"{address}:{loop.network.lead(int(port), SLACK)}"
        # where Slack tells the bot to connect, to upload and to answer
        self.sandbox.workspace.base_url = base_url
        return f"{base_url}/api/"

    def _build_chart_process(self) -> ChartProcess:
        if isinstance(asyncio.get_running_loop(), SimulatedLoop):
            return ChartProcess(start_worker=SimulatedChartWorker)
        return ChartProcess()

    def _tell_bot_of_jump(self) -> None:
        if self.bot is not None:
            self.bot.recheck_schedule()
