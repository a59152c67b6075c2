"""Claims on what is being dialed or posted: the columns of a lease, as statements have them."""

from typing import Final

from bot.store.sqlite.rows import Connection

# nobody's is what a program wrote that knew no claims, or a process that is gone
IS_OURS: Final = "coalesce(claimed_by, :claimed_by) = :claimed_by"
CLAIM: Final = "claimed_by = :claimed_by, claimed_until = :claimed_until"
UNCLAIM: Final = "claimed_by = NULL, claimed_until = NULL"


def release_dead_claims(db: Connection) -> None:
    """Let go of every claim; called at the opening alone.

    Who holds the lock of the file knows that no other process is alive. Where several share a
    database only `claimed_until` says when a claim is over, and there this does nothing.
    """
    db.execute(f"UPDATE attempts SET {UNCLAIM} WHERE is_over = 0 AND status = 'dialing'")
    db.execute(f"UPDATE outbox SET {UNCLAIM} WHERE state = 'sending'")
