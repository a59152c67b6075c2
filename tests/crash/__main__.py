"""`python -m tests.crash`: kill the bot, count, print the table; exits 1 if anything is wrong."""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.crash.replay import Plan, play, play_all
from tests.crash.report import Report
from tests.crash.shrink import shrink
from tests.crash.victim import PARTS

_KILLS_IN_A_WORLD: Final = 20
# of so many worlds one is guarded; its seed says so
_GUARDED_EVERY: Final = 3
_GUARDED: Final = "guarded"


def main() -> int:
    """Read the command line and run."""
    options = _read_options()
    if options.world is not None:
        return _play_again(options)
    _say(f"{options.kills} kills, seed {options.seed}")
    began_at = time.monotonic()
    report = Report()
    for outcome in play_all(_list_plans(options), at_once=options.at_once):
        report.outcomes.append(outcome)
        if not outcome.is_clean:
            found = "\n".join(Report([outcome]).describe_findings())
            sys.stderr.write(f"world {outcome.seed} is not clean\n{found}\n")
    cpu_seconds = sum(outcome.cpu_seconds for outcome in report.outcomes)
    orders = sum(outcome.orders for outcome in report.outcomes)
    _say(str(report))
    _say(
        f"{time.monotonic() - began_at:.0f} s; "
        f"{cpu_seconds:.0f} s of processor time, {cpu_seconds / max(orders, 1):.2f} s an order"
    )
    return 0 if report.is_clean else 1


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=random.randrange(100_000))
    parser.add_argument("--sabotage", choices=PARTS, help="a part to take out of the bot")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--world", metavar="SEED", help="one world alone, as a report names it")
    parser.add_argument("--trace", type=Path, help="where to write what happened in that world")
    parser.add_argument("--shrink", action="store_true", help="look for fewer deeds that fail")
    return parser.parse_args()


def _list_plans(options: argparse.Namespace) -> Iterator[Plan]:
    left = options.kills
    number = 0
    while left > 0:
        kills = min(left, _KILLS_IN_A_WORLD)
        is_guarded = number % _GUARDED_EVERY == 1
        name = f"{number}{_GUARDED if is_guarded else ''}"
        yield _plan(f"{options.seed}.{name}.{kills}", options)
        left -= kills
        number += 1


def _plan(seed: str, options: argparse.Namespace) -> Plan:
    """Return the plan of a world as its seed names it."""
    rest, _, kills = seed.rpartition(".")
    is_guarded = rest.endswith(_GUARDED)
    return Plan(seed=seed, kills=int(kills), is_guarded=is_guarded, part=options.sabotage)


def _play_again(options: argparse.Namespace) -> int:
    """Play one world, and look for the deeds that its failure needs."""
    plan = replace(_plan(options.world, options), trace_path=options.trace)
    if options.shrink:
        for deed in shrink(plan, tell=_say, at_once=options.at_once):
            _say(f"  {deed}")
        return 1
    report = Report([play(plan)])
    _say(str(report))
    return 0 if report.is_clean else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # nothing of the bots that were killed may be collected
    os._exit(code)
