"""A database in which some writes fail, as they all do where the disk is full."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def refusing(path: Path, write: str) -> Iterator[None]:
    """Refuse one kind of write, such as `INSERT ON orders`, as long as this lasts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(
            f'CREATE TRIGGER "no room for {write}" BEFORE {write} '
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        yield
        other.execute(f'DROP TRIGGER "no room for {write}"')
