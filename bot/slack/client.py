"""The door to slack_sdk's web client: how it is built, and its errors turned into the bot's own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from math import isnan
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import (
    ChannelUnavailableError,
    DeliveryUnknownError,
    InvalidPayloadError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
    SlackUnavailableError,
)
from bot.slack.codes import (
    APP_UNAUTHORIZED,
    CHANNEL_UNAVAILABLE,
    IN_DOUBT,
    INVALID_PAYLOAD,
    NOTHING_DONE,
)

# what the SDK lets through when an answer is empty, cut or not JSON
_SDK_SLIPS: Final = (SlackClientError, aiohttp.ClientError, OSError, ValueError, TypeError)
_SHORT_PAUSE_SECONDS: Final = 2.0
TIMEOUT_SECONDS: Final = 10
Method = Callable[..., Awaitable[AsyncSlackResponse]]


class _RateLimitHandler(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack asks, where that is not long.

    The SDK's own sleeps for any time, inside whoever asked, and breaks on a pause that is no whole
    number. A longer pause is the outbox worker's to keep.
    """

    async def _can_retry_async(self, *, response: HttpResponse | None = None, **_: Any) -> bool:
        is_limited = response is not None and response.status_code == 429
        return is_limited and _retry_after(response) <= _SHORT_PAUSE_SECONDS

    async def prepare_for_next_attempt_async(
        self, *, state: RetryState, response: HttpResponse | None = None, **_: Any
    ) -> None:
        """Sleep, then let the request be sent once more."""
        await asyncio.sleep(_retry_after(response))
        state.next_attempt_requested = True
        state.increment_current_attempt()


def build_web_client(
    *, token: str, base_url: str, timeout_seconds: int = TIMEOUT_SECONDS
) -> AsyncWebClient:
    """Build the client for all Slack requests.

    Only the rate-limit handler repeats anything: the SDK's default one also repeats a post whose
    connection dropped after Slack had kept it.
    """
    return AsyncWebClient(
        token=token,
        base_url=base_url.rstrip("/") + "/",
        timeout=timeout_seconds,
        retry_handlers=[_RateLimitHandler(max_retry_count=1)],
    )


async def request(method: Method, **params: Any) -> dict[str, Any]:
    """Send one request and return its decoded answer; raises SlackError."""
    data = (await send(method, **params)).data
    if not isinstance(data, dict):
        raise DeliveryUnknownError("the answer is not JSON")
    return data


async def send(method: Method, **params: Any) -> AsyncSlackResponse:
    """Send one request, leaving out what is None; raises SlackError."""
    sent = {name: value for name, value in params.items() if value is not None}
    try:
        return await method(**sent)
    except SlackApiError as exc:
        raise _classify(exc) from exc
    except aiohttp.ClientConnectorError as exc:
        raise SlackUnavailableError("Slack cannot be reached") from exc
    except (AttributeError, *_SDK_SLIPS) as exc:
        raise DeliveryUnknownError(type(exc).__name__) from exc


def read_object(answer: Mapping[str, Any], named: str) -> Mapping[str, Any]:
    """Return the object that an answer is about; raises DeliveryUnknownError where it has none.

    Flags that are missing count as false, so that of nothing at all everything would be allowed.
    """
    found = answer.get(named)
    if not isinstance(found, Mapping) or not found.get("id"):
        raise DeliveryUnknownError(f"the answer has no {named}")
    return found


async def read_all(
    send_one: Callable[..., Awaitable[dict[str, Any]]], named: str, *, pages: int, **params: Any
) -> AsyncIterator[Any]:
    """Yield what an answer lists as `named`, so many pages of it; raises SlackError."""
    cursor: str | None = None
    for _ in range(pages):
        page = await send_one(cursor=cursor, **params)
        for each in page.get(named) or ():
            yield each
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


async def request_joining(
    client: AsyncWebClient, method: Method, *, channel: str, **params: Any
) -> dict[str, Any]:
    """Send a request that needs the bot inside a channel, joining it where it may.

    The bot may post to a public channel from outside, but neither read nor share files there.
    """
    try:
        return await request(method, channel=channel, **params)
    except ChannelUnavailableError as exc:
        if exc.code != "not_in_channel":
            raise
    await request(client.conversations_join, channel=channel)
    return await request(method, channel=channel, **params)


def _classify(error: SlackApiError) -> SlackError:
    response: Any = error.response
    data = getattr(response, "data", response)
    data = data if isinstance(data, dict) else {}
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    code = data.get("error")
    if status == 429 or code in NOTHING_DONE:
        return SlackUnavailableError(
            str(code or "ratelimited"), retry_after_seconds=_retry_after(response)
        )
    if not isinstance(code, str) or code in IN_DOUBT:
        return DeliveryUnknownError(str(code or f"HTTP {status}"))
    if code in INVALID_PAYLOAD:
        messages = (data.get("response_metadata") or {}).get("messages") or data.get("errors") or []
        return InvalidPayloadError(code, tuple(map(_read_finding, messages)))
    kinds = ((CHANNEL_UNAVAILABLE, ChannelUnavailableError), (APP_UNAUTHORIZED, SlackAuthError))
    # who fails and says no word that is known may have done what was asked
    unknown = DeliveryUnknownError if (status or 0) >= 500 else SlackRefusedError
    return next((kind(code) for codes, kind in kinds if code in codes), unknown(code))


def _read_finding(found: Any) -> str:
    """Read one thing that is wrong: a sentence, or one with a pointer of its own."""
    if not isinstance(found, dict):
        return str(found)
    return f"{found.get('pointer') or '/'}: {found.get('message') or found.get('code')}"


def _retry_after(response: Any) -> float:
    headers = dict(getattr(response, "headers", None) or {})
    value: Any = {str(name).casefold(): each for name, each in headers.items()}.get("retry-after")
    try:
        seconds = float(value[0] if isinstance(value, list) else value)
    except (IndexError, TypeError, ValueError):
        return 1.0
    return 1.0 if isnan(seconds) else min(max(seconds, 0.1), 600.0)
