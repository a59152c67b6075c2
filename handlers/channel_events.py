"""Places the bot has lost: channels that it had to leave, or that are archived or deleted."""

from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from handlers.context import Services

_LOST: Final = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
)


def register(app: AsyncApp, services: Services) -> None:
    """Register the events."""

    async def lose(event: dict[str, Any]) -> None:
        await services.watching.leave(str(event["channel"]))

    for name in _LOST:
        app.event(name)(lose)
