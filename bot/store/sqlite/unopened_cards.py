"""Cards that do not stand while their call is in line, and which of them come too late."""

from datetime import datetime
from typing import Final

from bot.store.interface import LEASE, OPENS_WITHIN
from bot.store.sqlite.turns import CHANNEL, TABLES

CARDS_QUEUED: Final = """
    FROM attempts JOIN outbox AS card ON card.order_id = attempts.order_id AND card.seq = 0
    WHERE attempts.is_over = 0 AND attempts.status = 'queued'
"""
# a card that waits for its turn in the channel's pace is not late
IS_UNOPENED: Final = f"""
    card.state != 'sent' AND attempts.due_at < :unopened_before
    AND coalesce(card.anew_since, 0) < :unopened_before
    AND NOT (card.state IN ('pending', 'sending') AND EXISTS (
        SELECT 1 FROM {TABLES} WHERE outbox.claimed_until > :claimed_before
        AND outbox.state = 'sent' AND outbox.workspace_id = card.workspace_id
        AND {CHANNEL} = (SELECT channel_id FROM orders WHERE order_id = card.order_id)
    ))
"""


def since_opening(at: datetime) -> dict[str, datetime]:
    """Return the parameters of IS_UNOPENED at a moment."""
    before = at - OPENS_WITHIN
    return {"unopened_before": before, "claimed_before": before + LEASE}
