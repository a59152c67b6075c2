"""A process of app.py, and how it ended."""

import asyncio
import resource
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import MANIFEST

APP = MANIFEST.with_name("app.py")
STOPS_WITHIN_SECONDS = 10.0
LONG_SECONDS = 120.0  # real ones: other programs may keep the machine busy


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

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let no file of this process grow for a while."""
        before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, before)

    async def read_line(self, wanted: str) -> str:
        """Return the first line of standard output that has a word in it."""
        return await _read_line(self._process.stdout, wanted)

    async def read_log(self, wanted: str) -> str:
        """Return the first line of the log that has a word in it."""
        return await _read_line(self._process.stderr, wanted)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Ask it to stop and return how it ended."""
        self._process.send_signal(number)
        return await self.end(STOPS_WITHIN_SECONDS)

    async def end(self, deadline_seconds: float = LONG_SECONDS) -> Ended:
        """Wait until it ends by itself."""
        async with asyncio.timeout(deadline_seconds):
            out, err = await self._process.communicate()
        return Ended(code=self._process.returncode, out=out.decode(), err=err.decode())


async def _read_line(stream: asyncio.StreamReader | None, wanted: str) -> str:
    assert stream is not None
    async with asyncio.timeout(LONG_SECONDS):
        async for line in stream:
            if wanted in (text := line.decode()):
                return text
    raise AssertionError(f"{wanted!r} was never said")


Start = Callable[..., Awaitable[Running]]


@asynccontextmanager
async def running(
    folder: Path, arguments: tuple[str, ...], env: Mapping[str, str]
) -> AsyncIterator[Running]:
    """Run app.py with exactly this environment, in a folder without an .env."""
    # what was compiled is found again, also without our environment
    compiled = (f"-Xpycache_prefix={sys.pycache_prefix}",) if sys.pycache_prefix else ()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *compiled,
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
