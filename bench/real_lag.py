"""The lag once in real time: the bot and the sandbox as processes, two minutes of calls."""

import asyncio
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from bench.lag import find_p95, find_seconds, print_parts
from bench.ledger import Ledger, read_ledger
from bench.program import Outside, run_bot, run_sandbox
from bench.table import print_note, print_table
from bench.told import build_story, read_told

_MEASURED_SECONDS: Final = 120.0
_AFTER_SECONDS: Final = 15.0
_CONNECT_SECONDS: Final = 10.0
_CALLS_PER_MINUTE: Final = 4.0
_REQUESTS_PER_MINUTE: Final = 60
_CHANNELS: Final = ("C0GENERAL", "C0SALES", "G0DEALS")
# the sandbox tells by these numbers what becomes of a call: answered, busy, nobody picks up …
_FATES: Final = ("6543", "6544", "6001", "6002", "6018")


def run() -> None:
    """Measure and print."""
    asyncio.run(_measure())


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        async with run_sandbox() as outside, _open_page(outside) as page:
            async with run_bot(outside, path):
                await asyncio.wait_for(_wait_for_bot(page), _CONNECT_SECONDS)
                since = await _ask_for_calls(page)
                await asyncio.sleep(_AFTER_SECONDS)
            ledger = await read_ledger(outside.slack_api_url.removesuffix("/api/"))
        _print(ledger, path, since)


@asynccontextmanager
async def _open_page(outside: Outside) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = outside.slack_api_url.replace("/api/", "/page/socket")
    async with aiohttp.ClientSession() as session, session.ws_connect(url, max_msg_size=0) as page:
        yield page


async def _wait_for_bot(page: aiohttp.ClientWebSocketResponse) -> None:
    async for frame in page:
        told = json.loads(frame.data)
        if told["type"] == "bot" and told["connected"]:
            return
    raise ConnectionError("the sandbox is gone")


async def _ask_for_calls(page: aiohttp.ClientWebSocketResponse) -> float:
    """Type commands for two minutes; returns when that began, in Unix seconds."""
    chance, numbers = random.Random(0), itertools.count(200)
    listening = asyncio.create_task(_listen(page))
    since = time.time()
    while (left := since + _MEASURED_SECONDS - time.time()) > 0:
        channel_id = chance.choice(_CHANNELS)
        # who was called already would be asked about
        callee = f"+1555{next(numbers):03d}{chance.choice(_FATES)}"
        await page.send_json({"type": "send", "channel": channel_id, "text": f"/call {callee}"})
        await asyncio.sleep(min(left, chance.expovariate(_CALLS_PER_MINUTE / 60)))
    listening.cancel()
    return since


async def _listen(page: aiohttp.ClientWebSocketResponse) -> None:
    """Read what nobody looks at, so that the page's connection stays alive."""
    async for _ in page:
        continue


def _print(ledger: Ledger, database_path: Path, since: float) -> None:
    told = read_told(database_path)
    story = build_story(ledger, told, since=since, until=since + _MEASURED_SECONDS)
    seconds = find_seconds(story.lags)
    limited = ledger.limited + ledger.slack_limited
    minutes = (_MEASURED_SECONDS + _AFTER_SECONDS) / 60
    print_table(
        f"Lag in real time, {len(ledger.entered)} calls of the sandbox in two minutes (seconds)",
        ["", "n", "mean", "p95", "worst", "requests a minute", "429s", "skipped", "never told"],
        [
            [
                "the bot",
                str(len(seconds)),
                f"{statistics.mean(seconds):.2f}",
                f"{find_p95(seconds):.2f}",
                f"{seconds[-1]:.2f}",
                f"{ledger.requests.total() / minutes:.0f} of {_REQUESTS_PER_MINUTE}",
                str(limited),
                str(story.skipped),
                str(story.untold),
            ]
        ],
    )
    print_parts(story.lags)
    print_note("The bot and the sandbox are processes of their own, over real sockets.")
