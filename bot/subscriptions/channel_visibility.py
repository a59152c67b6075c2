"""Learn which channels are public: calls there are listed for everybody."""

from typing import Final

from bot.clock import Clock
from bot.domain.workspaces import ChannelKey
from bot.errors import SlackError
from bot.signals import Signal, Signals
from bot.slack.facts import SlackFacts
from bot.store.interface import Store

_AT_ONCE: Final = 10
_PAUSE_SECONDS: Final = 1.0


class ChannelVisibility:
    """Asks Slack about channels with threads of calls, anew every hour."""

    def __init__(self, store: Store, facts: SlackFacts, clock: Clock, *, signals: Signals) -> None:
        self._store = store
        self._facts = facts
        self._clock = clock
        self._signals = signals

    async def refresh(self) -> float | None:
        """Ask about channels that are due, return the seconds until more are; raises StoreError."""
        due = await self._store.channels.stale(at=self._clock.now(), limit=_AT_ONCE)
        try:
            for channel in due:
                await self.is_public(channel)
        except SlackError:
            return None  # what stays unknown is asked about another time
        return _PAUSE_SECONDS if len(due) == _AT_ONCE else None

    async def is_public(self, channel: ChannelKey) -> bool:
        """Say whether a channel is public now, lists following; raises StoreError, SlackError."""
        place = await self._facts.require_place(channel.channel_id)
        now = self._clock.now()
        if await self._store.channels.record(channel, is_public=place.is_public, at=now):
            self._signals.emit(Signal.LISTS_CHANGED)
        return place.is_public
