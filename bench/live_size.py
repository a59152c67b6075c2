"""Many live calls: the processor time of one look at all of them."""

import asyncio
from collections.abc import Sequence
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
_RUNS: Final = 3
_CHANNELS: Final = 200
_PAGE: Final = 1_000
# until a new minute of requests has begun
_REST_SECONDS: Final = 60.0
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
    meter = WorkMeter(world.loop)
    gets = await _ask_for_each(world, meter)
    await world.start_bot(voicy_max_concurrent_calls=live)
    await asyncio.sleep(_RUN_SECONDS)
    polls = [await _poll(world, meter, pages=live // _PAGE) for _ in range(_RUNS)]
    return _Size(
        poll=polls,
        poll_a_call=[each / live for each in polls],
        poll_requests=[live / _PAGE],
        one_by_one=[each * live for each in gets],
        one_by_one_a_call=gets,
        one_by_one_requests=[live],
    )


async def _ask_for_each(world: World, meter: WorkMeter) -> list[float]:
    """Ask for some calls one by one, several times; returns the milliseconds that each takes."""
    call_ids = [call["call_id"] for call in (await world.ledger())["calls"][:_SAMPLE]]
    with at(BOT):
        client = VoicyClient(
            base_url=world.sandbox.voicy_api_url,
            api_key=world.sandbox.voicy_api_key,
            budget=RequestBudget(Clock()),
        )
        gets = [await _get_all(client, call_ids, meter) for _ in range(_RUNS)]
        await client.aclose()
    await asyncio.sleep(_REST_SECONDS)
    return [each / _SAMPLE for each in gets]


async def _get_all(client: VoicyClient, call_ids: Sequence[str], meter: WorkMeter) -> float:
    before = meter.bot_milliseconds
    # as a task of its host, because what runs on is counted where it began
    await asyncio.gather(*(asyncio.create_task(client.get_call(each)) for each in call_ids))
    return meter.bot_milliseconds - before


async def _poll(world: World, meter: WorkMeter, *, pages: int) -> float:
    """Let the bot poll for a while; returns the milliseconds that each poll takes."""
    counted, before = await _count_pages(world), meter.bot_milliseconds
    await asyncio.sleep(_RUN_SECONDS)
    worked = meter.bot_milliseconds - before
    return worked * pages / (await _count_pages(world) - counted)


async def _count_pages(world: World) -> int:
    return int((await world.ledger())["voicy_requests"]["call-list"])
