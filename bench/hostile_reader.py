"""One process that reads one answer of the API and says what it cost; run by `bench.hostile`."""

import asyncio
import gc
import json
import logging
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx

from bot.errors import VoicyError
from bot.voicy import RequestBudget, VoicyClient

_LOOK_SECONDS: Final = 0.001

# its answer is empty: what is imported and connected at first does not count
WARM_UP: Final = "/warm"
Read = Callable[[], Awaitable[None]]


@asynccontextmanager
async def _open_plain(_function: str, url: str) -> AsyncIterator[Read]:
    async with httpx.AsyncClient(timeout=60) as plain:

        async def read() -> None:
            (await plain.get(url)).json()

        await plain.get(f"{url}{WARM_UP}")
        yield read


@asynccontextmanager
async def _open_bot(function: str, url: str) -> AsyncIterator[Read]:
    client = VoicyClient(base_url=url, api_key="key", budget=RequestBudget())

    async def read() -> None:
        if function == "list":
            await client.list_calls(started_since=datetime.now(UTC))
        else:
            await client.get_call("c1")

    try:
        with suppress(VoicyError):
            await client.get_call(WARM_UP)
        yield read
    finally:
        await client.aclose()


async def _measure(side: str, function: str, url: str) -> dict[str, object]:
    async with (_open_plain if side == "plain" else _open_bot)(function, url) as read:
        gc.collect()
        gc.freeze()  # as the bot does once it is connected
        holds: list[tuple[float, float]] = []
        looking = asyncio.create_task(_look(holds))
        await asyncio.sleep(10 * _LOOK_SECONDS)
        before, outcome = _find_peak_kibibytes(), "read"
        try:
            await read()
        except (VoicyError, ValueError) as exc:
            outcome = f"refused: {exc}"
        await asyncio.sleep(10 * _LOOK_SECONDS)
        looking.cancel()
    return {
        "megabytes": (_find_peak_kibibytes() - before) / 1024,
        "held_milliseconds": 1_000 * max(wall for wall, _ in holds),
        "own_milliseconds": 1_000 * max(own for _, own in holds),
        "outcome": outcome,
    }


async def _look(holds: list[tuple[float, float]]) -> None:
    while True:
        start, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(_LOOK_SECONDS)
        held = time.perf_counter() - start - _LOOK_SECONDS
        holds.append((held, time.process_time() - used))


def _find_peak_kibibytes() -> int:
    """Return the peak of the resident set; getrusage would count that of the parent, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    assert found
    return int(found[1])


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    print(json.dumps(asyncio.run(_measure(*sys.argv[1:4]))))
