"""A program as an operating system's process: the bot, or the plain app it is measured beside."""

import asyncio
import json
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from sandbox import Sandbox

_ROOT: Final = Path(__file__).resolve().parents[1]
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Where the outside world is, and what it wants to be shown."""

    slack_api_url: str
    bot_token: str = "xoxb-bench"  # noqa: S105 - invented
    app_token: str = "xapp-bench"  # noqa: S105 - invented
    voicy_api_url: str = "http://127.0.0.1:9"
    voicy_api_key: str = "bench"

    @classmethod
    def of(cls, sandbox: Sandbox) -> Self:
        """Return what a sandbox of this process is."""
        return cls(**{name: getattr(sandbox, name) for name in cls.__dataclass_fields__})


class Program:
    """One process; what it says goes into a file in `folder`."""

    def __init__(self, process: Process, log_path: Path) -> None:
        self._process = process
        self._log_path = log_path

    @property
    def said(self) -> str:
        """What it wrote so far, its errors included."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    async def measure_memory(self) -> float:
        """Return the memory it holds (resident set), in megabytes."""
        asked = await asyncio.create_subprocess_exec(
            "ps", "-o", "rss=", "-p", str(self._process.pid), stdout=PIPE
        )
        told, _ = await asked.communicate()
        return int(told) / 1024

    async def watch(self, happening: Coroutine[Any, Any, object]) -> None:
        """Wait for what the process should cause; raises RuntimeError where it ends before."""
        ended = asyncio.create_task(self._process.wait())
        happened = asyncio.create_task(happening)
        done, waits = await asyncio.wait(
            {ended, happened}, timeout=_START_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for wait in waits:
            wait.cancel()
        if happened not in done:
            raise RuntimeError(f"a program does not get ready:\n{self.said}")

    async def stop(self) -> None:
        """Ask it to stop, kill it where it does not."""
        if self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def run_bot(
    outside: Outside, database_path: Path, *, slots: int = 10
) -> AsyncIterator[Program]:
    """Run `python app.py run` on a database of its own."""
    environment = {
        "SLACK_BOT_TOKEN": outside.bot_token,
        "SLACK_APP_TOKEN": outside.app_token,
        "SLACK_API_URL": outside.slack_api_url,
        "VOICY_API_KEY": outside.voicy_api_key,
        "VOICY_API_URL": outside.voicy_api_url,
        "VOICY_FROM_NUMBERS": "+15551234567=Sales",
        "MAX_CALLS_PER_NUMBER_PER_DAY": "off",
        "MAX_CALLS_PER_PERSON_PER_DAY": "off",
        "MAX_CALLS_PER_DAY": "off",
        "QUIET_HOURS": "off",
        "VOICY_MAX_CONCURRENT_CALLS": str(slots),
        "DATABASE_PATH": str(database_path),
    }
    async with _run([str(_ROOT / "app.py"), "run"], environment) as program:
        yield program


@asynccontextmanager
async def run_plain(module: str, *arguments: str) -> AsyncIterator[Program]:
    """Run a plain alternative, a module of this package."""
    async with _run(["-m", f"bench.{module}", *arguments], {}) as program:
        yield program


@asynccontextmanager
async def run_sandbox() -> AsyncIterator[Outside]:
    """Run `python -m sandbox`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--json", cwd=_ROOT, stdout=PIPE
    )
    try:
        told = json.loads(await process.stdout.readline() if process.stdout else "{}")
        names = Outside.__dataclass_fields__.keys() & told.keys()
        yield Outside(**{name: told[name] for name in names})
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _run(arguments: list[str], environment: dict[str, str]) -> AsyncIterator[Program]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        log_path = Path(folder) / "said.txt"
        with log_path.open("w", encoding="utf-8") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                cwd=folder,
                env={"PYTHONPATH": str(_ROOT), **environment},
                stdout=log,
                stderr=log,
            )
        program = Program(process, log_path)
        try:
            yield program
        finally:
            await program.stop()
