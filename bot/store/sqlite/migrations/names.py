"""Tables and columns under the names that the field has for them."""

import sqlite_utils


def rename_tables(db: sqlite_utils.Database) -> None:
    """Call attempts attempts, and say whose a time zone is."""
    for trigger in ("list_new_call", "list_changed_call", "list_moved_order", "note_end_of_call"):
        db.execute(f"DROP TRIGGER {trigger}")
    for index in (
        "calls_waiting",
        "calls_live",
        "calls_unplanned",
        "calls_by_end",
        "orders_by_channel",
    ):
        db.execute(f"DROP INDEX {index}")
    for old, new in (("calls", "attempts"), ("digest_times", "digest_schedules")):
        db.execute(f"ALTER TABLE {old} RENAME TO {new}")
    for table, old, new in (
        ("orders", "team_id", "workspace_id"),
        ("orders", "zone", "requester_time_zone"),
        ("orders", "callee_zone", "callee_time_zone"),
        ("attempts", "is_planned", "is_automatic"),
        ("attempts", "wants_another", "retry_pending"),
        ("transitions", "call", "attempt_id"),
    ):
        db.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for index in (
        "attempts_waiting ON attempts (status, due_at, id) WHERE is_over = 0",
        "attempts_live ON attempts (id) "
        "WHERE is_over = 0 AND status NOT IN ('scheduled', 'overdue')",
        "attempts_awaiting_retry ON attempts (id) WHERE retry_pending = 1",
        "attempts_by_end ON attempts (over_at) WHERE over_at IS NOT NULL",
    ):
        db.execute(f"CREATE INDEX {index}")
    db.execute("""
        CREATE TRIGGER note_end_of_attempt AFTER UPDATE OF is_over ON attempts
        WHEN NEW.is_over = 1 AND OLD.is_over = 0 BEGIN
            UPDATE attempts SET over_at =
                (SELECT max(at) FROM transitions WHERE attempt_id = NEW.id)
            WHERE id = NEW.id;
        END
    """)
