"""The composition root and the command line: run · sandbox · manifest · doctor."""

import argparse
import asyncio
import logging
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.agents import AgentDirectory
from bot.clock import Clock
from bot.config import Config, has_credentials, read_config
from bot.dialer import Dialer
from bot.doctor import examine
from bot.errors import CallBotError, ConfigError, SlackError
from bot.logs import set_up_logs
from bot.narrator import Narrator
from bot.results import ResultCollector
from bot.schedule import Schedule
from bot.slack import Slack, build_web_client
from bot.store import Store
from bot.tracker import Tracker
from bot.voicy import RequestBudget, VoicyClient
from handlers.app import build_app
from handlers.errands import Errands
from handlers.services import Services
from sandbox import Sandbox

MANIFEST: Final = Path(__file__).with_name("manifest.yml")
_GRACE_SECONDS: Final = 10.0
_AGENTS_EVERY_SECONDS: Final = 300.0
_SANDBOX_PORT: Final = 8787
_log = logging.getLogger("app")


class CallBot:
    """The whole bot: everything built once, started in order, stopped in the opposite one.

    `store` and `slack` stand in for the ones that the settings describe.
    """

    def __init__(
        self, config: Config, *, store: Store | None = None, slack: Slack | None = None
    ) -> None:
        self._config = config
        self._clock = clock = Clock()
        self.store = store or Store(config.database_path, slots=config.voicy_max_concurrent_calls)
        self._web = build_web_client(
            token=config.slack_bot_token.get_secret_value(), base_url=config.slack_api_url
        )
        self._slack = slack or Slack(self._web)
        self._budget = RequestBudget(clock=clock.monotonic, sleep=clock.sleep)
        self._voicy = VoicyClient(
            base_url=config.voicy_api_url,
            api_key=config.voicy_api_key.get_secret_value(),
            budget=self._budget,
        )
        self._agents = AgentDirectory(self._voicy, clock)
        self._errands = Errands()
        self._narrator = Narrator(self.store, self._slack, clock, on_opened=self._note_opened)
        self._dialer = Dialer(
            self.store,
            self._voicy,
            self._agents,
            clock,
            caller_ids=config.voicy_from_numbers,
            open_thread=self._narrator.open_thread,
            on_change=self._narrator.wake,
            on_dialed=self._note_dialed,
        )
        tracker = Tracker(
            self.store,
            self._voicy,
            self._budget,
            clock,
            longest_call=timedelta(minutes=config.voicy_longest_call_minutes),
            on_change=self._note_change,
        )
        results = ResultCollector(self.store, self._voicy, clock, on_change=self._narrator.wake)
        self._schedule = Schedule(
            follow=tracker.follow,
            collect=results.collect,
            refresh_agents=self._refresh_agents,
            sweep=self._sweep,
        )
        self._loops: list[asyncio.Task[None]] = []
        self._socket: AsyncSocketModeHandler | None = None

    async def start(self) -> None:
        """Open the store, take up what is unfinished, connect to Slack.

        Raises StoreError or SlackError; then nothing was started.
        """
        await self.store.open()
        try:
            identity = await self._slack.identify()
        except SlackError:
            await self.store.close()
            raise
        services = Services(
            config=self._config,
            identity=identity,
            clock=self._clock,
            store=self.store,
            slack=self._slack,
            agents=self._agents,
            dialer=self._dialer,
            errands=self._errands,
        )
        app = build_app(services)
        self._socket = AsyncSocketModeHandler(
            app, self._config.slack_app_token.get_secret_value(), web_client=self._web
        )
        self._schedule.start()
        await self._dialer.resume()
        self._loops = [
            asyncio.create_task(self._narrator.run(), name="narrator"),
            asyncio.create_task(self._dialer.run(), name="dialer"),
        ]
        await self._socket.connect_async()  # type: ignore[no-untyped-call]
        _log.info("connected to %s as @%s", identity.team_name, identity.name)

    async def stop(self) -> None:
        """Take nothing new, finish what is being dialed or posted, leave the rest written down."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._errands.finish(grace_seconds=_GRACE_SECONDS / 4)
        self._schedule.stop()
        await self._dialer.stop(grace_seconds=_GRACE_SECONDS / 2)
        await self._narrator.stop(grace_seconds=_GRACE_SECONDS / 4)
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        await self._voicy.aclose()
        await self.store.close()

    def _note_opened(self) -> None:
        self._dialer.wake()

    def _note_dialed(self) -> None:
        self._schedule.soon("follow")

    def _note_change(self) -> None:
        self._narrator.wake()
        self._dialer.wake()
        self._schedule.soon("collect")

    async def _refresh_agents(self) -> float | None:
        with suppress(CallBotError):
            await self._agents.refresh()
        return None

    async def _sweep(self) -> float | None:
        self._narrator.wake()
        self._dialer.wake()
        return None


async def run(config: Config) -> None:
    """Serve until the process is asked to stop."""
    bot = CallBot(config)
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await bot.start()
    try:
        await asked.wait()
        _log.info("stopping: finishing what is being dialed or posted")
    finally:
        await bot.stop()


async def run_sandbox(port: int | None, speed: float) -> None:
    """Serve a local Slack, a local Voicy and the bot between them; forget it all at the end."""
    sandbox = await _start_sandbox(port, speed)
    try:
        with tempfile.TemporaryDirectory(prefix="call-bot-") as folder:
            config = build_sandbox_config(sandbox, Path(folder) / "calls.db")
            _say(f"\n  The sandbox is open:  {sandbox.url}")
            _say(f"  Try, in #sales:       {config.slash_command} +15559876543 name=John\n")
            await run(config)
    finally:
        await sandbox.stop()


def build_sandbox_config(sandbox: Sandbox, database_path: Path) -> Config:
    """Point the bot at a running sandbox; only the log settings come from the environment."""
    return read_config(
        slack_bot_token=sandbox.bot_token,
        slack_app_token=sandbox.app_token,
        slack_api_url=sandbox.slack_api_url,
        voicy_api_key=sandbox.voicy_api_key,
        voicy_api_url=sandbox.voicy_api_url,
        voicy_from_numbers=", ".join(f"{n}={label}" for n, label in sandbox.from_numbers.items()),
        database_path=database_path,
        slash_command="/call",
    )


async def _start_sandbox(port: int | None, speed: float) -> Sandbox:
    sandbox = Sandbox(
        port=_SANDBOX_PORT if port is None else port, speed=speed, manifest_path=MANIFEST
    )
    try:
        await sandbox.start()
    except OSError:
        if port is not None:
            raise
        sandbox = Sandbox(port=0, speed=speed, manifest_path=MANIFEST)
        await sandbox.start()
    return sandbox


def read_manifest() -> Mapping[str, Any]:
    """Read the manifest, the one description of the bot's Slack surface."""
    manifest: Mapping[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return manifest


def print_manifest(command: str) -> None:
    """Print the manifest for another command name."""
    text = MANIFEST.read_text(encoding="utf-8")
    named = read_manifest()["features"]["slash_commands"][0]["command"]
    _say(text.replace(f"command: {named}\n", f"command: {command}\n"))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _read_command_line() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The Slack bot that places AI phone calls.")
    verbs = parser.add_subparsers(dest="verb")
    verbs.add_parser("run", help="serve (the sandbox where no credentials are set)")
    sandbox = verbs.add_parser("sandbox", help="serve a local Slack and a local Voicy")
    sandbox.add_argument("--port", type=int, default=None)
    sandbox.add_argument("--speed", type=float, default=1.0, help="how fast calls live")
    manifest = verbs.add_parser("manifest", help="print the Slack app's manifest")
    manifest.add_argument("--command", default="/call", help="another name for /call")
    verbs.add_parser("doctor", help="check every setting, a line each")
    return parser.parse_args()


def _serve() -> None:
    if not has_credentials():
        _say("No credentials are set (see .env.example): starting the sandbox.")
        _serve_sandbox(None, 1.0)
        return
    config = read_config()
    set_up_logs(config.log_level, config.log_format)
    asyncio.run(run(config))


def _serve_sandbox(port: int | None, speed: float) -> None:
    set_up_logs("WARNING", "text")
    asyncio.run(run_sandbox(port, speed))


def main() -> int:
    """Do what the command line says; returns the exit code."""
    options = _read_command_line()
    try:
        match options.verb:
            case "manifest":
                print_manifest(options.command)
            case "doctor":
                return asyncio.run(examine(read_config(), read_manifest(), _say))
            case "sandbox":
                _serve_sandbox(options.port, options.speed)
            case _:
                _serve()
    except ConfigError as exc:
        for problem in exc.problems:
            sys.stderr.write(f"✗ {problem}\n")
        return 2
    except CallBotError as exc:
        sys.stderr.write(f"✗ {exc} {getattr(exc, 'reason', '')}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
