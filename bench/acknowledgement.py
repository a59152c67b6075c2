"""The acknowledgement: from an envelope on the socket to the app's word that it has it."""

import asyncio
import itertools
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from bench.filled_store import LIVE, Crowd, fill, name_channel
from bench.loopback_slack import LoopbackSlack
from bench.loopback_voicy import LoopbackVoicy
from bench.program import Outside, run_bot, run_plain
from bench.table import print_note, print_table, show_spread

_RUNS: Final = 5
_PER_SECOND: Final = 20
_WARM_UP_SECONDS: Final = 2.0
_MEASURED_SECONDS: Final = 10.0
_LIVE: Final = 100
_CHANNELS: Final = 20
_GOAL: Final = 2.0
_PLAIN: Final = "   an empty Bolt app beside it"
# the slots of the account: enough for every order, or all taken by the calls that are live
_SCENES: Final = (("every order is dialed", 1_000), ("every order waits in line", _LIVE))
_Server = TypeVar("_Server", LoopbackSlack, LoopbackVoicy)


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
    """Run the bot and the empty app side by side."""
    async with AsyncExitStack() as stack:
        voicy = await stack.enter_async_context(_open(LoopbackVoicy(live=_LIVE)))
        ours = await stack.enter_async_context(_open(LoopbackSlack()))
        theirs = await stack.enter_async_context(_open(LoopbackSlack()))
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "calls.db"
        await fill(path, Crowd(size=_LIVE, statuses=LIVE), channels=_CHANNELS)
        outside = Outside(slack_api_url=ours.api_url, voicy_api_url=voicy.api_url)
        bot = await stack.enter_async_context(run_bot(outside, path, slots=slots))
        arguments = (theirs.api_url, outside.bot_token, outside.app_token)
        plain = await stack.enter_async_context(run_plain("plain_app", *arguments))
        await bot.watch(ours.connected)
        await plain.watch(theirs.connected)
        return await asyncio.gather(_load(ours), _load(theirs))


@asynccontextmanager
async def _open(server: _Server) -> AsyncIterator[_Server]:
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def _load(slack: LoopbackSlack) -> _Run:
    """Send commands at their pace, however long the answers take."""
    numbers = itertools.count(1_000_000)
    await _send(slack, numbers, _WARM_UP_SECONDS)
    seconds = await _send(slack, numbers, _MEASURED_SECONDS)
    milliseconds = sorted(1000 * each for each in seconds)
    return _Run(
        median=statistics.median(milliseconds),
        p99=statistics.quantiles(milliseconds, n=100)[98],
        worst=milliseconds[-1],
    )


async def _send(
    slack: LoopbackSlack, numbers: "itertools.count[int]", seconds: float
) -> list[float]:
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    commands = []
    for turn in range(int(seconds * _PER_SECOND)):
        await asyncio.sleep(began_at + turn / _PER_SECOND - loop.time())
        number = next(numbers)
        text = f"+1555{number} name=John order={number}"
        channel_id = name_channel(number % _CHANNELS)
        commands.append(asyncio.create_task(slack.send_command(text, channel_id)))
    return await asyncio.gather(*commands)
