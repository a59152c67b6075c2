"""Heads of replies and cards: sign and word of a status, as people read them."""

from enum import StrEnum

from bot.domain.statuses import CallStatus
from bot.ui.labels import format_status


def _head(status: str) -> str:
    return " ".join(format_status(status))


class Head(StrEnum):
    """What a reply about a status begins with."""

    SCHEDULED = _head(CallStatus.SCHEDULED)
    OVERDUE = _head(CallStatus.OVERDUE)
    QUEUED = _head(CallStatus.QUEUED)
    DIALING = _head(CallStatus.DIALING)
    UNCONFIRMED = _head(CallStatus.UNCONFIRMED)
    INITIATED = _head(CallStatus.INITIATED)
    RINGING = _head(CallStatus.RINGING)
    ONGOING = _head(CallStatus.ONGOING)
    ENDED = _head(CallStatus.ENDED)
    BUSY = _head(CallStatus.BUSY)
    NO_ANSWER = _head(CallStatus.NO_ANSWER)
    ERROR = _head(CallStatus.ERROR)
    CANCELED = _head(CallStatus.CANCELED)
    REFUSED = _head(CallStatus.REFUSED)
    WITHDRAWN = _head(CallStatus.WITHDRAWN)
    UNTRACED = _head(CallStatus.UNTRACED)
    LOST = _head(CallStatus.LOST)
