"""The acknowledgement: from an envelope on the socket to the app's word that it has it."""

import asyncio
import itertools
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.filled_store import LIVE, Crowd, fill, name_channel
from bench.loopback_slack import LoopbackSlack
from bench.loopback_voicy import LoopbackVoicy
from bench.program import Outside, Program, run_bot, run_plain
from bench.table import print_note, print_table, show_ratio, show_spread

_RUNS: Final = 3
_PER_SECOND: Final = 20
_WARM_UP_SECONDS: Final = 2.0
_MEASURED_SECONDS: Final = 10.0
_LIVE: Final = 100
_CHANNELS: Final = 20
_GOAL: Final = 2.0


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
    plain, dialing, waiting = [], [], []
    for _ in range(_RUNS):
        plain.append(await _measure_plain())
        dialing.append(await _measure_bot(slots=1000))
        waiting.append(await _measure_bot(slots=_LIVE))
    rows = [
        _show("an empty Bolt app", plain, plain),
        _show("the bot, every order is dialed", dialing, plain),
        _show("the bot, every order waits in line", waiting, plain),
    ]
    print_table(
        f"Acknowledgement of /call, {_PER_SECOND} a second, {_LIVE} calls live (milliseconds)",
        ["", "p50", "p99", "worst", "p99 by the empty app"],
        rows,
    )
    print_note(
        f"Median (range) of {_RUNS} runs of {_MEASURED_SECONDS:.0f} s each, in turn; each app is a "
        "process of its own.",
        f"Goal: p99 at most {_GOAL:.0f} x.",
    )


def _show(name: str, runs: list[_Run], plain: list[_Run]) -> list[str]:
    return [
        name,
        show_spread([each.median for each in runs]),
        show_spread([each.p99 for each in runs]),
        show_spread([each.worst for each in runs]),
        show_ratio([each.p99 for each in runs], [each.p99 for each in plain]),
    ]


async def _measure_plain() -> _Run:
    async with _open_slack() as slack:
        outside = Outside(slack_api_url=slack.api_url)
        arguments = (outside.slack_api_url, outside.bot_token, outside.app_token)
        async with run_plain("plain_app", *arguments) as program:
            return await _load(slack, program)


async def _measure_bot(*, slots: int) -> _Run:
    voicy = LoopbackVoicy(live=_LIVE)
    await voicy.start()
    try:
        async with _open_slack() as slack:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "calls.db"
                await fill(path, Crowd(size=_LIVE, statuses=LIVE), channels=_CHANNELS)
                outside = Outside(slack_api_url=slack.api_url, voicy_api_url=voicy.api_url)
                async with run_bot(outside, path, slots=slots) as program:
                    return await _load(slack, program)
    finally:
        await voicy.stop()


@asynccontextmanager
async def _open_slack() -> AsyncIterator[LoopbackSlack]:
    slack = LoopbackSlack()
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()


async def _load(slack: LoopbackSlack, program: Program) -> _Run:
    """Send commands at their pace, however long the answers take."""
    await program.watch(slack.connected)
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
