"""The acknowledgement: from an envelope on the socket to the app's word that it has it."""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import MANIFEST
from bench.filled_store import ASKER, name_channel
from bench.program import Outside, run_bot, run_plain
from bench.table import print_note, print_table, show_spread
from sandbox import Sandbox

_RUNS: Final = 5
_PER_SECOND: Final = 20
_WARM_UP_SECONDS: Final = 2.0
_MEASURED_SECONDS: Final = 10.0
_LIVE: Final = 100
_LOOK_SECONDS: Final = 0.1
_CHANNELS: Final = 20
# who is called on a number that ends so talks for eight minutes
_TALKATIVE: Final = "6012"
_GOAL: Final = 2.0
_PLAIN: Final = "   an empty Bolt app beside it"
# the slots of the account: enough for every order, or all taken by the calls that are live
_SCENES: Final = (("every order is dialed", 1_000), ("every order waits in line", _LIVE))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one run showed, in milliseconds."""

    median: float
    p99: float
    worst: float


def run() -> None:
    """Measure and print."""
    asyncio.run(_compare())


async def _compare() -> None:
    rows = []
    for title, slots in _SCENES:
        runs = [await _measure(slots) for _ in range(_RUNS)]
        ours, plain = [ours for ours, _ in runs], [plain for _, plain in runs]
        rows += [_show(f"the bot, {title}", ours, plain), _show(_PLAIN, plain, plain)]
    print_table(
        f"Acknowledgement of /call, {_PER_SECOND} a second, {_LIVE} calls live (milliseconds)",
        ["", "p50", "p99", "worst", "p99, times the empty app's"],
        rows,
    )
    print_note(
        f"Median (range) of {_RUNS} runs of {_MEASURED_SECONDS:.0f} s; each app is a process of "
        "its own, and both are sent",
        f"their commands side by side, so that the machine's noise is the same. Goal: p99 at most "
        f"{_GOAL:.0f} x.",
    )


def _show(name: str, runs: list[_Run], plain: list[_Run]) -> list[str]:
    return [
        name,
        show_spread([each.median for each in runs]),
        show_spread([each.p99 for each in runs]),
        show_spread([each.worst for each in runs]),
        show_spread([ours.p99 / its.p99 for ours, its in zip(runs, plain, strict=True)], digits=2),
    ]


async def _measure(slots: int) -> tuple[_Run, _Run]:
    """Run the bot and the empty app side by side, each at a sandbox of its own."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(_open_sandbox())
        theirs = await stack.enter_async_context(_open_sandbox())
        ours.voicy.set_plan("enterprise", concurrent_calls=slots)
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "calls.db"
        outside = Outside.of(ours)
        bot = await stack.enter_async_context(run_bot(outside, path, slots=slots))
        arguments = (theirs.slack_api_url, theirs.bot_token, theirs.app_token)
        plain = await stack.enter_async_context(run_plain("plain_app", *arguments))
        await bot.watch(ours.workspace.sockets.wait_connected())
        await plain.watch(theirs.workspace.sockets.wait_connected())
        await bot.watch(_fill(ours))
        return await asyncio.gather(_load(ours), _load(theirs))


@asynccontextmanager
async def _open_sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(manifest_path=MANIFEST)
    await sandbox.start()
    for number in range(_CHANNELS):
        sandbox.workspace.create_channel(name_channel(number).removeprefix("C0").lower())
    try:
        yield sandbox
    finally:
        await sandbox.stop()


async def _fill(sandbox: Sandbox) -> None:
    """Order calls that go on for long, and wait until they are live."""
    for number in range(_LIVE):
        await _type(sandbox, f"+1555{number:03}{_TALKATIVE}", number)
    while sandbox.voicy.count_live() < _LIVE:  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(_LOOK_SECONDS)


async def _load(sandbox: Sandbox) -> _Run:
    """Send commands at their pace, however long the answers take."""
    numbers = itertools.count(1_000_000)
    await _send(sandbox, numbers, _WARM_UP_SECONDS)
    seconds = await _send(sandbox, numbers, _MEASURED_SECONDS)
    milliseconds = sorted(1000 * each for each in seconds)
    return _Run(
        median=statistics.median(milliseconds),
        p99=statistics.quantiles(milliseconds, n=100)[98],
        worst=milliseconds[-1],
    )


async def _send(sandbox: Sandbox, numbers: "itertools.count[int]", seconds: float) -> list[float]:
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    commands = []
    for turn in range(int(seconds * _PER_SECOND)):
        await asyncio.sleep(began_at + turn / _PER_SECOND - loop.time())
        number = next(numbers)
        text = f"+1555{number} name=John order={number}"
        commands.append(asyncio.create_task(_type(sandbox, text, number)))
    return await asyncio.gather(*commands)


async def _type(sandbox: Sandbox, text: str, number: int) -> float:
    """Type `/call`; returns the seconds until the app has acknowledged it."""
    typed_at = time.perf_counter()
    await sandbox.type(ASKER, name_channel(number % _CHANNELS), f"/call {text}")
    return time.perf_counter() - typed_at
