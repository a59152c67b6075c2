"""Numbers: how many are read as another one, and how long a long text holds up the bot."""

import asyncio
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from random import Random
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat

from bench.careless_numbers import (
    REGIONS,
    draw_number,
    write_carelessly,
    write_nationally,
)
from bench.table import print_note, print_table, show_ratio, show_spread
from bot.domain.phone_numbers import find_numbers, parse_number
from bot.errors import AmbiguousNumberError, InvalidNumberError

_SEED: Final = 20261126
_NUMBERS_OF_A_REGION: Final = 1_000
_SPELLINGS: Final = 10
_RUNS: Final = 7
_TEXT_LENGTH: Final = 8_000
_MILLISECONDS: Final = 1_000
_TEXTS: Final = {
    "words": "Please call them back about the invoice. ",
    "numbers": "Ann +49 30 {:07}, ",
    "digits": "{:07} ",
    "amounts": "12 {:03} ",
}


def run() -> None:
    """Measure and print."""
    with ProcessPoolExecutor() as pool:
        counts = list(pool.map(_count, REGIONS, repeat(_NUMBERS_OF_A_REGION)))
    _print_readings(counts)
    asyncio.run(_compare_searches())


def _count(region: str, size: int) -> Counter[str]:
    """Count what becomes of random numbers of a region, each in every spelling."""
    random, counts = Random(f"{_SEED} {region}"), Counter[str]()
    for _ in range(size):
        number = draw_number(region, random)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        counts.update(_judge(text, region, e164) for text in write_carelessly(number, region))
        counts[f"national {_judge(write_nationally(number), region, e164)}"] += 1
    return counts


def _judge(text: str, region: str, e164: str) -> str:
    try:
        return "read" if parse_number(text, region).e164 == e164 else "stranger"
    except AmbiguousNumberError:
        return "asked"
    except InvalidNumberError:
        return "refused"


def _print_readings(counts: list[Counter[str]]) -> None:
    columns = ["read", "asked", "refused", "stranger", "national read", "national asked"]
    columns += ["national refused", "national stranger"]
    total = sum(counts, Counter[str]())
    print_table(
        f"Numbers, {_NUMBERS_OF_A_REGION:,} of each region, seed {_SEED}",
        ["", *columns],
        [
            [name, *(f"{count[column]:,}" for column in columns)]
            for name, count in zip([*REGIONS, "all"], [*counts, total], strict=True)
        ],
    )
    print_note(
        f"Each number in {_SPELLINGS} careless spellings, most without +, and as its region writes "
        "it (national).",
        "A stranger is a number that is dialed and was not meant. Goal: none, and at most 1 % of "
        "national ones asked about or refused.",
    )


async def _compare_searches() -> None:
    rows = []
    for name, pattern in _TEXTS.items():
        text = "".join(pattern.format(1_000_000 + each * 997 % 9_000_000) for each in range(2_000))
        text = text[:_TEXT_LENGTH]
        ours, held = zip(*[await _time_search(text) for _ in range(_RUNS)], strict=True)
        plain = [_time_plain(text) for _ in range(_RUNS)]
        rows.append(
            [
                name,
                show_spread(held),
                show_spread(ours),
                show_spread(plain),
                show_ratio(ours, plain),
            ]
        )
    print_table(
        f"Numbers found in {_TEXT_LENGTH:,} characters (milliseconds)",
        ["", "longest hold of the loop", "whole search", "plain matcher, all a hold", ""],
        rows,
    )
    print_note("Goal: the loop is never held for more than 20 ms.")


async def _time_search(text: str) -> tuple[float, float]:
    """Return how long a search takes, and the longest that nobody else had a turn meanwhile."""
    held, last = 0.0, time.perf_counter()
    search = asyncio.create_task(find_numbers(text, "DE"))
    began = last
    while not search.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        held, last = max(held, now - last), now
    return _MILLISECONDS * (time.perf_counter() - began), _MILLISECONDS * held


def _time_plain(text: str) -> float:
    possible = phonenumbers.Leniency.POSSIBLE
    began = time.perf_counter()
    list(phonenumbers.PhoneNumberMatcher(text, "DE", leniency=possible))
    return _MILLISECONDS * (time.perf_counter() - began)
