"""`python -m tests.crash`: kill the bot, count, print the table; exits 1 if anything is wrong."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.crash import crash
from tests.crash.points import choose_points
from tests.crash.report import Report

_KILLS_IN_A_WORLD = 30
_WORLDS_AT_ONCE = 4


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(100_000))
    parser.add_argument("--sabotage", choices=("intent", "lookup"), default=None)
    parser.add_argument("--keep", type=Path, default=None, help="keep logs and databases here")
    options = parser.parse_args()
    _say(f"{options.kills} kills, seed {options.seed}")
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        report = asyncio.run(_run(options, options.keep or Path(folder)))
    _say(str(report))
    _say(f"{time.monotonic() - began_at:.0f} s")
    return 0 if report.is_clean else 1


async def _run(options: argparse.Namespace, folder: Path) -> Report:
    return await crash(
        choose_points(options.kills, random.Random(options.seed)),
        folder=folder,
        seed=options.seed,
        worlds=max(1, round(options.kills / _KILLS_IN_A_WORLD)),
        at_once=_WORLDS_AT_ONCE,
        part=options.sabotage,
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
