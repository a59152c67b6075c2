"""The bot as a process: started with an environment, stopped with a signal, read by its words."""

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import yaml

from app import MANIFEST
from tests.e2e.dialogue import ask, hear_the_end, see
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

APP = MANIFEST.with_name("app.py")
STOPS_WITHIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended and what it said."""

    code: int | None
    out: str
    err: str


class Running:
    """A process of app.py."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Return the number it runs under."""
        return self._process.pid

    async def read_line(self, wanted: str) -> str:
        """Return the first line of standard output that has a word in it."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in self._process.stdout:
                if wanted in (text := line.decode()):
                    return text
        raise AssertionError(f"{wanted!r} was never said")

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Ask it to stop and return how it ended."""
        self._process.send_signal(number)
        return await self.end(STOPS_WITHIN_SECONDS)

    async def end(self, deadline_seconds: float = PATIENCE_SECONDS) -> Ended:
        """Wait until it ends by itself."""
        async with asyncio.timeout(deadline_seconds):
            out, err = await self._process.communicate()
        return Ended(code=self._process.returncode, out=out.decode(), err=err.decode())


Start = Callable[..., Awaitable[Running]]


@asynccontextmanager
async def running(
    folder: Path, arguments: tuple[str, ...], env: Mapping[str, str]
) -> AsyncIterator[Running]:
    """Run app.py with exactly this environment, in a folder without an .env."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(APP),
        *arguments,
        cwd=folder,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Return what starts app.py with arguments and an environment."""
    async with AsyncExitStack() as processes:

        async def start_one(*arguments: str, **env: str) -> Running:
            return await processes.enter_async_context(running(tmp_path, arguments, env))

        yield start_one


@pytest.fixture
def settings(outside: World, tmp_path: Path) -> dict[str, str]:
    """Return an environment that points at the sandbox."""
    sandbox = outside.sandbox
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.slack_api_url,
        "VOICY_API_KEY": sandbox.voicy_api_key,
        "VOICY_API_URL": sandbox.voicy_api_url,
        "VOICY_FROM_NUMBERS": "+15551234567=Sales, +15551234568=Support",
        "DATABASE_PATH": str(tmp_path / "calls.db"),
    }


async def test_process_places_a_call_logs_nothing_private_and_stops_when_asked(
    settings: dict[str, str], start: Start, alice: Person
) -> None:
    process = await start(**settings, LOG_LEVEL="DEBUG", LOG_FORMAT="json")
    await alice.wait_for_bot(PATIENCE_SECONDS)
    typed = "/call +15559876019 name=Rumpelstiltskin agent=Appointment"
    card = await ask(alice, "#sales", typed)
    await see(alice, await hear_the_end(alice, card, "✅ Ended"), "Summary")
    ended = await process.stop()
    assert ended.code == 0
    lines = [json.loads(line) for line in ended.err.splitlines()]
    assert any("connected to Sandbox HQ as @voicy" in line["message"] for line in lines)
    assert any(re.match(r"call [0-9a-f-]{36}: ", line["message"]) for line in lines)
    assert [line for line in lines if line["level"] in ("WARNING", "ERROR")] == []
    private = [settings[name] for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "VOICY_API_KEY")]
    private += ["5559876019", "5551234567", "Rumpelstiltskin", "evil.example", "התור אושר"]
    assert [word for word in private if word in ended.err + ended.out] == []


async def test_process_stops_in_time_while_voicy_hangs(
    outside: World, settings: dict[str, str], start: Start, alice: Person
) -> None:
    process = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    await outside.break_voicy("*", "hang", times=0)
    await ask(alice, "#sales", "/call +15559876543")
    assert (await process.stop()).code == 0


async def test_missing_and_wrong_settings_are_all_named_at_once_and_no_secret_is_printed(
    start: Start,
) -> None:
    process = await start(
        SLACK_BOT_TOKEN="xoxp-123-hidden",
        SLACK_APP_TOKEN="xapp-1-hidden",
        VOICY_FROM_NUMBERS="5551234567=Sales",
        DEFAULT_REGION="Mars",
        LOG_FORMAT="poem",
    )
    ended = await process.end()
    assert ended.code == 2
    for name in (
        "SLACK_BOT_TOKEN",
        "VOICY_API_KEY",
        "VOICY_FROM_NUMBERS",
        "DEFAULT_REGION",
        "LOG_FORMAT",
    ):
        assert name in ended.err
    assert "SLACK_APP_TOKEN" not in ended.err
    assert "api.slack.com/apps" in ended.err
    assert "hidden" not in ended.err + ended.out
    assert "Traceback" not in ended.err


async def test_some_credentials_without_the_others_never_start_the_sandbox(start: Start) -> None:
    ended = await (await start(VOICY_API_KEY="voicy_sk_live_0123456789012345678901234567")).end()
    assert ended.code == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "VOICY_FROM_NUMBERS"):
        assert f"{name} is missing" in ended.err
    assert "sandbox is open" not in ended.out


async def test_no_credentials_start_the_sandbox_and_ctrl_c_ends_it(start: Start) -> None:
    process = await start()
    url = (await process.read_line("The sandbox is open")).split()[-1]
    assert "/call +15559876543" in await process.read_line("Try")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert "<title>Sandbox</title>" in await answer.text()
    async with Person(url) as visitor:
        await visitor.wait_for_bot(PATIENCE_SECONDS)
    assert (await process.stop(signal.SIGINT)).code == 0


async def test_credentials_that_slack_refuses_are_said_in_a_sentence(
    settings: dict[str, str], start: Start
) -> None:
    ended = await (await start(**settings | {"SLACK_BOT_TOKEN": "xoxb-of-another-app"})).end()
    assert ended.code != 0
    assert ended.err.startswith("✗ SLACK_BOT_TOKEN is not accepted by Slack (invalid_auth)")
    assert "another-app" not in ended.err
    assert "Traceback" not in ended.err


async def test_second_process_on_the_same_database_is_refused_in_one_sentence(
    settings: dict[str, str], start: Start, alice: Person
) -> None:
    first = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    ended = await (await start(**settings)).end()
    assert ended.code == 1
    said = [line for line in ended.err.splitlines() if line.startswith("✗")]
    assert len(said) == 1
    assert "calls.db" in said[0]
    assert "Traceback" not in ended.err
    assert (await first.stop()).code == 0


async def test_doctor_finds_nothing_wrong_with_good_settings(
    settings: dict[str, str], start: Start
) -> None:
    ended = await (await start("doctor", **settings)).end()
    assert [line[0] for line in ended.out.splitlines()] == ["✓"] * len(ended.out.splitlines())
    for subject in ("bot token", "scopes", "app token", "command", "key", "Caller IDs", "Database"):
        assert subject in ended.out
    assert "Clock" in ended.out
    assert ended.code == 0


async def test_doctor_names_what_is_wrong_and_goes_on(
    settings: dict[str, str], start: Start
) -> None:
    wrong = {"VOICY_API_KEY": "voicy_sk_live_wrong", "SLACK_APP_TOKEN": "xapp-1-wrong"}
    ended = await (await start("doctor", **settings | wrong)).end()
    assert ended.code == 1
    failed = [line for line in ended.out.splitlines() if line.startswith("✗")]
    assert ["app token" in failed[0], "Invalid API key" in failed[1]] == [True, True]
    assert "✓ Database" in ended.out
    assert "live_wrong" not in ended.out + ended.err


async def test_manifest_is_printed_for_another_command_name(start: Start) -> None:
    ended = await (await start("manifest", "--command", "/dial")).end()
    printed = yaml.safe_load(ended.out)
    ours = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    ours["features"]["slash_commands"][0]["command"] = "/dial"
    assert printed == ours
    assert ended.code == 0
