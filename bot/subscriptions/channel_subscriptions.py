"""What channels subscribe to: changed by members, announced in the channel, and audited."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.domain.requesters import Requester
from bot.domain.subscriptions import DigestSchedule, Watch
from bot.domain.workspaces import ChannelKey
from bot.errors import DeliveryUnknownError, DeniedError, SlackError
from bot.policies.permissions import SHARED
from bot.policies.verdicts import PolicyName
from bot.reporting.audit import AuditLog
from bot.signals import Signal, Signals
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.ui.rich_text import Message
from bot.ui.watch import build_new_digest, build_new_watch, build_watch_removed


class ChannelSubscriptions:
    """Changes subscriptions; methods raise DeniedError, StoreError and SlackError."""

    def __init__(
        self,
        store: Store,
        slack: Slack,
        access: CallAccess,
        audit: AuditLog,
        signals: Signals,
    ) -> None:
        self._store = store
        self._slack = slack
        self._access = access
        self._audit = audit
        self._signals = signals

    async def read(
        self, requester: Requester, channel: ChannelKey
    ) -> tuple[tuple[Watch, ...], DigestSchedule | None]:
        """Return the rules of a channel and when it wants its digest."""
        await self._access.find_sight(requester)
        watches = await self._store.watches.of(channel)
        return watches, await self._store.digests.schedule_of(channel)

    async def add_watch(
        self, requester: Requester, watch: Watch, *, outcomes: frozenset[str] | None
    ) -> bool:
        """Turn on updates about calls as they end; False where the channel has that rule."""
        await self._require(requester, watch.channel)
        if not await self._store.watches.add(watch, outcomes=outcomes):
            return False
        take_back = partial(self._store.watches.take_back, watch, outcomes=outcomes)
        await self._announce(watch.channel, build_new_watch(watch.added_by, watch), take_back)
        await self._audit.record_request("watch", requester, value=watch.channel_id)
        return True

    async def set_digest(self, requester: Requester, schedule: DigestSchedule) -> bool:
        """Turn on the digest of a channel at a time; False where it has it then."""
        channel, digests = schedule.channel, self._store.digests
        await self._require(requester, channel)
        before = await digests.schedule_of(channel)
        if before and (before.wall_time, before.zone) == (schedule.wall_time, schedule.zone):
            return False
        take_back: Callable[[], Awaitable[object]] = partial(digests.remove, channel)
        if before is not None:
            take_back = partial(digests.set_schedule, before)
        await digests.set_schedule(schedule)
        await self._announce(channel, build_new_digest(schedule.added_by, schedule), take_back)
        await self._audit.record_request("watch_digest", requester, value=channel.channel_id)
        self._signals.emit(Signal.SCHEDULE_CHANGED)
        return True

    async def remove(
        self, requester: Requester, channel: ChannelKey, *, is_digest_only: bool
    ) -> Message | None:
        """Turn off all updates of a channel, or its digest alone.

        Returns what the channel is to be told, None where it had nothing.
        """
        await self._access.require_member(requester)
        had_digest = await self._store.digests.remove(channel)
        had_rules = not is_digest_only and await self._store.watches.remove(channel)
        if not had_digest and not had_rules:
            return None
        await self._audit.record_request("unwatch", requester, value=channel.channel_id)
        return build_watch_removed(requester.user_id, had_updates=had_rules, had_digest=had_digest)

    async def _require(self, requester: Requester, channel: ChannelKey) -> None:
        await self._access.require_member(requester)
        if await self._access.is_shared(channel):
            raise DeniedError(PolicyName.RESULTS_ACCESS, SHARED)

    async def _announce(
        self, channel: ChannelKey, message: Message, take_back: Callable[[], Awaitable[object]]
    ) -> None:
        """Announce in a channel what it will get; where the bot cannot, take the rule back.

        The rule is written down before, so that no crash leaves a channel with a word that is not
        true.
        """
        try:
            await self._slack.post_plain(channel.channel_id, message)
        except DeliveryUnknownError:
            raise  # the channel may have it, so the rule stays
        except SlackError:
            await take_back()
            raise
