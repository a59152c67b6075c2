"""Signals: what happened, and which parts then have something to do, as one table."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """A part that can be woken; those that APScheduler runs are jobs of the same name."""

    OUTBOX = "outbox"
    DIALER = "dialer"
    HOME = "home"
    TRACKER = "tracker"
    ATTEMPTS = "attempts"
    RESULTS = "results"
    AGENTS = "agents"
    DIGESTS = "digests"
    SOCKET_MODE = "socket_mode"
    SWEEP = "sweep"
    UPKEEP = "upkeep"
    ALARMS = "alarms"
    APPROVALS = "approvals"
    ERASER = "eraser"


class Signal(StrEnum):
    """Something that happened."""

    CARD_POSTED = "card_posted"
    DIAL_ANSWERED = "dial_answered"
    STATUS_CHANGED = "status_changed"
    CALL_ENDED = "call_ended"
    QUEUE_CHANGED = "queue_changed"
    RESULT_RECORDED = "result_recorded"
    MESSAGE_ADDED = "message_added"
    DIGEST_POSTED = "digest_posted"
    SCHEDULE_CHANGED = "schedule_changed"
    RULES_CHANGED = "rules_changed"
    ERASURE_BEGUN = "erasure_begun"


WAKES: Final[Mapping[Signal, tuple[Part, ...]]] = {
    # a call with a card may be dialed
    Signal.CARD_POSTED: (Part.DIALER, Part.HOME, Part.ATTEMPTS),
    Signal.DIAL_ANSWERED: (Part.TRACKER, Part.ATTEMPTS, Part.ALARMS),
    Signal.STATUS_CHANGED: (Part.OUTBOX, Part.HOME),
    # it frees a slot, asks for a result, and may ask for another attempt
    Signal.CALL_ENDED: (Part.OUTBOX, Part.HOME, Part.DIALER, Part.RESULTS, Part.ATTEMPTS),
    Signal.QUEUE_CHANGED: (Part.OUTBOX, Part.HOME, Part.DIALER),
    # a voicemail may ask for another attempt
    Signal.RESULT_RECORDED: (Part.OUTBOX, Part.HOME, Part.ATTEMPTS),
    Signal.MESSAGE_ADDED: (Part.OUTBOX, Part.HOME),
    # its chart is shared in its thread
    Signal.DIGEST_POSTED: (Part.DIGESTS,),
    # a person chose or changed what happens when, or the clock jumped
    Signal.SCHEDULE_CHANGED: (
        Part.OUTBOX,
        Part.HOME,
        Part.DIALER,
        Part.RESULTS,
        Part.ATTEMPTS,
        Part.DIGESTS,
        Part.APPROVALS,
    ),
    # what waited may be allowed now
    Signal.RULES_CHANGED: (Part.DIALER, Part.OUTBOX, Part.HOME, Part.APPROVALS),
    # what stands in Slack is edited, then the rest is looked for
    Signal.ERASURE_BEGUN: (Part.OUTBOX, Part.HOME, Part.DIALER, Part.ERASER),
}


class Signals:
    """Wakes the parts that a signal concerns; one that is not connected is left out."""

    def __init__(self) -> None:
        self._wakes: dict[Part, Callable[[], None]] = {}

    def connect(self, part: Part, wake: Callable[[], None]) -> None:
        """Have `wake` called, without waiting, whenever a signal concerns the part."""
        self._wakes[part] = wake

    def emit(self, signal: Signal) -> None:
        """Wake every part that the signal concerns."""
        for part in WAKES[signal]:
            if part in self._wakes:
                self._wakes[part]()
