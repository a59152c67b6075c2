"""Hostile answers: what each costs in memory, and how long it holds up everything else."""

import asyncio
import gzip
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from bench.hostile_reader import WARM_UP
from bench.table import print_note, print_table, show_ratio, show_spread

_RUNS: Final = 5
_GOAL_MILLISECONDS: Final = 50
_HOST: Final = "127.0.0.1"


def run() -> None:
    """Measure and print."""
    asyncio.run(_compare())


async def _compare() -> None:
    rows = []
    for name, build in _ANSWERS.items():
        body, coding = build()
        async with _serve(body, coding) as url:
            function = "list" if "list" in name else "get"
            plain = [await _measure("plain", function, url) for _ in range(_RUNS)]
            bot = [await _measure("bot", function, url) for _ in range(_RUNS)]
        row = [name]
        for figure in ("megabytes", "held_milliseconds"):
            ours, theirs = [run[figure] for run in bot], [run[figure] for run in plain]
            row += [show_spread(ours), show_spread(theirs), show_ratio(ours, theirs)]
        own = show_spread([run["own_milliseconds"] for run in bot])
        rows.append([*row, own, str(bot[0]["outcome"])])
    figures = ["MB", "plain", "ratio", "held up, ms", "plain", "ratio", "own work in one, ms"]
    print_table(
        "Hostile answers of the API: peak memory, longest hold-up of the loop",
        ["", *figures, "the bot"],
        rows,
    )
    print_note(
        f"Median (range) of {_RUNS} fresh processes each: the bot's client, httpx with .json().",
        "Memory is how far the peak of the process rises. The hold-up is what a task that only",
        "sleeps for a millisecond waits too long; what is not own work, other processes took.",
        f"Goal: nothing is held up for more than {_GOAL_MILLISECONDS} ms, on a machine at rest.",
    )


async def _measure(side: str, function: str, url: str) -> dict[str, Any]:
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.hostile_reader", side, function, url), stdout=PIPE
    )
    told, _ = await reader.communicate()
    found: dict[str, Any] = json.loads(told)
    return found


@asynccontextmanager
async def _serve(body: bytes, coding: str) -> AsyncIterator[str]:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}

    async def respond(request: web.Request) -> web.Response:
        if request.path.endswith(WARM_UP):
            return web.Response(text="{}")
        return web.Response(body=body, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", respond)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, 0).start()
        yield f"http://{_HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _call(**more: Any) -> bytes:
    return json.dumps({"call_id": "c1", "call_status": "user_hangup", **more}).encode()


def _turns(number: int, words: str) -> list[dict[str, Any]]:
    return [{"role": "agent", "content": words, "timestamp_ms": at} for at in range(number)]


def _list(number: int) -> bytes:
    call = {
        "call_type": "phone_call",
        "call_status": "user_hangup",
        "agent": {"name": "Booker", "version": 3},
        "from_number": "+15551234567",
        "to_number": "+15559876543",
        "direction": "outgoing",
        "start_timestamp": 1_790_000_000_000,
        "duration_ms": 60_000,
    }
    calls = [{"call_id": f"0190b6a4-aaaa-7000-8000-{each:012}", **call} for each in range(number)]
    return json.dumps({"calls": calls, "total_count": number}).encode()


def _bomb(megabytes: int, layers: int) -> bytes:
    body = b" " * (megabytes * 1_000_000)
    for _ in range(layers):
        body = gzip.compress(body, 9)
    return body


_ANSWERS: Final[dict[str, Callable[[], tuple[bytes, str]]]] = {
    "a call of half an hour": lambda: (_call(transcript=_turns(400, "x" * 120)), "identity"),
    "a full page of the list": lambda: (_list(1_000), "identity"),
    "16,000 turns, 4 MB": lambda: (_call(transcript=_turns(16_000, "א" * 31)), "identity"),
    "45,000 values": lambda: (_call(vars_extracted={"all": [{}] * 45_000}), "identity"),
    "500,000 half characters": lambda: (
        _call(summary="\ud83d" * 500_000),
        "identity",
    ),
    "60 MB in gzip": lambda: (_bomb(60, 1), "gzip"),
    "200 MB in gzip, twice": lambda: (_bomb(200, 2), "gzip, gzip"),
    "a list of 2,000,000 strings": lambda: (
        json.dumps({"calls": [""] * 2_000_000}).encode(),
        "identity",
    ),
    "a summary of 15 MB": lambda: (_call(summary="x" * 15_000_000), "identity"),
    "300,000 variables": lambda: (
        _call(vars_extracted={f"k{number}": "v" for number in range(300_000)}),
        "identity",
    ),
}
