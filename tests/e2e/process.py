"""A process of app.py, and how it ended."""

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app import MANIFEST

APP = MANIFEST.with_name("app.py")
# what was compiled is found again, also without our environment
COMPILED = (f"-Xpycache_prefix={sys.pycache_prefix}",) if sys.pycache_prefix else ()
STOPS_WITHIN_SECONDS = 10.0
LONG_SECONDS = 120.0  # real ones: other programs may keep the machine busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended and what it said."""

    code: int | None
    out: str
    err: str


class Process(Protocol):
    """What is needed of a process, as asyncio has it."""

    stdout: asyncio.StreamReader | None
    stderr: asyncio.StreamReader | None

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def send_signal(self, signal: int) -> None: ...

    async def communicate(self) -> tuple[bytes, bytes]: ...


class Fork:
    """A process that was forked of one that had imported app.py; see `WarmApp`."""

    def __init__(
        self, out: asyncio.StreamReader, err: asyncio.StreamReader, told: asyncio.StreamReader
    ) -> None:
        self.stdout: asyncio.StreamReader | None = out
        self.stderr: asyncio.StreamReader | None = err
        self._streams = (out, err)
        self._told = told
        self.pid = 0
        self.returncode: int | None = None

    async def begin(self) -> None:
        """Wait until it is there."""
        self.pid = int(await self._told.readline())

    def send_signal(self, signal: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, signal)

    async def communicate(self) -> tuple[bytes, bytes]:
        """Read what it says until it ended."""
        out, err, code = await asyncio.gather(
            *(stream.read() for stream in self._streams), self._told.read()
        )
        self.returncode = int(code)
        return out, err


class WarmApp:
    """A process that has imported app.py, which takes a second, and becomes it in forks."""

    def __init__(self) -> None:
        self._orders, orders = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with orders:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, *COMPILED, "-m", "tests.e2e.warm_app"],
                cwd=APP.parent,
                env={},
                stdin=orders.fileno(),
                stdout=subprocess.DEVNULL,
            )

    async def fork(
        self, folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str]
    ) -> Fork:
        """Run app.py in a fork, with exactly this environment."""
        order = {"arguments": arguments, "environment": environment, "folder": str(folder)}
        pipes = [os.pipe() for _ in range(3)]
        written = [writes for _, writes in pipes]
        socket.send_fds(self._orders, [json.dumps(order).encode()], written)
        for file in written:
            os.close(file)
        fork = Fork(*[await _read_pipe(reads) for reads, _ in pipes])
        await fork.begin()
        return fork

    def close(self) -> None:
        """Fork no more."""
        self._orders.close()
        self._process.wait()


async def _read_pipe(file: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(file, "rb")
    )
    return reader


class Running:
    """A process of app.py."""

    def __init__(self, process: Process) -> None:
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
    folder: Path, arguments: tuple[str, ...], env: Mapping[str, str], warm: WarmApp | None = None
) -> AsyncIterator[Running]:
    """Run app.py with exactly this environment, in a folder without an .env."""
    process = await (warm.fork(folder, arguments, env) if warm else _spawn(folder, arguments, env))
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.communicate()


async def _spawn(folder: Path, arguments: tuple[str, ...], env: Mapping[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *COMPILED, str(APP), *arguments),
        cwd=folder,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
