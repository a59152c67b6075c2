"""The schema of the store, in small named steps that are recorded in the database itself.

A step is the SQL in a file of its name. It never changes.
Each has a version and says how old a program may be to go on with the database after it. One that
only adds things leaves that as it was: see "Store" in docs/decisions.md.
"""

import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import sqlite_utils

from bot.domain.callees import build_callee_key
from bot.domain.countries import find_country
from bot.errors import StoreError

Step = Callable[[sqlite_utils.Database], None]

_FOLDER: Final = Path(__file__).parent
# in the order in which databases take them; new ones come last
_STEPS_BEFORE_VERSIONS: Final = """
    create_orders create_calls create_transitions create_deliveries create_preferences create_forms
    create_listings index_live_calls create_permalinks create_watches widen_deliveries add_attempts
    let_calls_be_missed_again note_ends_of_calls
""".split()
# with the oldest version of the program that may open the database afterwards
_STEPS: Final[tuple[tuple[str, int], ...]] = (
    ("rename_tables", 1),
    ("add_workspaces", 2),
    ("create_inbox", 2),
    ("add_claims", 2),
    ("note_places", 2),
    ("list_every_call", 2),
    ("note_unseen_transitions", 2),
    ("postpone_messages", 2),
    ("add_upkeep", 2),
    ("know_variables", 2),
    ("note_waits", 2),
    ("map_results", 2),
    ("name_callees", 2),
    ("find_callees", 2),
    ("create_rules", 2),
    ("create_suppressions", 2),
    ("note_quiet_hours", 2),
    ("note_time", 2),
    ("tell_answered_calls", 2),
    ("note_consents", 2),
    ("raise_alarms", 2),
    ("note_countries", 2),
    ("add_approvals", 2),
    ("keep_evidence", 2),
    ("know_key", 2),
    ("tell_together", 2),
    ("note_cards_behind", 2),
    ("note_who_asks", 2),
    ("note_copy", 2),
)
SCHEMA_VERSION: Final = len(_STEPS)


def find_version(db: sqlite_utils.Database) -> int:
    """Return the newest version of the schema that a database has, 0 from before there were any."""
    if not db["schema_versions"].exists():
        return 0
    return int(db.execute("SELECT coalesce(max(version), 0) FROM schema_versions").fetchone()[0])


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


def _read_step(name: str) -> Step:
    def run(db: sqlite_utils.Database) -> None:
        db.conn.create_function("fold_agent_name", 1, _fold_agent_name, deterministic=True)
        # by the rule of today: one that changes it makes all keys anew in a step of its own
        db.conn.create_function("build_callee_key", 2, build_callee_key, deterministic=True)
        db.conn.create_function("find_country", 1, find_country, deterministic=True)
        (path,) = _FOLDER.glob(f"m???_{name}.sql")
        for statement in _split(path.read_text(encoding="utf-8")):
            db.execute(statement)

    return run


def _split(script: str) -> Iterator[str]:
    # one by one, because SQLite's way to run a whole script ends the transaction of the step
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement


def _fold_agent_name(name: str | None) -> str | None:
    # as the bot of add_workspaces did; another way to fold is another step and another function
    if name is None:
        return None
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _build_recorded(name: str, version: int, oldest_program: int) -> Step:
    change = _read_step(name)

    def run(db: sqlite_utils.Database) -> None:
        change(db)
        record_version(db, version=version, step=name, oldest_program=oldest_program)

    return run


migrations = sqlite_utils.Migrations("call_bot")
for _name in _STEPS_BEFORE_VERSIONS:
    migrations(name=_name)(_read_step(_name))
for _version, (_name, _oldest) in enumerate(_STEPS, start=1):
    migrations(name=_name)(_build_recorded(_name, _version, _oldest))
