"""What channels want to hear: watches and digests."""

from datetime import date, datetime
from typing import Protocol

from bot.domain.subscriptions import DigestSchedule, Watch
from bot.domain.workspaces import ChannelKey
from bot.store.records import Digest


class Watches(Protocol):
    """Which channels want to hear of finished calls, and the lines they are owed."""

    async def add(self, watch: Watch, *, outcomes: frozenset[str] | None) -> bool:
        """Write a rule down; False where the channel has it. `outcomes` are what `outcome` means.

        They are statuses and Outcomes. Without them it is about every call that was dialed.
        """

    async def take_back(self, watch: Watch, *, outcomes: frozenset[str] | None) -> None:
        """Forget one rule of a channel, however it was typed."""

    async def of(self, channel: ChannelKey) -> tuple[Watch, ...]:
        """Return the rules of a channel, oldest first."""

    async def remove(self, channel: ChannelKey) -> bool:
        """Take all rules of a channel back, and the lines that are not posted yet."""

    async def leave(self, channel: ChannelKey, *, at: datetime) -> bool:
        """Forget a channel that can no longer be written to; False where nothing was owed there.

        What was still to be posted there is dropped, and each who had it watch is sent one message.
        """


class Digests(Protocol):
    """When channels want their digests, and those that were written down to be sent."""

    async def set_schedule(self, schedule: DigestSchedule) -> None:
        """Write down when a channel wants its digest, in place of the schedule before."""

    async def schedules(self) -> tuple[DigestSchedule, ...]:
        """Return when all channels want theirs."""

    async def schedule_of(self, channel: ChannelKey) -> DigestSchedule | None:
        """Return when a channel wants its digest, None where it wants none."""

    async def remove(self, channel: ChannelKey) -> bool:
        """Send a channel no more digests, nor one that is not sent yet; False where it had none."""

    async def issue(
        self, schedule: DigestSchedule, *, day: date, since: datetime, until: datetime
    ) -> bool:
        """Owe a channel the digest of a day, once; False where it had that of the day already."""

    async def get(self, digest_id: int) -> Digest | None:
        """Return a digest by its key."""

    async def awaiting_chart(self) -> tuple[Digest, ...]:
        """Return the digests that were sent and whose chart was not shared, oldest first."""

    async def claim_chart(self, digest_id: int) -> None:
        """Record, durably, that a chart is about to be shared."""

    async def release_chart(self, digest_id: int) -> None:
        """Record that a chart was certainly not shared and may be tried again."""

    async def close_chart(self, digest_id: int) -> None:
        """Record that a chart is shared, or will never be."""
