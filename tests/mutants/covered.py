"""What the one run with coverage has shown: which tests run a line, and how long they take."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Final

from coverage.numbits import numbits_to_nums

DATA_FILE: Final = "lines"
TESTS_FILE: Final = "tests.json"
# the tables are those that coverage.py documents for readers
_BY_FILE: Final = """
    SELECT context.context, line_bits.numbits FROM line_bits
    JOIN file ON file.id = line_bits.file_id JOIN context ON context.id = line_bits.context_id
    WHERE file.path = ? AND context.context != ''
"""
_ALL: Final = """
    SELECT context.context, line_bits.numbits FROM line_bits
    JOIN context ON context.id = line_bits.context_id WHERE context.context != ''
"""


class Covered:
    """The lines of every test; a test that failed by itself shows nothing and is left out."""

    def __init__(self, folder: Path) -> None:
        self._data_path = folder / DATA_FILE
        told = json.loads((folder / TESTS_FILE).read_text(encoding="utf-8"))
        self.failed: frozenset[str] = frozenset(told["failed"])
        self._seconds: dict[str, float] = told["seconds"]
        self._by_file: dict[str, dict[int, set[str]]] = {}

    def find_tests(self, path: str, lines: Iterable[int] | None = None) -> set[str]:
        """Return the tests that run at least one of these lines of a file, or any line at all."""
        by_line = self._read_file(path)
        wanted = by_line if lines is None else lines
        return set[str]().union(*(by_line.get(line, ()) for line in wanted))

    def seconds_of(self, test: str) -> float:
        """Return how long a test took, with its fixtures."""
        return self._seconds.get(test, 0.0)

    def share_of(self, test: str, path: str) -> float:
        """Return which part of all the lines that a test runs stands in a file."""
        here = sum(test in tests for tests in self._read_file(path).values())
        return here / max(1, self._sizes.get(test, 0))

    @cached_property
    def _sizes(self) -> dict[str, int]:
        sizes: dict[str, int] = {}
        for test, bits in self._query(_ALL):
            sizes[test] = sizes.get(test, 0) + int.from_bytes(bits, "little").bit_count()
        return sizes

    def _read_file(self, path: str) -> dict[int, set[str]]:
        if path not in self._by_file:
            by_line: dict[int, set[str]] = {}
            for test, bits in self._query(_BY_FILE, path):
                for line in numbits_to_nums(bits) if test not in self.failed else ():
                    by_line.setdefault(line, set()).add(test)
            self._by_file[path] = by_line
        return self._by_file[path]

    def _query(self, sql: str, *params: str) -> list[tuple[str, bytes]]:
        with closing(sqlite3.connect(self._data_path)) as db:
            return db.execute(sql, params).fetchall()
