"""Many live calls: the processor time of one look at all of them."""

import time
from dataclasses import dataclass
from functools import partial
from typing import Final

from bench.filled_store import LIVE, Crowd
from bench.filled_world import fill_world, play
from bench.table import print_note, print_table, show_growth, show_ratio, show_spread
from bench.work import WorkMeter
from bot.clock import Clock
from bot.voicy import RequestBudget, VoicyClient
from simulation.hosts import at
from simulation.world import BOT, World

_SIZES: Final = (1_000, 10_000)
_RUNS: Final = 5
_CHANNELS: Final = 200
_PAGE: Final = 1_000
# until the first polls are over, and as long as a run takes
_REST_SECONDS: Final = 10.0
_RUN_SECONDS: Final = 4.0
# asked for one by one; they stand for all
_SAMPLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """What following so many calls costs; the bot's processor time in milliseconds."""

    poll: list[float]
    poll_a_call: list[float]
    poll_requests: list[float]
    one_by_one: list[float]
    one_by_one_a_call: list[float]
    one_by_one_requests: list[float]


_ROWS: Final = (
    ("the bot: one poll, ms", "poll", 1),
    ("   a call, ms", "poll_a_call", 3),
    ("   requests", "poll_requests", 0),
    ("each call by call-get: ms", "one_by_one", 0),
    ("   a call, ms", "one_by_one_a_call", 3),
    ("   requests", "one_by_one_requests", 0),
)


def compare_live() -> None:
    """Measure and print."""
    small, large = [play(partial(_measure, live)) for live in _SIZES]
    rows = []
    for title, name, digits in _ROWS:
        before, after = getattr(small, name), getattr(large, name)
        spreads = [show_spread(values, digits=digits) for values in (before, after)]
        rows.append([title, *spreads, show_growth(before, after)])
    header = ["", *(f"{size:,} live" for size in _SIZES), "grows"]
    print_table("Size: following live calls while nothing happens (processor time)", header, rows)
    print_note(
        f"Median (range) of {_RUNS} runs in simulated worlds; a poll is all that the bot does "
        "between two of them.",
        f"call-get is measured on {_SAMPLE} calls and scaled up, through the same client: a poll "
        f"takes {show_ratio(large.poll, large.one_by_one)}.",
    )


async def _measure(live: int, world: World) -> _Size:
    await fill_world(world, Crowd(size=live, statuses=LIVE), channels=_CHANNELS)
    call_ids = _list_live(world)
    meter = WorkMeter(world.loop)
    gets = await _ask_for_each(world, call_ids, meter)
    await world.start_bot(voicy_max_concurrent_calls=live)
    await _rest(world, _REST_SECONDS)
    polls = [await _poll(world, meter, pages=live // _PAGE) for _ in range(_RUNS)]
    return _Size(
        poll=polls,
        poll_a_call=[each / live for each in polls],
        poll_requests=[live / _PAGE],
        one_by_one=[each * live for each in gets],
        one_by_one_a_call=gets,
        one_by_one_requests=[live],
    )
