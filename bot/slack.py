"""Slack's Web API as the bot needs it: the one door to slack_sdk's client and its errors."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.models.metadata import Metadata
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.cards.lines import Message
from bot.errors import (
    AppGone,
    PayloadRefused,
    PostUnconfirmed,
    SlackError,
    SlackUnavailable,
    TargetGone,
)

_DELIVERY_EVENT: Final = "call_delivery"
_TARGET_GONE: Final = frozenset(
    "channel_not_found not_in_channel is_archived is_inactive restricted_action "
    "restricted_action_read_only_channel restricted_action_thread_only_channel "
    "restricted_action_non_threadable_channel restricted_action_thread_locked "
    "cannot_reply_to_message thread_not_found message_not_found cant_update_message "
    "edit_window_closed ekm_access_denied messages_tab_disabled no_permission user_not_found "
    "external_channel_migrating cannot_dm_bot user_disabled access_denied".split()
)
_APP_GONE: Final = frozenset(
    "invalid_auth token_revoked token_expired account_inactive missing_scope not_authed "
    "app_access_restricted not_allowed_token_type app_missing_action_url".split()
)
_NOTHING_DONE: Final = frozenset(
    "ratelimited rate_limited message_limit_exceeded service_unavailable request_timeout "
    "team_added_to_org org_login_required".split()
)
# Slack's own words: part of the operation may have succeeded
_IN_DOUBT: Final = frozenset({"internal_error", "fatal_error"})
# what the SDK lets through when an answer is empty, cut or not JSON
_SDK_SLIPS: Final = (SlackClientError, aiohttp.ClientError, OSError, ValueError, TypeError)
_PAGES: Final = 5
_Method = Callable[..., Awaitable[AsyncSlackResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is in its workspace."""

    team_id: str
    user_id: str
    bot_id: str
    name: str
    team_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that stands in Slack; `thread_ts` is None where it landed outside a thread."""

    ts: str
    thread_ts: str | None


class _RateLimitHandler(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack asks; the SDK's own breaks on a pause that is no whole number."""

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """Sleep, then let the request be sent once more."""
        await asyncio.sleep(_retry_after(response))
        state.next_attempt_requested = True
        state.increment_current_attempt()


def build_web_client(*, token: str, base_url: str, timeout_seconds: int = 10) -> AsyncWebClient:
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


class Slack:
    """The requests this bot makes; every method may raise SlackError."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def identify(self) -> Identity:
        """Ask who the token belongs to."""
        answer = await self._ask(self._client.auth_test)
        return Identity(
            team_id=str(answer.get("team_id", "")),
            user_id=str(answer.get("user_id", "")),
            bot_id=str(answer.get("bot_id", "")),
            name=str(answer.get("user", "the bot")),
            team_name=str(answer.get("team", "")),
        )

    async def granted_scopes(self) -> frozenset[str] | None:
        """Return the scopes that the bot token has, None where Slack does not say."""
        answer = await self._answer(self._client.auth_test)
        headers = {str(name).casefold(): value for name, value in answer.headers.items()}
        if "x-oauth-scopes" not in headers:
            return None
        return frozenset(headers["x-oauth-scopes"].replace(" ", "").split(","))

    async def open_socket(self, app_token: str) -> str:
        """Ask for a Socket Mode address, which proves that the app token is accepted."""
        answer = await self._ask(self._client.apps_connections_open, app_token=app_token)
        return str(answer.get("url", ""))

    async def post(
        self, channel_id: str, message: Message, *, thread_ts: str | None, delivery_id: str
    ) -> Posted:
        """Post a message that can be found again by its delivery id."""
        answer = await self._ask(
            self._client.chat_postMessage,
            channel=channel_id,
            text=message.text,
            blocks=message.blocks or None,
            thread_ts=thread_ts,
            metadata=Metadata(
                event_type=_DELIVERY_EVENT, event_payload={"delivery_id": delivery_id}
            ).to_dict(),
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        ts, sent = answer.get("ts"), answer.get("message")
        if not isinstance(ts, str):
            raise PostUnconfirmed("the answer names no message")
        # an answer that does not show the message is taken to have gone where it was sent
        landed = sent.get("thread_ts") if isinstance(sent, dict) and sent else thread_ts
        return Posted(ts=ts, thread_ts=landed)

    async def edit(self, channel_id: str, ts: str, message: Message) -> None:
        """Replace text and blocks of a message."""
        await self._ask(
            self._client.chat_update,
            channel=channel_id,
            ts=ts,
            text=message.text,
            blocks=message.blocks,
            parse="none",
            link_names=False,
        )

    async def delete(self, channel_id: str, ts: str) -> None:
        """Take a message back."""
        await self._ask(self._client.chat_delete, channel=channel_id, ts=ts)

    async def find_delivery(
        self, channel_id: str, delivery_id: str, *, thread_ts: str | None, since: datetime
    ) -> str | None:
        """Return the ts of the message that carries a delivery id, None where there is none."""
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._read_page(channel_id, thread_ts, since, cursor)
            for message in page.get("messages") or []:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("delivery_id") == delivery_id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return None

    async def open_dm(self, user_id: str) -> str:
        """Return the id of the direct message with a user."""
        answer = await self._ask(self._client.conversations_open, users=user_id)
        return str((answer.get("channel") or {}).get("id", user_id))

    async def whisper(self, channel_id: str, user_id: str, message: Message) -> None:
        """Say something in a channel that only one user sees."""
        await self._ask(
            self._client.chat_postEphemeral,
            channel=channel_id,
            user=user_id,
            text=message.text,
            blocks=message.blocks,
        )

    async def say(self, channel_id: str, message: Message) -> None:
        """Say something that belongs to no call."""
        await self._ask(
            self._client.chat_postMessage,
            channel=channel_id,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal; returns its view id."""
        answer = await self._ask(self._client.views_open, trigger_id=trigger_id, view=view)
        return str((answer.get("view") or {}).get("id", ""))

    async def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None:
        """Replace an open modal."""
        await self._ask(self._client.views_update, view_id=view_id, hash=view_hash, view=view)

    async def permalink(self, channel_id: str, ts: str) -> str:
        """Return the link to a message."""
        answer = await self._ask(self._client.chat_getPermalink, channel=channel_id, message_ts=ts)
        return str(answer.get("permalink", ""))

    async def _read_page(
        self, channel_id: str, thread_ts: str | None, since: datetime, cursor: str | None
    ) -> dict[str, Any]:
        params: dict[str, Any] = {
            "channel": channel_id,
            "include_all_metadata": True,
            "limit": 200,
            "cursor": cursor,
        }
        if thread_ts is not None:
            return await self._read(self._client.conversations_replies, ts=thread_ts, **params)
        oldest = f"{since.timestamp() - 60:.6f}"
        return await self._read(self._client.conversations_history, oldest=oldest, **params)

    async def _read(self, method: _Method, **params: Any) -> dict[str, Any]:
        try:
            return await self._ask(method, **params)
        except TargetGone as exc:
            if exc.code != "not_in_channel":
                raise
        # the bot may post to a public channel from outside, but has to be inside to read it
        await self._ask(self._client.conversations_join, channel=params["channel"])
        return await self._ask(method, **params)

    async def _ask(self, method: _Method, **params: Any) -> dict[str, Any]:
        data = (await self._answer(method, **params)).data
        if not isinstance(data, dict):
            raise PostUnconfirmed("the answer is not JSON")
        return data

    async def _answer(self, method: _Method, **params: Any) -> AsyncSlackResponse:
        sent = {name: value for name, value in params.items() if value is not None}
        try:
            return await method(**sent)
        except SlackApiError as exc:
            raise _classify(exc) from exc
        except aiohttp.ClientConnectorError as exc:
            raise SlackUnavailable("Slack cannot be reached") from exc
        except (TimeoutError, AttributeError, *_SDK_SLIPS) as exc:
            raise PostUnconfirmed(type(exc).__name__) from exc


def _classify(error: SlackApiError) -> SlackError:
    response: Any = error.response
    data = getattr(response, "data", response)
    data = data if isinstance(data, dict) else {}
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    code = data.get("error")
    if status == 429 or code in _NOTHING_DONE:
        return SlackUnavailable(
            str(code or "ratelimited"), retry_after_seconds=_retry_after(response)
        )
    if not isinstance(code, str) or code in _IN_DOUBT:
        return PostUnconfirmed(str(code or f"HTTP {status}"))
    if code in _TARGET_GONE:
        return TargetGone(code)
    if code in _APP_GONE:
        return AppGone(code)
    messages = (data.get("response_metadata") or {}).get("messages") or []
    return PayloadRefused(code, tuple(str(message) for message in messages))


def _retry_after(response: Any) -> float:
    headers = getattr(response, "headers", None) or {}
    for name, value in dict(headers).items():
        if str(name).casefold() == "retry-after":
            first = value[0] if isinstance(value, list) and value else value
            try:
                return min(max(float(first), 0.1), 600.0)
            except (TypeError, ValueError):
                break
    return 1.0
