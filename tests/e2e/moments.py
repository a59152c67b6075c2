"""The moments at which a process is asked to stop, each in a world of its own."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.builders.heads import Head
from tests.builders.locked_store import locked
from tests.e2e.dialogue import ask, hear_the_end, see
from tests.e2e.process import LONG_SECONDS, Running, WarmApp, running
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.relay import open_relay

# what a process does first of all, in a folder that Python looks through: its names hang
HANGING_NAMES = """
import pathlib, socket, time
resolve = socket.getaddrinfo
def getaddrinfo(host, *args, **kwargs):
    while host == "localhost" and pathlib.Path(__file__).with_name("hang").exists():
        time.sleep(0.1)
    return resolve(host, *args, **kwargs)
socket.getaddrinfo = getaddrinfo
"""


Moment = Callable[["Scene"], Awaitable[Running]]
T = TypeVar("T")


@dataclass(kw_only=True)
class Scene:
    """What a moment is brought about with; `around` ends what lasts until the process ended."""

    outside: World
    alice: Person
    folder: Path
    warm_app: WarmApp
    around: AsyncExitStack

    @property
    def settings(self) -> dict[str, str]:
        """Return an environment that points at the sandbox."""
        return self.outside.environment

    async def start(self, *arguments: str, **env: str) -> Running:
        """Start app.py where it is imported already."""
        process = running(self.folder, arguments, env, self.warm_app)
        return await self.around.enter_async_context(process)

    async def start_cold(self, **env: str) -> Running:
        """Start app.py as people do, from the first import on."""
        return await self.around.enter_async_context(running(self.folder, (), env))

    async def start_served(self) -> Running:
        """Start a bot and wait until Slack reaches it."""
        process = await self.start(**self.settings)
        await self.alice.wait_for_bot(PATIENCE_SECONDS)
        return process


@asynccontextmanager
async def open_scene(folder: Path, warm_app: WarmApp) -> AsyncIterator[Scene]:
    """Open a sandbox in which no bot works yet, with Alice in it."""
    async with (
        World(folder / "calls.db") as outside,
        outside.visitor("U0ALICE") as alice,
        AsyncExitStack() as around,
    ):
        yield Scene(outside=outside, alice=alice, folder=folder, warm_app=warm_app, around=around)


@asynccontextmanager
async def silent_server() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Take connections and answer nothing; tells its address, and that somebody came."""
    came, leave = asyncio.Event(), asyncio.Event()

    async def keep_waiting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        await leave.wait()
        writer.close()

    server = await asyncio.start_server(keep_waiting, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", came
        leave.set()


async def until(is_so: Callable[[], T | None]) -> T:
    """Look until there is something; return it."""

    def look() -> T:
        give_up_at = time.monotonic() + LONG_SECONDS
        while not (found := is_so()):
            assert time.monotonic() < give_up_at
            # the others go on meanwhile
            time.sleep(0.01)
        return found

    return await asyncio.to_thread(look)


def has_a_request(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("SELECT 1 FROM inbox").fetchone() is not None


def heeds(pid: int, number: signal.Signals) -> bool:
    """Tell whether a process does something of its own at a signal."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    return False


def find_chart_process(pid: int) -> int | None:
    """Return the child that draws; one that is not a program of its own yet is none."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if b"bot.reporting.charts" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return None


async def beginning(scene: Scene) -> Running:
    return await scene.start_cold(**scene.settings)


async def importing(scene: Scene) -> Running:
    process = await scene.start_cold(**scene.settings)
    await until(lambda: heeds(process.pid, signal.SIGTERM))
    return process


async def serving(scene: Scene) -> Running:
    return await scene.start_served()


async def slack_does_not_answer_at_the_start(scene: Scene) -> Running:
    url, came = await scene.around.enter_async_context(silent_server())
    process = await scene.start(**scene.settings | {"SLACK_API_URL": f"{url}/api"})
    async with asyncio.timeout(LONG_SECONDS):
        await came.wait()
    return process


async def slack_refuses_connections_at_the_start(scene: Scene) -> Running:
    process = await scene.start(**scene.settings | {"SLACK_API_URL": "http://127.0.0.1:9/api"})
    await process.read_log("Trying again in 4 s")
    return process


async def socket_cannot_be_opened(scene: Scene) -> Running:
    await scene.outside.break_slack("apps.connections.open", "hang", times=0, after=1)
    process = await scene.start(**scene.settings)
    await process.read_log("taken up")
    return process


async def database_is_locked(scene: Scene) -> Running:
    process = await scene.start_served()
    scene.around.enter_context(locked(scene.outside.database_path))
    for place in ("#sales", "#general"):
        await scene.alice.type(place, "/call +15559876001")
    await process.read_log("database error")
    return process


async def database_is_locked_during_a_call(scene: Scene) -> Running:
    process = await scene.start_served()
    for place, number in (("#sales", "+15559876543"), ("#general", "+15559886543")):
        card = await ask(scene.alice, place, f"/call {number}")
        await scene.alice.wait_for_message(place, Head.INITIATED, thread_ts=card["ts"])
    scene.around.enter_context(locked(scene.outside.database_path))
    await process.read_log("database error")
    return process


async def names_are_not_resolved(scene: Scene) -> Running:
    (scene.folder / "sitecustomize.py").write_text(HANGING_NAMES)
    by_name = {
        name: scene.settings[name].replace("127.0.0.1", "localhost")
        for name in ("SLACK_API_URL", "VOICY_API_URL")
    }
    process = await scene.start_cold(**scene.settings | by_name, PYTHONPATH=str(scene.folder))
    await scene.alice.wait_for_bot(PATIENCE_SECONDS)
    (scene.folder / "hang").touch()
    await scene.alice.type("#sales", "/call +15559876543")
    await until(lambda: has_a_request(scene.outside.database_path))
    return process


def unanswered(side: str, method: str) -> Moment:
    """Return the moment at which a request of one kind hangs."""

    async def bring_about(scene: Scene) -> Running:
        process = await scene.start_served()
        await scene.outside.do("fault", side=side, method=method, kind="hang", times=0)
        await scene.alice.type("#sales", "/call +15559876543")
        async with asyncio.timeout(LONG_SECONDS):
            while method not in (await scene.outside.ledger())[f"{side}_requests"]:
                pass
        return process

    bring_about.__name__ = f"{method} hangs"
    return bring_about


async def voicy_hangs(scene: Scene) -> Running:
    process = await scene.start_served()
    await scene.outside.break_voicy("*", "hang", times=0)
    await ask(scene.alice, "#sales", "/call +15559876543")
    return process


async def everything_hangs(scene: Scene) -> Running:
    relay = await scene.around.enter_async_context(open_relay(scene.outside.url))
    process = await scene.start(**scene.settings | {"SLACK_API_URL": f"{relay.url}/api/"})
    await scene.alice.wait_for_bot(PATIENCE_SECONDS)
    await scene.outside.break_voicy("*", "hang", times=0)
    card = await ask(scene.alice, "#sales", "/call +15559876543")
    await see(scene.alice, card, "Dialing")
    await scene.outside.break_slack("*", "hang", times=0)
    await scene.alice.type("#general", "/call +15559876543")
    await relay.next_acknowledged(LONG_SECONDS)
    await relay.next_acknowledged(LONG_SECONDS)
    await relay.go_deaf()
    return process


async def chart_is_drawn(scene: Scene) -> Running:
    process = await scene.start_served()
    card = await ask(scene.alice, "#sales", "/call +15559876001")
    await hear_the_end(scene.alice, card, Head.BUSY)
    await scene.alice.type("#sales", "/call stats")
    # by itself it would be done in a second or two
    os.kill(await until(lambda: find_chart_process(process.pid)), signal.SIGSTOP)
    return process


async def doctor_gets_no_answer(scene: Scene) -> Running:
    url, came = await scene.around.enter_async_context(silent_server())
    process = await scene.start("doctor", **scene.settings | {"SLACK_API_URL": f"{url}/api"})
    async with asyncio.timeout(LONG_SECONDS):
        await came.wait()
    return process
