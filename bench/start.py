"""The start: from the process's first moment to its connection, and its memory at rest."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import aiohttp

from bench.program import Outside, Program, run_bot, run_plain, run_sandbox
from bench.table import print_note, print_table, show_ratio, show_spread

_RUNS: Final = 5
_REST_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 60.0

_Start = Callable[[], AbstractAsyncContextManager[Program]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one start took."""

    seconds: float
    megabytes: float


def run() -> None:
    """Measure and print."""
    asyncio.run(_compare())


async def _compare() -> None:
    plain, fresh, again = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        async with run_sandbox() as outside, _open_page(outside) as page:
            arguments = (outside.slack_api_url, outside.bot_token, outside.app_token)
            await _measure(page, partial(run_plain, "plain_app", *arguments))
            await _measure(page, partial(run_bot, outside, Path(folder) / "first.db"))
            for turn in range(_RUNS):
                path = Path(folder) / f"{turn}.db"
                plain.append(await _measure(page, partial(run_plain, "plain_app", *arguments)))
                fresh.append(await _measure(page, partial(run_bot, outside, path)))
                again.append(await _measure(page, partial(run_bot, outside, path)))
    print_table(
        "Start, from process start to connected (seconds), and memory at rest (MB)",
        ["", "seconds", "by the empty app", "MB", "by the empty app"],
        [
            _show("an empty Bolt app", plain, plain),
            _show("the bot, new database", fresh, plain),
            _show("the bot, started again", again, plain),
        ],
    )
    print_note(
        f"Median (range) of {_RUNS} starts each, in turn, against the sandbox as a process, after "
        "one that does not count.",
        f"Memory is the resident set {_REST_SECONDS:.0f} s after the connection.",
    )


def _show(name: str, runs: list[_Run], plain: list[_Run]) -> list[str]:
    seconds, megabytes = [it.seconds for it in runs], [it.megabytes for it in runs]
    return [
        name,
        show_spread(seconds, digits=2),
        show_ratio(seconds, [it.seconds for it in plain]),
        show_spread(megabytes, digits=0),
        show_ratio(megabytes, [it.megabytes for it in plain]),
    ]


async def _measure(page: aiohttp.ClientWebSocketResponse, start: _Start) -> _Run:
    started_at = time.perf_counter()
    async with start() as program:
        await _wait_for_bot(page, is_connected=True)
        seconds = time.perf_counter() - started_at
        await asyncio.sleep(_REST_SECONDS)
        megabytes = await program.measure_memory()
    await _wait_for_bot(page, is_connected=False)
    return _Run(seconds=seconds, megabytes=megabytes)


@asynccontextmanager
async def _open_page(outside: Outside) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Sit down at the sandbox's page, which says when an app connects."""
    url = outside.slack_api_url.replace("/api/", "/page/socket")
    async with aiohttp.ClientSession() as session, session.ws_connect(url, max_msg_size=0) as page:
        yield page


async def _wait_for_bot(page: aiohttp.ClientWebSocketResponse, *, is_connected: bool) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        async for frame in page:
            told = json.loads(frame.data)
            if told["type"] == "bot" and told["connected"] is is_connected:
                return
    raise ConnectionError("the sandbox is gone")
