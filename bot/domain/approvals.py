"""Approvals: a second person lets a call be dialed, as it was shown to them and no other."""

import json
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.orders import CallOrder

# who has not answered by then has not approved it
ANSWER_TIME: Final = timedelta(days=1)
_SHOWN: Final = """
    to_number from_number agent_id variables due_at attempts until_at callee_time_zone
    quiet_allowed_until quiet_reason approval_for
""".split()
_LENGTH: Final = 16


class ApprovalSubject(StrEnum):
    """What an approval can be about, beside a country and an agent."""

    CAP = "cap"
    # as rules of earlier programs have it
    QUIET_HOURS = "night"


def hash_shown(order: CallOrder) -> str:
    """Return a short hash of all that an approval is about; a change of it voids the approval."""
    shown = {name: getattr(order, name) for name in _SHOWN}
    text = json.dumps({**shown, "variables": dict(order.variables)}, default=str, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:_LENGTH]


def is_approved(order: CallOrder) -> bool:
    """Say whether a second person allowed an order as it is now."""
    return bool(order.approved_hash) and order.approved_hash == hash_shown(order)
