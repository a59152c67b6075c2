"""Lists of calls, and links to what they name."""

import sqlite_utils

from bot.store.sqlite.listings import LISTINGS


def create_listings(db: sqlite_utils.Database) -> None:
    """The lists a call stands in: its asker's, its channel's and, where that is public, all's."""
    for statement in LISTINGS:
        db.execute(statement)


def index_live_calls(db: sqlite_utils.Database) -> None:
    """The calls that are not over, in the order in which they were asked for."""
    db.execute("CREATE INDEX calls_live ON calls (id) WHERE is_over = 0")


def create_permalinks(db: sqlite_utils.Database) -> None:
    """Links to messages, each of which costs a request to Slack to learn."""
    db.execute("""
        CREATE TABLE permalinks (
            channel_id TEXT NOT NULL,
            ts TEXT NOT NULL,
            url TEXT NOT NULL,
            PRIMARY KEY (channel_id, ts)
        ) STRICT, WITHOUT ROWID
    """)
