"""What every failure of the wire means for a dial: not sent, or perhaps sent and never repeated."""

import ssl

import httpx
import pytest

from bot.domain.phone_numbers import E164
from bot.errors import DialUnconfirmedError, VoicyUnavailableError
from bot.voicy import RequestBudget, VoicyClient

REQUEST = httpx.Request("POST", "http://voicy.invalid")
# these come before the first byte of a request has left
NOT_SENT: tuple[Exception, ...] = (
    httpx.ConnectError(""),
    httpx.ConnectTimeout(""),
    httpx.PoolTimeout(""),
    httpx.ProxyError(""),
    httpx.UnsupportedProtocol(""),
    httpx.InvalidURL(""),
)
PERHAPS_SENT: tuple[Exception, ...] = (
    httpx.ReadTimeout(""),
    httpx.WriteTimeout(""),
    httpx.ReadError(""),
    httpx.WriteError(""),
    httpx.CloseError(""),
    httpx.LocalProtocolError(""),
    httpx.RemoteProtocolError(""),
    httpx.DecodingError(""),
    httpx.TooManyRedirects(""),
    httpx.StreamConsumed(),
    httpx.StreamClosed(),
    httpx.ResponseNotRead(),
    httpx.RequestNotRead(),
    # what they derive from, should httpx raise it by itself
    httpx.HTTPError(""),
    httpx.HTTPStatusError("", request=REQUEST, response=httpx.Response(500)),
    httpx.RequestError(""),
    httpx.TransportError(""),
    httpx.TimeoutException(""),
    httpx.NetworkError(""),
    httpx.ProtocolError(""),
    httpx.StreamError(""),
    # and what comes from below it
    OSError(),
    ConnectionResetError(),
    TimeoutError(),
    ssl.SSLError(),
    RuntimeError(),
    ValueError(),
    UnicodeError(),
    ExceptionGroup("task group", [OSError("no route")]),
)
# about cookies of answers, which the client has none of
NEVER_RAISED = {httpx.CookieConflict}


class BrokenWire(httpx.AsyncBaseTransport):
    """A wire on which every request fails in one way."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        raise self.failure


async def dial(wire: BrokenWire) -> None:
    client = VoicyClient(
        base_url="http://voicy.invalid", api_key="key", budget=RequestBudget(), transport=wire
    )
    try:
        await client.dial(
            from_number=E164("+15551234567"),
            to_number=E164("+15559876543"),
            agent_id=None,
            variables={},
        )
    finally:
        await client.aclose()


def test_every_exception_of_httpx_is_in_the_table() -> None:
    known = {
        each
        for each in vars(httpx).values()
        if isinstance(each, type) and issubclass(each, Exception)
    }

    assert known - NEVER_RAISED <= {type(each) for each in (*NOT_SENT, *PERHAPS_SENT)}


@pytest.mark.parametrize("failure", NOT_SENT, ids=repr)
async def test_failure_before_the_first_byte_is_no_dial(failure: Exception) -> None:
    with pytest.raises(VoicyUnavailableError):
        await dial(BrokenWire(failure))


@pytest.mark.parametrize("failure", PERHAPS_SENT, ids=repr)
async def test_failure_after_the_first_byte_is_unconfirmed_and_not_repeated(
    failure: Exception,
) -> None:
    wire = BrokenWire(failure)

    with pytest.raises(DialUnconfirmedError):
        await dial(wire)

    assert wire.requests == 1
