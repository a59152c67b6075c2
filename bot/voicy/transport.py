"""One line to the API: a pool of connections, and whether a request that failed was ever sent."""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Protocol

import httpx

from bot.errors import DialUnconfirmedError, VoicyUnavailableError
from bot.voicy.bodies import read_body
from bot.voicy.responses import Answer

# ten times a full page of calls or the transcript of an hour, and read within 50 ms
LARGEST_BODY_BYTES: Final = 4_000_000
_LARGEST_ERROR_BYTES: Final = 64_000
_AT_ONCE: Final = 8

_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_FAILURES: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    RuntimeError,
    ValueError,
    ExceptionGroup,  # from the task group that httpx connects in
)
_HIGHEST_PORT: Final = 65535
# a step of httpcore's
_BODY_IS_NEXT: Final = "http11.send_request_body.started"
_REASONS: Final[Mapping[str, tuple[type[Exception], ...]]] = {  # the first that fits
    "it cannot be reached in time": (httpx.ConnectTimeout,),
    "its address is not a web address": (httpx.UnsupportedProtocol, httpx.InvalidURL),
    "it cannot be reached": (httpx.ConnectError, httpx.ProxyError),
    "no answer in time": (httpx.ReadTimeout, httpx.WriteTimeout, TimeoutError),
    "the connection broke": (httpx.NetworkError, httpx.ProtocolError),
}

Payload = Mapping[str, Any] | None
Failure = type[VoicyUnavailableError | DialUnconfirmedError]
logger = logging.getLogger(__name__)


@cache
def load_certificates() -> ssl.SSLContext:
    """Load whom connections trust, once for all of them: it takes a fiftieth of a second."""
    return httpx.create_ssl_context(trust_env=False)


class Lease(Protocol):
    """The right to send one request; what it raises leaves as it is, and no whole request was sent.

    Between the head of a request and its body the process may be stopped, too.
    """

    async def renew(self) -> None:
        """Renew it: its turn in the budget has come, and connecting begins."""

    async def check(self) -> None:
        """Check it: the connection stands, and the first byte is next."""

    async def confirm(self) -> None:
        """Check it once more: the head was sent, and the body is next."""


class _Hold:
    """Holds a request back while it connects, and until its lease was checked.

    httpcore awaits `trace` before each of its steps. Those called "connection…" open the
    connection, so the first with another name comes right before the first byte.
    """

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._is_checked = False
        self.is_on = False

    async def trace(self, step: str, _: object) -> None:
        if step == _BODY_IS_NEXT:
            await self._lease.confirm()
        if self._is_checked:
            return
        self.is_on = True
        if not step.startswith("connection."):
            self._is_checked = True
            await self._lease.check()
            self.is_on = False


class Transport:
    """Send requests, eight at once, each with a deadline for its whole answer.

    `connections` is what a request holds while it is sent. The pool of `client` has no bound of its
    own: a request that is cancelled while it queues inside httpx would take a connection away for
    good (github.com/encode/httpcore/issues/1093). `failure` is raised where a request may have
    arrived and its answer did not, or makes no sense.
    """

    def __init__(
        self,
        *,
        base_url: str,
        client: httpx.AsyncClient,
        deadline_seconds: float,
        failure: Failure,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._client = client
        self.connections = asyncio.Semaphore(_AT_ONCE)
        self.deadline_seconds = deadline_seconds
        self.failure = failure

    async def send(self, path: str, payload: Payload, *, lease: Lease | None = None) -> Answer:
        """GET, or POST a payload; returns the whole answer, of whatever status.

        Raises VoicyUnavailableError where it is proven that the request never left, else `failure`;
        and what the check of `lease` raises.
        """
        hold = None if lease is None else _Hold(lease)
        if self._client.is_closed:
            raise VoicyUnavailableError("the client is closed")
        try:
            request = self._client.build_request(
                "GET" if payload is None else "POST",
                self._base_url + path,
                json=payload,
                extensions={"trace": hold.trace} if hold else None,
            )
            if (request.url.port or 0) > _HIGHEST_PORT:
                raise httpx.InvalidURL("no such port")
        except (httpx.InvalidURL, TypeError, ValueError) as exc:
            raise VoicyUnavailableError(_name_failure(exc)) from exc
        try:
            async with asyncio.timeout(self.deadline_seconds):
                return await self._receive(request)
        except _FAILURES as exc:
            logger.info("Voicy API, %s: %s", path.split("/")[1], type(exc).__name__)
            is_unsent = isinstance(exc, _NEVER_SENT) or (hold is not None and hold.is_on)
            failure = VoicyUnavailableError if is_unsent else self.failure
            raise failure(_name_failure(exc)) from exc

    async def aclose(self) -> None:
        """Close every connection; what is still under way is lost."""
        await self._client.aclose()

    async def _receive(self, request: httpx.Request) -> Answer:
        response = await self._client.send(request, stream=True)
        largest = LARGEST_BODY_BYTES if response.is_success else _LARGEST_ERROR_BYTES
        body = b""  # then the status alone says what happened
        try:
            body = await read_body(response, largest_bytes=largest)
        except ValueError as exc:
            logger.warning("Voicy API, %s: its answer is not read: %s", request.url.path, exc)
        except _FAILURES:
            if response.is_success:
                raise
        finally:
            await response.aclose()
        return Answer(status=response.status_code, headers=response.headers, body=body)


def _name_failure(failure: Exception) -> str:
    """Name a failure in words for people; the texts of httpx are often empty."""
    found = (words for words, kinds in _REASONS.items() if isinstance(failure, kinds))
    return next(found, "its answer cannot be read")
