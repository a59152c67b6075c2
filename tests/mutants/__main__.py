"""`python -m tests.mutants`: change the code, see which test notices; exits 1 if too few do."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.mutants.campaign import judge_all
from tests.mutants.coverage_run import find_covered
from tests.mutants.drawing import draw_mutants
from tests.mutants.mutant import Mutant
from tests.mutants.named import NAMED, NamedTextMovedError, build_named
from tests.mutants.report import Report
from tests.mutants.sources import list_files
from tests.mutants.survivors import find_outdated
from tests.mutants.tree import copy_tree

_ROOT: Final = Path(__file__).parents[2]
_CACHE: Final = _ROOT / ".mutants"
_ROOMS: Final = "bot/calling,bot/policies,bot/messaging,bot/store,bot/voicy"


def main() -> int:
    """Read the command line and run."""
    options = _read_options()
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        # everything is read from a copy, so that the tree may be worked on meanwhile
        tree = copy_tree(_ROOT, folder / "tree")
        try:
            mutants = _find_mutants(tree, options)
        except (NamedTextMovedError, FileNotFoundError) as exc:
            _tell(str(exc))
            return 2
        _tell(f"{len(mutants)} mutants, seed {options.seed}, {options.workers} workers")
        at_once = 2 * options.workers
        covered = find_covered(tree, _CACHE, folder / "lines", at_once=at_once)
        _tell(f"covered by the tests: known after {time.monotonic() - began_at:.0f} s")
        verdicts = judge_all(mutants, tree, covered, folder, workers=options.workers, tell=_tell)
        report = Report(verdicts, failed_tests=covered.failed, outdated=find_outdated(tree))
    _tell(f"{time.monotonic() - began_at:.0f} s")
    sys.stdout.write(f"{report}\n")
    return 0 if report.is_good else 1


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drawn", type=int, default=150, help="how many are drawn by lot")
    parser.add_argument("--rooms", default=_ROOMS, help="where they are drawn, with commas")
    parser.add_argument("--named-only", action="store_true", help="only those that have a name")
    parser.add_argument("--only", metavar="NAME", help="only this one, named or drawn")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def _find_mutants(tree: Path, options: argparse.Namespace) -> list[Mutant]:
    """Return the named mutants and those that the lot falls on."""
    mutants = [build_named(tree, one) for one in NAMED]
    if not options.named_only:
        paths = list_files(tree, options.rooms.split(","))
        mutants += draw_mutants(tree, paths, seed=options.seed, number=options.drawn)
    if options.only is not None:
        mutants = [mutant for mutant in mutants if mutant.name == options.only]
        if not mutants:
            raise FileNotFoundError(f"there is no mutant {options.only}")
    return mutants


def _tell(text: str) -> None:
    """Say how it goes; what is found is for standard output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
