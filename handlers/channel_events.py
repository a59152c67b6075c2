"""Channels that the bot has lost: it had to leave, or they are archived or deleted."""

from typing import Any, Final

from bot.domain.workspaces import ChannelKey
from bot.signals import Signal
from handlers.listeners import Listeners

_LOST: Final = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
)


def register(listeners: Listeners) -> None:
    """Register the events."""
    app = listeners.app

    async def lose(event: dict[str, Any]) -> None:
        services = listeners.services
        channel = ChannelKey(services.workspace.id, str(event["channel"]))
        if await services.store.watches.leave(channel, at=services.clock.now()):
            services.signals.emit(Signal.MESSAGE_ADDED)

    for name in _LOST:
        app.event(name)(lose)
