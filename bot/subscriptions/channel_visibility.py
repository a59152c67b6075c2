"""Learn which channels are public: what is told in those is listed for everybody."""

import logging
from typing import Final

from bot.clock import Clock
from bot.domain.workspaces import ChannelKey
from bot.errors import ChannelUnavailableError, SlackAuthError, SlackError
from bot.signals import Signal, Signals
from bot.slack import Slack
from bot.store.interface import Store

_AT_ONCE: Final = 10
_PAUSE_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class ChannelVisibility:
    """Asks Slack about channels in which calls are told, anew every hour."""

    def __init__(self, store: Store, slack: Slack, clock: Clock, *, signals: Signals) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._signals = signals

    async def refresh(self) -> float | None:
        """Ask about channels that are due, return the seconds until more are; raises StoreError."""
        due = await self._store.channels.stale(at=self._clock.now(), limit=_AT_ONCE)
        for channel in due:
            try:
                await self._ask_slack(channel)
            except SlackError as exc:
                _log.warning("channel %s stays unknown for now: %s", channel.channel_id, exc.code)
                return None
        return _PAUSE_SECONDS if len(due) == _AT_ONCE else None

    async def is_public(self, channel: ChannelKey) -> bool:
        """Say whether a channel is public, if need be by asking; raises StoreError, SlackError."""
        known = await self._store.channels.is_public(channel, at=self._clock.now())
        return await self._ask_slack(channel) if known is None else known

    async def _ask_slack(self, channel: ChannelKey) -> bool:
        is_public = await self._is_public(channel.channel_id)
        now = self._clock.now()
        if await self._store.channels.record(channel, is_public=is_public, at=now):
            self._signals.emit(Signal.LISTS_CHANGED)
        return is_public

    async def _is_public(self, channel_id: str) -> bool:
        """Ask where it is not known from the id; what the bot may not even ask about is not."""
        if channel_id.startswith("D"):
            return False
        try:
            return await self._slack.people.is_public(channel_id)
        except (ChannelUnavailableError, SlackAuthError) as exc:
            if isinstance(exc, SlackAuthError) and exc.code != "missing_scope":
                raise
            return False
