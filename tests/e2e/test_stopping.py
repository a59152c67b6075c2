"""SIGTERM and Ctrl-C end the process within ten seconds, at whatever moment they come."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders.heads import Head
from tests.builders.locked_store import locked
from tests.e2e.dialogue import ask, hear_the_end
from tests.e2e.process import LONG_SECONDS, STOPS_WITHIN_SECONDS, Running, Start
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

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


@dataclass(kw_only=True)
class Scene:
    """What a moment is brought about with; `around` ends what lasts until the process ended."""

    outside: World
    settings: dict[str, str]
    start: Start
    start_cold: Start
    alice: Person
    folder: Path
    around: AsyncExitStack

    async def start_served(self) -> Running:
        """Start a bot and wait until Slack reaches it."""
        process = await self.start(**self.settings)
        await self.alice.wait_for_bot(PATIENCE_SECONDS)
        return process


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
    async with asyncio.timeout(LONG_SECONDS):
        while not await asyncio.to_thread(heeds, process.pid, signal.SIGTERM):
            pass
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
    async with asyncio.timeout(LONG_SECONDS):
        while not await asyncio.to_thread(has_a_request, scene.outside.database_path):
            pass
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


async def chart_is_drawn(scene: Scene) -> Running:
    process = await scene.start_served()
    card = await ask(scene.alice, "#sales", "/call +15559876001")
    await hear_the_end(scene.alice, card, Head.BUSY)
    await scene.alice.type("#sales", "/call stats")
    async with asyncio.timeout(LONG_SECONDS):
        while (drawing := await asyncio.to_thread(find_chart_process, process.pid)) is None:
            pass
    # by itself it would be done in a second or two
    os.kill(drawing, signal.SIGSTOP)
    return process


async def doctor_gets_no_answer(scene: Scene) -> Running:
    url, came = await scene.around.enter_async_context(silent_server())
    process = await scene.start("doctor", **scene.settings | {"SLACK_API_URL": f"{url}/api"})
    async with asyncio.timeout(LONG_SECONDS):
        await came.wait()
    return process


MOMENTS: tuple[tuple[Moment, signal.Signals], ...] = (
    (beginning, signal.SIGTERM),
    (importing, signal.SIGTERM),
    (importing, signal.SIGINT),
    (serving, signal.SIGTERM),
    (serving, signal.SIGINT),
    (slack_does_not_answer_at_the_start, signal.SIGTERM),
    (slack_does_not_answer_at_the_start, signal.SIGINT),
    (slack_refuses_connections_at_the_start, signal.SIGTERM),
    (socket_cannot_be_opened, signal.SIGINT),
    (database_is_locked, signal.SIGTERM),
    (database_is_locked_during_a_call, signal.SIGINT),
    (names_are_not_resolved, signal.SIGTERM),
    (chart_is_drawn, signal.SIGTERM),
    (doctor_gets_no_answer, signal.SIGINT),
    (unanswered("voicy", "call-dial"), signal.SIGTERM),
    (unanswered("slack", "chat.postMessage"), signal.SIGINT),
    (unanswered("slack", "conversations.info"), signal.SIGTERM),
    (unanswered("slack", "users.info"), signal.SIGINT),
)


@pytest.mark.parametrize(
    ("moment", "number"), MOMENTS, ids=[f"{each.__name__}-{n.name}" for each, n in MOMENTS]
)
async def test_process_ends_in_time(
    outside: World,
    settings: dict[str, str],
    start: Start,
    start_cold: Start,
    alice: Person,
    tmp_path: Path,
    moment: Moment,
    number: signal.Signals,
) -> None:
    async with AsyncExitStack() as around:
        process = await moment(
            Scene(
                outside=outside,
                settings=settings,
                start=start,
                start_cold=start_cold,
                alice=alice,
                folder=tmp_path,
                around=around,
            )
        )
        asked = time.monotonic()
        ended = await process.stop(number)
        seconds = time.monotonic() - asked
    assert seconds <= STOPS_WITHIN_SECONDS, seconds
    if moment is not beginning:
        assert ended.code == 0
        assert "Traceback" not in ended.err
