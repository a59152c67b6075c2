"""Times that are still to come, and several attempts of one order."""

import sqlite_utils


def add_attempts(db: sqlite_utils.Database) -> None:
    """When each attempt is due, how many there may be, and which end asks for another one."""
    for column in (
        "due_at REAL",
        "zone TEXT",
        "callee_zone TEXT",
        "attempts INTEGER NOT NULL DEFAULT 1",
    ):
        db.execute(f"ALTER TABLE orders ADD COLUMN {column}")
    for column in (
        "due_at REAL NOT NULL DEFAULT 0",
        "is_planned INTEGER NOT NULL DEFAULT 0",
        "wants_another INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute(f"ALTER TABLE calls ADD COLUMN {column}")
    db.execute(
        "UPDATE calls SET due_at = "
        "(SELECT created_at FROM orders WHERE orders.order_id = calls.order_id)"
    )
    for index in ("calls_not_over", "calls_live"):
        db.execute(f"DROP INDEX {index}")
    for index in (
        "calls_waiting ON calls (status, due_at, id) WHERE is_over = 0",
        "calls_live ON calls (id) WHERE is_over = 0 AND status NOT IN ('scheduled', 'overdue')",
        "calls_unplanned ON calls (id) WHERE wants_another = 1",
    ):
        db.execute(f"CREATE INDEX {index}")


def let_calls_be_missed_again(db: sqlite_utils.Database) -> None:
    """A call that was given another time may miss that one too; nothing else comes twice."""
    db.execute("""
        CREATE TABLE new_transitions (
            call INTEGER NOT NULL REFERENCES calls,
            seq INTEGER NOT NULL,
            status TEXT NOT NULL,
            at REAL NOT NULL,
            PRIMARY KEY (call, seq)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("INSERT INTO new_transitions SELECT call, seq, status, at FROM transitions")
    db.execute("DROP TABLE transitions")
    db.execute("ALTER TABLE new_transitions RENAME TO transitions")
    db.execute(
        "CREATE UNIQUE INDEX transitions_once ON transitions (call, status) "
        "WHERE status != 'overdue'"
    )
