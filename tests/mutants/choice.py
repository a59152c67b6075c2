"""The tests that are run against a mutant: those that cover it, in the order of the best chance."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.mutants.coverage_run import TEST_ROOMS
from tests.mutants.covered import Covered
from tests.mutants.mutant import Mutant
from tests.mutants.sources import list_measured
from tests.mutants.statements import Statement, Statements

# What is tried before a mutant is said to survive: for so long by what the tests took, the quick
# ones and the stories each. By number alone the quick ones would be cut off for nothing.
_MOST_SECONDS: Final = 90.0
_STORIES: Final = "tests/e2e/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The tests to run, the best first, and how many there are that cover the mutant."""

    tests: tuple[str, ...]
    covering: int


class Chooser:
    """Chooses tests by the lines they run.

    What runs when a file is imported belongs to no test. It is covered by the tests that run a
    line in which the name stands that it defines, a private name in its own file only; where there
    is none, by all tests that run a line of the file.
    """

    def __init__(self, root: Path, covered: Covered) -> None:
        self._root = root
        self._covered = covered
        self._statements: dict[str, Statements] = {}

    def choose(self, mutant: Mutant) -> Choice:
        """Return the tests for a mutant: unit tests, then contracts, then stories.

        The best are those of whose lines the most stand in the mutant's file; what a test is tried
        with comes once before it comes again. All are chosen while there is time, of which stories
        have their own, so that a hundred contracts that run a line on their way to another leave
        room for the story that is about it.
        """
        found = self._find_covering(mutant)
        ordered = self._order(found, mutant.path)
        quick = self._limit(test for test in ordered if not test.startswith(_STORIES))
        stories = self._limit(test for test in ordered if test.startswith(_STORIES))
        tests = sorted([*quick, *stories], key=_find_kind)
        return Choice(tests=tuple(tests), covering=len(found))

    def _order(self, tests: Iterable[str], path: str) -> list[str]:
        best = sorted(tests, key=lambda test: (-self._covered.share_of(test, path), test))
        times = Counter[str]()
        turns: dict[str, int] = {}
        for test in best:
            function = test.partition("[")[0]
            turns[test] = times[function]
            times[function] += 1
        return sorted(best, key=turns.__getitem__)

    def _limit(self, tests: Iterable[str]) -> Iterator[str]:
        seconds = _MOST_SECONDS
        for test in tests:
            takes = self._covered.seconds_of(test)
            if takes <= seconds:
                seconds -= takes
                yield test

    def _find_covering(self, mutant: Mutant) -> set[str]:
        path = mutant.path
        lines = range(mutant.first_line, mutant.last_line + 1)
        statements = {self._read(path).at(line) for line in lines} - {None}
        if not statements:
            return self._covered.find_tests(path, lines)
        found = set[str]().union(*(self._find_tests(path, each) for each in statements if each))
        if not found and all(each.is_run_on_import for each in statements if each):
            return self._covered.find_tests(path)
        return found

    def _find_tests(self, path: str, statement: Statement) -> set[str]:
        """Find the tests that run a statement or what is built from it on import."""
        found: set[str] = set()
        seen: set[tuple[str, Statement]] = set()
        waiting = [(path, statement)]
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            where, each = place
            found |= self._covered.find_tests(where, each.lines)
            for name in each.names:
                waiting.extend(self._find_uses(where, name))
        return found

    def _find_uses(self, path: str, name: str) -> Iterator[tuple[str, Statement]]:
        word = re.compile(rf"\b{re.escape(name)}\b")
        for where in [path] if name.startswith("_") else self._paths:
            for number, line in enumerate(self._lines[where], start=1):
                statement = self._read(where).at(number) if word.search(line) else None
                if statement is not None:
                    yield where, statement

    def _read(self, path: str) -> Statements:
        if path not in self._statements:
            self._statements[path] = Statements("\n".join(self._lines[path]))
        return self._statements[path]

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {
            path: (self._root / path).read_text(encoding="utf-8").split("\n")
            for path in self._paths
        }

    @cached_property
    def _paths(self) -> list[str]:
        return list_measured(self._root)


def _find_kind(test: str) -> int:
    return next(at for at, room in enumerate(TEST_ROOMS) if test.startswith(f"{room}/"))
