"""Which statuses a call can have, and which may follow which."""

import re
from collections.abc import Collection, Mapping
from enum import IntEnum, StrEnum
from typing import Final

from bot.domain.meanings import Outcome


class CallStatus(StrEnum):
    """Every status this bot knows: the API's documented words and the bot's own.

    The API may send words that are not here; they are kept as plain text and shown as they came.
    """

    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    QUEUED = "queued"
    DIALING = "dialing"
    UNCONFIRMED = "unconfirmed"
    INITIATED = "initiated"
    RINGING = "ringing"
    ONGOING = "ongoing"
    ENDED = "ended"
    USER_HANGUP = "user_hangup"
    AGENT_HANGUP = "agent_hangup"
    INACTIVITY = "inactivity"
    ERROR_INACTIVITY = "error_inactivity"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    ERROR = "error"
    CANCELED = "canceled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNTRACED = "untraced"
    LOST = "lost"


class Phase(IntEnum):
    """How far a call is; a call only ever moves to a later phase."""

    SCHEDULED = 0
    OVERDUE = 1
    QUEUED = 2
    DIALING = 3
    UNCONFIRMED = 4
    INITIATED = 5
    RINGING = 6
    ONGOING = 7
    FINAL = 8


# nobody was dialed yet
WAITING: Final = frozenset({CallStatus.SCHEDULED, CallStatus.OVERDUE, CallStatus.QUEUED})
# nobody picked up, so that it makes sense to try again
UNREACHED: Final = frozenset({CallStatus.BUSY, CallStatus.NO_ANSWER})
COMPLETED: Final = frozenset(
    {
        CallStatus.ENDED,
        CallStatus.USER_HANGUP,
        CallStatus.AGENT_HANGUP,
        CallStatus.INACTIVITY,
        CallStatus.ERROR_INACTIVITY,
    }
)
FAILED: Final = frozenset(
    {CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.ERROR, CallStatus.CANCELED}
)
# over, and nobody was dialed
UNDIALED: Final = frozenset({CallStatus.REFUSED, CallStatus.WITHDRAWN})
CLOSED_HERE: Final = UNDIALED | {CallStatus.UNTRACED, CallStatus.LOST}
# over, as the API says
ENDED: Final = COMPLETED | FAILED
FINAL: Final = ENDED | CLOSED_HERE
OUTCOME_OF_STATUS: Final[Mapping[str, Outcome]] = {
    **{status: Outcome(status) for status in FAILED},
    **dict.fromkeys(COMPLETED, Outcome.ANSWERED),
}
# a call that an API gives ever new words would fill its thread
MOST_UNKNOWN_STATUSES: Final = 8
API_PREFIX: Final = "api:"
_PHASES: Final[Mapping[str, Phase]] = {
    **{CallStatus[phase.name]: phase for phase in Phase if phase is not Phase.FINAL},
    **dict.fromkeys(FINAL, Phase.FINAL),
}
_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")
# words of the bot's own that the API may not say: `queued` from there must not be dialed here
_OURS: Final = CLOSED_HERE | WAITING | {CallStatus.DIALING, CallStatus.UNCONFIRMED}


def find_phase(status: str) -> Phase | None:
    """Return the phase of a known status, None for a word nobody listed."""
    return _PHASES.get(status)


def is_final(status: str) -> bool:
    """Say whether nothing can follow this status."""
    return find_phase(status) is Phase.FINAL


def may_follow(status: str, status_history: Collection[str]) -> bool:
    """Say whether `status` is news after the statuses before it.

    Forward only: a status of the same or an earlier phase is old news, after a final one nothing
    is. A word nobody listed is news once, as long as the call is not over and there were few.
    """
    phases = [phase for phase in map(find_phase, status_history) if phase is not None]
    reached = max(phases, default=None)
    if reached is Phase.FINAL or status in status_history:
        return False
    phase = find_phase(status)
    if phase is None:
        return len(status_history) - len(phases) < MOST_UNKNOWN_STATUSES
    return reached is None or phase > reached


def is_unreached(status: str, status_history: Collection[str]) -> bool:
    """Say whether a call is over and nobody picked up: no conversation, not even a cut one."""
    return status in UNREACHED and CallStatus.ONGOING not in status_history


def read_status(raw: str, *, default: str) -> str:
    """Read a status as the API says it (`No-Answer` is `no_answer`), at most 40 characters.

    A word that means something of the bot's own is kept apart by API_PREFIX; no word at all is
    `default`.
    """
    words = _BETWEEN_WORDS.sub("_", raw.strip()).casefold()
    status = "".join(filter(str.isprintable, words))[:40]
    return f"{API_PREFIX}{status}" if status in _OURS else status or default
