"""Lists: how long people wait for Home, history and status beside many finished calls."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.filled_store import ASKER, FINISHED, LIVE, Crowd, name_callee, name_channel
from bench.filled_world import fill_world, play
from bench.table import print_note, print_table, show_ratio, show_spread
from bench.work import WorkMeter
from sandbox import Sandbox
from sandbox.slack.page_hub import OpenPage
from simulation.world import World

_FINISHED: Final = 100_000
_LIVE: Final = 10
_CHANNELS: Final = 200
_PEOPLE: Final = 499
_DAYS: Final = 360.0
_RUNS: Final = 15
_GOAL_MILLISECONDS: Final = 150
_HERE: Final = name_channel(1)
_PATIENCE_SECONDS: Final = 30.0
# until what follows from an answer is done
_AFTER_SECONDS: Final = 0.2

_EVERYONES_TAB: Final = "home_everyone"
_SHOWN: Final = ("home", "ephemeral")

_Ask = Callable[[Sandbox], Awaitable[None]]
# what would be asked without listings; the plus signs keep indexes out of it, but for the keys
_PLAIN: Final = """
    SELECT attempts.*, orders.* FROM orders JOIN attempts USING (order_id)
    WHERE {condition} ORDER BY +orders.created_at DESC LIMIT 11
"""
_MINE: Final = f"+requested_by = '{ASKER}'"
_THOSE_HERE: Final = f"+channel_id = '{_HERE}'"
_ANYBODYS: Final = "+channel_id NOT LIKE 'D%'"


def _type(text: str) -> _Ask:
    return lambda sandbox: sandbox.type(ASKER, _HERE, f"/call {text}")


_SEEN: Final[dict[str, tuple[_Ask, str]]] = {
    "Home, my calls": (lambda sandbox: sandbox.open_home(ASKER), _MINE),
    "Home, everyone's": (lambda sandbox: sandbox.click_home(ASKER, _EVERYONES_TAB), _ANYBODYS),
    "/call status": (_type("status"), f"+is_over = 0 AND {_THOSE_HERE}"),
    "/call history": (_type("history"), _THOSE_HERE),
    "/call history me": (_type("history me"), _MINE),
    "/call history all": (_type("history all"), _ANYBODYS),
    "/call history, a number": (
        _type(f"history {name_callee(_FINISHED // 2)}"),
        f"+to_number = '{name_callee(_FINISHED // 2)}'",
    ),
    "/call history, a name": (_type("history mia chen"), "+variables LIKE '%Mia Chen%'"),
    "/call history, nobody's name": (
        _type("history Nobody outcome=ended since=365d"),
        "+variables LIKE '%Nobody%'",
    ),
    "/call history all, nothing fits": (
        _type("history all outcome=busy agent=Nobody since=365d"),
        f"{_ANYBODYS} AND +status = 'busy' AND attempts.agent_name LIKE 'nobody%'",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """Milliseconds of the processor by what is seen: the bot's, and the plain query's."""

    ours: dict[str, list[float]]
    plain: dict[str, list[float]]


def run() -> None:
    """Measure and print."""
    figures = play(_measure)
    print_table(
        f"Lists, {_FINISHED:,} finished calls in the store (milliseconds of the processor)",
        ["", "the bot", "a plain query alone", "times the query", ""],
        [_show(name, figures.ours[name], figures.plain[name]) for name in _SEEN],
    )
    print_note(
        f"Median (range) of {_RUNS} times each in a simulated world, after one that does not count "
        "and that learns the links to cards.",
        "The bot: all that it does from the frame on the socket until the answer is shown, and "
        f"{_AFTER_SECONDS} s longer.",
        "The plain query looks through orders and calls of the same file by their keys alone, for "
        f"eleven rows. Goal: {_GOAL_MILLISECONDS} ms.",
    )


async def _measure(world: World) -> _Figures:
    await fill_world(
        world,
        Crowd(size=_FINISHED, statuses=FINISHED, days=_DAYS),
        Crowd(size=_LIVE, statuses=LIVE),
        channels=_CHANNELS,
        people=_PEOPLE,
    )
    path = world.database_path
    plain = {name: _time_plain(path, condition) for name, (_, condition) in _SEEN.items()}
    reader = _Reader(world)
    await world.start_bot(voicy_max_concurrent_calls=_LIVE)
    return _Figures(
        ours={name: await _time_bot(reader, ask) for name, (ask, _) in _SEEN.items()},
        plain=plain,
    )


class _Reader:
    """Who asks at the page and looks at what is shown."""

    def __init__(self, world: World) -> None:
        self._sandbox = world.sandbox
        self._page = OpenPage(ASKER)
        self._sandbox.workspace.pages.add(self._page)
        self._meter = WorkMeter(world.loop)

    async def see(self, ask: _Ask) -> float:
        """Ask, wait for the answer; returns what the bot works for it, in milliseconds."""
        self._forget()
        before = self._meter.bot_milliseconds
        await ask(self._sandbox)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (await self._page.events.get())["type"] not in _SHOWN:
                pass
        await asyncio.sleep(_AFTER_SECONDS)
        return self._meter.bot_milliseconds - before

    def _forget(self) -> None:
        while not self._page.events.empty():
            self._page.events.get_nowait()


async def _time_bot(reader: _Reader, ask: _Ask) -> list[float]:
    await reader.see(ask)
    return [await reader.see(ask) for _ in range(_RUNS)]


def _time_plain(path: Path, condition: str) -> list[float]:
    milliseconds = []
    with closing(sqlite3.connect(path)) as db:
        for _ in range(_RUNS + 1):
            before = time.process_time()
            db.execute(_PLAIN.format(condition=condition)).fetchall()
            milliseconds.append(1000 * (time.process_time() - before))
    return milliseconds[1:]


def _show(name: str, ours: list[float], plain: list[float]) -> list[str]:
    verdict = "" if max(ours) <= _GOAL_MILLISECONDS else "over"
    return [name, show_spread(ours), show_spread(plain), show_ratio(ours, plain), verdict]
