"""The bot as an operating system's process: started, killed without warning, started again."""

import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox import Sandbox

_ROOT: Final = Path(__file__).resolve().parents[2]
_VICTIM: Final = "tests.crash.victim"
_DEATH_SECONDS: Final = 10.0
_SLOTS: Final = 50  # dials that were lost hold theirs for two minutes; nobody should wait for that


@dataclass(slots=True, kw_only=True)
class Life:
    """One process, from its start to its death; monotonic seconds."""

    started_at: float
    ended_at: float | None = None


class BotProcess:
    """One bot after another on the same database, as `python app.py run` or without a part."""

    def __init__(self, sandbox: Sandbox, folder: Path, part: str | None) -> None:
        program = [str(_ROOT / "app.py"), "run"] if part is None else ["-m", _VICTIM, part]
        self._command = [sys.executable, *program]
        self._folder = folder
        self._log_path = folder / "bot.log"
        self._environment = {
            "PYTHONPATH": str(_ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "VOICY_API_KEY": sandbox.voicy_api_key,
            "VOICY_FROM_NUMBERS": ",".join(f"{n}={it}" for n, it in sandbox.from_numbers.items()),
            "VOICY_MAX_CONCURRENT_CALLS": str(_SLOTS),
            "DATABASE_PATH": str(folder / "calls.db"),
        }
        self._process: Process | None = None
        self.lives: list[Life] = []

    @property
    def has_failed(self) -> bool:
        """Tell whether the process ended though nobody killed it."""
        ended = self._process is not None and self._process.returncode is not None
        return ended and self.lives[-1].ended_at is None

    async def start(self, url: str) -> None:
        """Start the next life, with the outside world at `url`; the one before is over."""
        addresses = {"SLACK_API_URL": f"{url}/api", "VOICY_API_URL": f"{url}/functions/v1"}
        with self._log_path.open("a", encoding="utf-8") as log:
            log.write(f"--- life {len(self.lives) + 1} at {time.monotonic():.3f}\n")
            log.flush()
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=self._folder,
                env=self._environment | addresses,
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=log,
            )
        self.lives.append(Life(started_at=time.monotonic()))

    def kill(self) -> None:
        """Kill it with SIGKILL, at once."""
        if self._process is None or self.lives[-1].ended_at is not None:
            return
        self.lives[-1].ended_at = time.monotonic()
        if self._process.returncode is None:
            self._process.kill()

    async def wait(self) -> None:
        """Wait until it is gone."""
        if self._process is not None:
            async with asyncio.timeout(_DEATH_SECONDS):
                await self._process.wait()
