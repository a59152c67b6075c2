"""The schema of the store, in small named steps that are recorded in the database itself.

Each step has a version and says how old a program may be to go on with the database after it. One
that only adds things leaves that as it was: see "Schema" in docs/decisions.md.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlite_utils

from bot.errors import StoreError
from bot.store.sqlite.migrations import (
    attempts,
    calls,
    ends,
    lists,
    names,
    requests,
    sight,
    watches,
    workspaces,
)

__all__ = ["SCHEMA_VERSION", "check_version", "migrations", "record_version"]

Step = Callable[[sqlite_utils.Database], None]

# in the order in which databases take them; new ones come last
_STEPS_BEFORE_VERSIONS: Final[tuple[Step, ...]] = (
    calls.create_orders,
    calls.create_calls,
    calls.create_transitions,
    calls.create_deliveries,
    calls.create_preferences,
    calls.create_forms,
    lists.create_listings,
    lists.index_live_calls,
    lists.create_permalinks,
    watches.create_watches,
    watches.widen_deliveries,
    attempts.add_attempts,
    attempts.let_calls_be_missed_again,
    ends.note_ends_of_calls,
)
# with the oldest version of the program that may open the database afterwards
_STEPS: Final[tuple[tuple[Step, int], ...]] = (
    (names.rename_tables, 1),
    (workspaces.add_workspaces, 2),
    (requests.create_inbox, 2),
    (sight.note_places, 2),
)
SCHEMA_VERSION: Final = len(_STEPS)


def check_version(db: sqlite_utils.Database, path: Path) -> None:
    """Raise StoreError where a newer program has changed what this one relies on."""
    if not db["schema_versions"].exists():
        return
    sql = "SELECT coalesce(max(oldest_program), 0) FROM schema_versions"
    needed = db.execute(sql).fetchone()[0]
    if needed > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was changed by a newer version of this bot (schema {needed}, this one knows "
            f"{SCHEMA_VERSION}); start the newer version, or put back a backup from before it"
        )


def record_version(
    db: sqlite_utils.Database, *, version: int, step: str, oldest_program: int
) -> None:
    """Record, in the step's own transaction, the version and who may still open the database."""
    db.execute(
        "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, "
        "step TEXT NOT NULL, oldest_program INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "INSERT INTO schema_versions (version, step, oldest_program) VALUES (?, ?, ?)",
        [version, step, oldest_program],
    )


def _build_recorded(step: Step, version: int, oldest_program: int) -> Step:
    def run(db: sqlite_utils.Database) -> None:
        step(db)
        record_version(db, version=version, step=step.__name__, oldest_program=oldest_program)

    return run


migrations = sqlite_utils.Migrations("call_bot")
for _step in _STEPS_BEFORE_VERSIONS:
    migrations()(_step)
for _version, (_step, _oldest) in enumerate(_STEPS, start=1):
    migrations(name=_step.__name__)(_build_recorded(_step, _version, _oldest))
