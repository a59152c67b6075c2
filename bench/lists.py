"""Lists: how long people wait for Home, history and status beside many finished calls."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.filled_store import FINISHED, LIVE, Crowd, fill, name_callee, name_channel
from bench.loopback_slack import ASKER, LoopbackSlack
from bench.program import Outside, run_bot
from bench.table import print_note, print_table, show_spread

_FINISHED: Final = 100_000
_LIVE: Final = 10
_CHANNELS: Final = 200
_PEOPLE: Final = 499
_RUNS: Final = 15
_GOAL_MILLISECONDS: Final = 150
_HERE: Final = name_channel(1)
_EVERYONE, _TABS_FIRST = "home_everyone", "everyone "

_See = Callable[[LoopbackSlack], Awaitable[float]]
# what would be asked without listings; the plus signs keep indexes out of it, but for the keys
_PLAIN: Final = """
    SELECT attempts.*, orders.* FROM orders JOIN attempts USING (order_id)
    WHERE {condition} ORDER BY +orders.created_at DESC LIMIT 11
"""
_MINE: Final = f"+requested_by = '{ASKER}'"
_THOSE_HERE: Final = f"+channel_id = '{_HERE}'"
_ANYBODYS: Final = "+channel_id NOT LIKE 'D%'"
_SEEN: Final[dict[str, tuple[_See, str]]] = {
    "Home, my calls": (LoopbackSlack.open_home, _MINE),
    "Home, everyone's": (
        lambda slack: slack.click(_EVERYONE, _TABS_FIRST, "1.a"),
        _ANYBODYS,
    ),
    "/call status": (
        lambda slack: slack.ask("status", _HERE),
        f"+is_over = 0 AND {_THOSE_HERE}",
    ),
    "/call history": (lambda slack: slack.ask("history", _HERE), _THOSE_HERE),
    "/call history me": (lambda slack: slack.ask("history me", _HERE), _MINE),
    "/call history all": (lambda slack: slack.ask("history all", _HERE), _ANYBODYS),
    "/call history, a number": (
        lambda slack: slack.ask(f"history {name_callee(_FINISHED // 2)}", _HERE),
        f"+to_number = '{name_callee(_FINISHED // 2)}'",
    ),
    "/call history, a name": (
        lambda slack: slack.ask("history mia chen", _HERE),
        "+variables LIKE '%Mia Chen%'",
    ),
    "/call history, nobody's name": (
        lambda slack: slack.ask("history Nobody outcome=ended since=365d", _HERE),
        "+variables LIKE '%Nobody%'",
    ),
    "/call history all, nothing fits": (
        lambda slack: slack.ask("history all outcome=busy agent=Nobody since=365d", _HERE),
        f"{_ANYBODYS} AND +status = 'busy' AND attempts.agent_name LIKE 'nobody%'",
    ),
}


def run() -> None:
    """Measure and print."""
    asyncio.run(_compare())


async def _compare() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        await _fill(path)
        plain = {name: _time_plain(path, condition) for name, (_, condition) in _SEEN.items()}
        ours = await _measure_bot(path)
    print_table(
        f"Lists, {_FINISHED:,} finished calls in the store (milliseconds)",
        ["", "the bot, until it is shown", "a plain query alone", ""],
        [_show(name, ours[name], plain[name]) for name in _SEEN],
    )
    print_note(
        f"Median (range) of {_RUNS} times each, after one that does not count and that learns the "
        "links to cards.",
        "The bot: from the frame on the socket to the request that shows the answer, through a "
        "real process.",
        "The plain query looks through orders and calls of the same file by their keys alone, for "
        f"eleven rows. Goal: {_GOAL_MILLISECONDS} ms.",
    )


async def _fill(path: Path) -> None:
    await fill(
        path,
        Crowd(size=_FINISHED, statuses=FINISHED),
        Crowd(size=_LIVE, statuses=LIVE),
        channels=_CHANNELS,
        people=_PEOPLE,
    )


async def _measure_bot(path: Path) -> dict[str, list[float]]:
    slack = LoopbackSlack()
    await slack.start()
    try:
        async with run_bot(Outside(slack_api_url=slack.api_url), path, slots=_LIVE) as bot:
            await bot.watch(slack.connected.wait())
            return {name: await _time_bot(slack, see) for name, (see, _) in _SEEN.items()}
    finally:
        await slack.stop()


async def _time_bot(slack: LoopbackSlack, see: _See) -> list[float]:
    await see(slack)
    return [1000 * await see(slack) for _ in range(_RUNS)]


def _time_plain(path: Path, condition: str) -> list[float]:
    milliseconds = []
    with closing(sqlite3.connect(path)) as db:
        for _ in range(_RUNS + 1):
            before = time.perf_counter()
            db.execute(_PLAIN.format(condition=condition)).fetchall()
            milliseconds.append(1000 * (time.perf_counter() - before))
    return milliseconds[1:]


def _show(name: str, ours: list[float], plain: list[float]) -> list[str]:
    verdict = "" if max(ours) <= _GOAL_MILLISECONDS else "over"
    return [name, show_spread(ours), show_spread(plain), verdict]
