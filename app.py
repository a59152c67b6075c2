"""The command line: run · sandbox · manifest · doctor."""

from prerequisites import check_packages, end_when_asked

if __name__ == "__main__":
    end_when_asked()
check_packages()

import asyncio
import io
import logging
import os
import signal
import sys
import tempfile
import threading
from argparse import Namespace
from collections.abc import Coroutine, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from bootstrap import Parts, build_store
from bot.clock import Clock
from bot.config import Config, has_credentials, read_config
from bot.errors import CallBotError, ConfigError, StoreError
from bot.ops.doctor import examine
from bot.ops.logs import set_up_logs
from call_bot import CallBot, build_port_error
from command_line import read_command_line
from sandbox import Sandbox
from sandbox_rules import set_sandbox_rules

MANIFEST: Final = Path(__file__).with_name("manifest.yml")
_SANDBOX_PORT: Final = 8787
# a call that is live during a jump of the sandbox's time is not lost by it
_LONGEST_CALL_MINUTES: Final = 24 * 60
# with the last words and the end of the process it stays within the ten that are promised
_LONGEST_STOP_SECONDS: Final = 8.5
_LOGGING_SECONDS: Final = 0.2
_T = TypeVar("_T")
_log = logging.getLogger("app")


class SandboxTime(Clock):
    """The time of the sandbox's world, which may jump ahead.

    Only `now()` jumps. `monotonic()` and `sleep()` stay real, as they do where an operator sets
    the machine's clock: Slack's message a second and the life of its trigger ids are real seconds
    in the sandbox, too. The request window of the API does begin anew; the bot learns that from
    the next answer.

    Ages that are differences of `now()` grow by a jump. A call that is live then is taken for
    lost once it is older than the longest possible one, which the sandbox sets to a day; a dial
    in doubt becomes untraced if the list does not show its call by the next look; a summary that
    is late is not waited for any longer.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def now(self) -> datetime:
        """Return the time of the sandbox as aware UTC."""
        return self._sandbox.clock.now()

    def offset(self) -> float:
        """Return what the machine's own clock differs by: a jump lets time pass."""
        return super().offset() - self._sandbox.clock.ahead_seconds


async def run(config: Config, sandbox: Sandbox | None = None) -> None:
    """Serve until cancelled, in a sandbox by the sandbox's time; raises CallBotError."""
    bot = CallBot(Parts(config, clock=SandboxTime(sandbox) if sandbox else None))
    if sandbox is not None:
        sandbox.clock.on_jump(bot.recheck_schedule)
    await bot.start()
    if sandbox is not None:
        await set_sandbox_rules(bot.store, sandbox)
    try:
        await bot.serve()
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
            await run(config, sandbox)
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
        voicy_longest_call_minutes=_LONGEST_CALL_MINUTES,
        database_path=database_path,
        slash_command="/call",
        # whoever tries things calls the same few numbers again and again
        max_calls_per_number_per_day="off",
        max_calls_per_person_per_day="off",
        max_calls_per_day="off",
        quiet_hours="off",
        approvers="admins",
    )


async def _start_sandbox(port: int | None, speed: float) -> Sandbox:
    sandbox = Sandbox(
        port=_SANDBOX_PORT if port is None else port, speed=speed, manifest_path=MANIFEST
    )
    try:
        await sandbox.start()
    except OSError as exc:
        if port is not None:
            raise build_port_error("--port", port, exc) from exc
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


async def _run_until_asked(work: Coroutine[Any, Any, _T]) -> _T | None:
    """Run work to its end, or cancel it when the process is asked to stop; None then."""
    task = asyncio.ensure_future(work)

    def stop() -> None:
        if not task.cancelling():
            _exit_in_any_case()
            _log.info("stopping: finishing what is being dialed or posted")
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        return None


def _exit_in_any_case() -> None:
    """End the process in time, whatever hangs: a thread that waits for a name, or for a lock."""
    words = "not everything could be finished; it is taken up at the next start"
    for seconds, act in (
        (_LONGEST_STOP_SECONDS, partial(_log.warning, words)),
        # by itself, because a log that nobody reads hangs, too
        (_LONGEST_STOP_SECONDS + _LOGGING_SECONDS, partial(os._exit, 0)),
    ):
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()


def _serve() -> None:
    if not has_credentials():
        _say("No credentials are set (see .env.example): starting the sandbox.")
        _serve_sandbox(None, 1.0)
        return
    config = read_config()
    set_up_logs(config.log_level, config.log_format)
    asyncio.run(_run_until_asked(run(config)))


def _serve_sandbox(port: int | None, speed: float) -> None:
    set_up_logs("WARNING", "text")
    asyncio.run(_run_until_asked(run_sandbox(port, speed)))


def _examine(*, with_cards: bool) -> int:
    config = read_config()
    examination = examine(config, read_manifest(), build_store(config), _say, with_cards=with_cards)
    return asyncio.run(_run_until_asked(examination)) or 0


def main() -> int:
    """Do what the command line says; returns the exit code."""
    # what a terminal cannot write must not end what is said there
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # what the bot writes, its owner alone may read
    os.umask(0o077)
    try:
        return _obey(read_command_line(sys.argv[1:]))
    except ConfigError as exc:
        for problem in exc.problems:
            sys.stderr.write(f"✗ {problem}\n")
        return 2
    except CallBotError as exc:
        sys.stderr.write(f"✗ {exc.reason if isinstance(exc, StoreError) else exc}\n")
        return 1


def _obey(options: Namespace) -> int:
    if options.verb == "doctor":
        return _examine(with_cards=options.cards)
    if options.verb == "manifest":
        print_manifest(options.command)
    elif options.verb == "sandbox":
        _serve_sandbox(options.port, options.speed)
    else:
        _serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
