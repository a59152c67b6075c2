"""The client that speaks in Slack over connections it keeps, and what holds its posts back."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Final, Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

# a post on a connection that Slack closes in that moment is in doubt, so none is kept for as long
# as any server in front of it lets one rest
_KEPT_SECONDS: Final = 30.0


class SendingClaim(Protocol):
    """The right to send a message; neither method lets time pass once it has returned."""

    async def take(self) -> None:
        """Claim the message, right before it is sent; raises where it is not to be sent."""

    async def check(self) -> None:
        """Raise where too much time passed since it was taken."""


# of whoever sends; the task that writes for them inherits it
_claim: Final[ContextVar[SendingClaim | None]] = ContextVar("claim", default=None)


class SpeakingClient:
    """The client for posts and edits, whose requests share connections: one that stands is quicker.

    aiohttp sends a POST once, whatever becomes of the connection.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = copy(client)

    def lend(self) -> AsyncWebClient:
        """Return the client; to be called in the running loop."""
        if self._client.session is None:
            self._client.session = self._build_session()
        return self._client

    async def aclose(self) -> None:
        """Close every connection."""
        if self._client.session is not None:
            await self._client.session.close()
            self._client.session = None

    def _build_session(self) -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        # in spite of its name it is awaited before the headers are written
        trace.on_request_headers_sent.append(lambda *_: _take())
        # and so is this: the headers leave with the first chunk, which a task of its own writes
        trace.on_request_chunk_sent.append(lambda *_: _check())
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=_KEPT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._client.timeout),
            trace_configs=[trace],
        )


@contextmanager
def held_back(claim: SendingClaim | None) -> Iterator[None]:
    """Take `claim` whenever a connection stands for what is sent inside, and check it once more.

    What taking it raises leaves as it is, and nothing was sent. Where the check raises nothing was
    sent either, but that leaves as a lost connection.
    """
    token = _claim.set(claim)
    try:
        yield
    finally:
        _claim.reset(token)


async def _take() -> None:
    if (claim := _claim.get()) is not None:
        await claim.take()


async def _check() -> None:
    if (claim := _claim.get()) is not None:
        await claim.check()
