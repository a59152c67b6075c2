"""The Socket Mode link to Slack: connected, watched by the age of its last pong, rebuilt."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock

_PING_SECONDS: Final = 5.0
# the SDK reconnects by itself after four missed pongs; where it does not, it never will
_DEAF_SECONDS: Final = 40.0
_WATCH_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 30.0
_CLOSE_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class SocketModeLink:
    """Keeps one Socket Mode connection alive."""

    def __init__(
        self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, clock: Clock
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._web_client = web_client
        self._clock = clock
        self._handler = self._build()
        self._last_pong: float | None = None
        self._heard_at = clock.boottime()
        self.rebuilt = 0

    @property
    def pong_age_seconds(self) -> float:
        """Return how long ago a new pong of Slack was seen, or the link was built.

        When that was is not asked of the SDK: it dates pongs by the wall clock, which may be set.
        """
        last_pong = self._handler.client.last_ping_pong_time
        if last_pong not in (None, self._last_pong):
            self._last_pong, self._heard_at = last_pong, self._clock.boottime()
        return self._clock.boottime() - self._heard_at

    async def connect(self) -> None:
        """Connect, trying for as long as it takes."""
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self._heard_at = self._clock.boottime()

    async def check_alive(self) -> float | None:
        """Rebuild the link where it has gone deaf; returns the seconds until the next look."""
        age = self.pong_age_seconds
        if age > _DEAF_SECONDS:
            _log.error("Slack has not answered a ping for %d s: connecting anew", age)
            await self._close()
            self._handler = self._build()
            self.rebuilt += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(_CONNECT_SECONDS):
                    await self.connect()
        return _WATCH_SECONDS

    async def close(self) -> None:
        """Take in nothing more."""
        await self._close()

    async def _close(self) -> None:
        # a Slack that fell silent does not answer the goodbye either, and waiting for that the SDK
        # keeps its tasks and its session; asked a second time it no longer waits
        for _ in range(2):
            with suppress(TimeoutError, OSError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._handler.close_async()  # type: ignore[no-untyped-call]
                    return

    def _build(self) -> AsyncSocketModeHandler:
        return AsyncSocketModeHandler(
            self._app, self._app_token, web_client=self._web_client, ping_interval=_PING_SECONDS
        )
