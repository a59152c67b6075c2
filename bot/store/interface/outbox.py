"""Messages for Slack."""

from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.domain.workspaces import ChannelKey
from bot.store.records import Delivery

# by then everything that was postponed is due
END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)

# who asked for a call and saw no card for so long, though Slack took no other message there
# either, has given up or asked again
OPENS_WITHIN: Final = timedelta(minutes=2)


class Outbox(Protocol):
    """Messages for Slack: written with their cause, posted once, edited to the newest."""

    async def find_due(self) -> tuple[tuple[ChannelKey, ...], bool]:
        """Return the channels in which something is to be posted, and whether any is to be edited.

        Not those in which another process is posting.
        """

    async def next_post(
        self, channel: ChannelKey, *, at: datetime = END_OF_TIME
    ) -> Delivery | None:
        """Return the next message to post in a channel: cards, then threads, then all else.

        What Slack refused comes last, and what follows in its thread after it, unless that is in
        doubt. None, too, while another process posts in the channel.
        """

    async def next_edit(self, *, at: datetime = END_OF_TIME) -> Delivery | None:
        """Return the next message that shows less than is known.

        Cards that do not show what became of their call come before all else, those of finished
        calls first, then those that are behind for longest.
        """

    async def next_due_at(self, channel: ChannelKey, *, at: datetime) -> datetime | None:
        """Return when the next postponed post of a channel is due, None where there is none."""

    async def next_edit_due_at(self, *, at: datetime) -> datetime | None:
        """Return when the next postponed edit is due, None where there is none."""

    async def claim(
        self, delivery: Delivery, *, at: datetime, age_at: datetime | None = None
    ) -> bool:
        """Record, durably, that a message is about to be sent; False where another does that.

        It will show `delivery.revision`, and is this process's for LEASE. False, too, for the card
        of a stale order: with it the order would be dialed. Its age is judged by `age_at` where the
        clock was set meanwhile.
        """

    async def release(self, delivery: Delivery) -> None:
        """Record that a message was certainly not sent and may be sent again."""

    async def recover(self, *, at: datetime) -> None:
        """Let messages be taken up whose process is gone: its claim on them expired."""

    async def postpone(
        self, delivery: Delivery, *, until: datetime, is_refused: bool = False
    ) -> None:
        """Let all else in the channel go before a message; refused counts as one of its `tries`."""

    async def post_anew(self, delivery: Delivery, *, at: datetime) -> None:
        """Post a message that cannot be edited once more in its thread; what stands is left."""

    async def tell_results_apart(self, *, at: datetime, many: int) -> bool:
        """Post the results that wait for their first edit, where more than so many edits wait.

        Each goes into its thread as a reply of its own. False where there was none.
        """

    async def record_stray(self, delivery: Delivery, ts: str) -> None:
        """Record that a reply stands as `ts` outside of its thread; it stays in doubt."""

    async def drop(self, delivery: Delivery) -> None:
        """Give a message up: there is nowhere left to post it."""

    async def set_aside(self, delivery: Delivery) -> None:
        """Give a message up that Slack refuses, and count it."""

    async def shows(self, delivery_id: str, ts: str) -> bool:
        """Say whether a message is being posted, or stands and shows what is known."""

    async def add_notice(self, order_id: str, *, at: datetime) -> None:
        """Owe a requester, once for each attempt, a word in their direct message."""

    async def is_behind(self, order_id: str) -> bool:
        """Say whether Slack refused a message of an order's thread that does not stand yet."""

    async def record_sent(
        self, delivery: Delivery, ts: str, *, shown_revision: int | None = None
    ) -> None:
        """Record that a message stands in Slack as `ts`; it shows the newest where not said."""

    async def record_shown(self, delivery: Delivery) -> None:
        """Record that a message was edited and now shows `delivery.revision`."""

    async def shows_less(self, delivery: Delivery) -> bool:
        """Say whether a message still shows less than `delivery.revision`, where that stands."""

    async def redirect(
        self,
        order_id: str,
        channel_id: str,
        *,
        at: datetime,
        thread_ts: str | None = None,
        refused_id: str | None = None,
    ) -> bool:
        """Post a new card of an order, there or elsewhere, and what follows in its thread.

        That is a new one, or `thread_ts`, which was there before. False where a reply may be on
        its way to the old place, other than the delivery `refused_id`, which that did not take.
        Where it is not that delivery's place any more, nothing is moved.
        """

    async def count_cards_before(self, order_id: str) -> int:
        """Return how many cards are still to be posted in the channel before that of an order."""

    async def count_due(self) -> int:
        """Return how many messages are still to be posted or edited."""

    async def count_set_aside(self) -> int:
        """Return how many messages were given up because Slack refused them."""
