"""Trigger ids: proofs of a person's click, good for three seconds and one use."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clock import monotonic
from sandbox.slack.errors import SlackError

LIFETIME_SECONDS = 3.0


@dataclass(slots=True, kw_only=True)
class Trigger:
    """Who clicked, where, and when; `view_id` when it was inside a modal."""

    user: str
    channel: str | None
    view_id: str | None
    issued_at: float
    is_used: bool = False


class TriggerBook:
    """Issue trigger ids and exchange them."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._now = now

    def issue(self, *, user: str, channel: str | None = None, view_id: str | None = None) -> str:
        """Return a fresh trigger id for one interaction."""
        stem = secrets.randbelow(10**12)
        trigger_id = f"{stem}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(
            user=user, channel=channel, view_id=view_id, issued_at=self._now()
        )
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up. Raise Slack's error when it is unknown, used or too old."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.issued_at > LIFETIME_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger
