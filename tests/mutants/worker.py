"""A worker: a copy of the tree and the warm process that runs tests in it."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.mutants.mutant import Mutant
from tests.mutants.tree import LOG, copy_tree, mutated
from tests.mutants.watch import BROKEN, ENDED, FAILED, STARTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a run: nothing, or the test that ended it badly, or what could not start.

    `is_certain` says that the test did so when it was tried again.
    """

    suspect: str | None = None
    broken: str | None = None
    is_certain: bool = False


class Worker:
    """Runs tests in a copy of its own of the tree."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._tree = copy_tree(root, folder)

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.mutants.warm"]
        self._warm = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=self._tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._warm.communicate()

    def mutated(self, mutant: Mutant) -> AbstractContextManager[None]:
        """Let the copy have a mutant in it for a while."""
        return mutated(self._tree, mutant)

    def run(self, tests: Sequence[str], limits: Mapping[str, float], seconds: float) -> Outcome:
        """Run tests until one fails or takes longer than its limit, or all longer than `seconds`.

        What is stopped from outside is blamed on the test that was running.
        """
        order = {"limits": {test: limits[test] for test in tests}, "seconds": seconds}
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        self._warm.stdin.write(f"{json.dumps(order)}\n")
        self._warm.stdin.flush()
        told = json.loads(self._warm.stdout.readline())
        if told[FAILED]:
            return Outcome(suspect=told[FAILED][0])
        if told[BROKEN] or not told[STARTED]:
            return Outcome(broken=(told[BROKEN] or ["the start of the tests"])[0])
        return Outcome(suspect=None if told[ENDED] else told[STARTED][-1])

    def read_log(self) -> str:
        """Return what the last run said."""
        return (self._tree / LOG).read_text(encoding="utf-8", errors="replace")
