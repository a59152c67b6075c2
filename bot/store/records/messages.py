"""What is owed to Slack."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.workspaces import InChannel


class DeliveryKind(StrEnum):
    """What a delivery is: a message of a call's thread, or one in another place."""

    CALL_THREAD = "call_thread"
    WATCH_LINE = "watch_line"
    DIGEST = "digest"
    WATCH_ENDED = "watch_ended"
    NOTICE = "notice"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(InChannel):
    """One message the bot owes or owns; `transition_seq` is None for the card of an order.

    A reply tells the transitions from `first_transition_seq` on, None where it tells one; where
    that is beyond `transition_seq` it tells the result of the call alone.
    Only a message of a call's thread has an `order_id` and a `seq` in it. `attempt_id` and
    `digest_id` are of what it is about, None where that is neither. WATCH_ENDED, NOTICE and ERASED
    go to the person `channel_id`; WATCH_ENDED is about the channel `about`, ERASED has there what
    was forgotten, a NOTICE of an alarm is about that, and it may go to a channel; one with a
    `transition_seq` asks for approval of that wait. `is_in_doubt`
    says that it was being sent when its answer, or the process, was lost; with a `ts` it stands
    outside of its thread then. Otherwise `ts` is None until it stands in Slack; then it only needs
    edits, up to `revision`. `shown_revision` is what it shows, or would show if what is in doubt
    arrived. Nothing of it can stand in Slack before `ordered_at`. `tries` counts
    how often Slack refused it, and `not_before` says when it is tried again. A reply that `is_anew`
    stands already, and cannot be edited to show the result of its call.
    """

    delivery_id: str
    kind: DeliveryKind
    order_id: str
    seq: int
    attempt_id: int | None
    transition_seq: int | None
    first_transition_seq: int | None
    digest_id: int | None
    about: str | None
    is_in_doubt: bool
    ts: str | None
    revision: int
    shown_revision: int
    thread_ts: str | None
    ordered_at: datetime
    tries: int
    not_before: datetime
    is_anew: bool

    @property
    def is_result_alone(self) -> bool:
        """Say whether this is a reply that tells what a call brought, and no transition."""
        is_apart = (self.first_transition_seq or 0) > (self.transition_seq or 0)
        return self.is_anew or is_apart

    @property
    def is_card(self) -> bool:
        """Say whether this is the anchor of an order, not a reply in its thread."""
        return self.kind is DeliveryKind.CALL_THREAD and self.seq == 0
