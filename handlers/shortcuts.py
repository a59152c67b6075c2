"""Shortcuts: a new call from anywhere, and a call to a number that stands in a message."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.domain.phone_numbers import find_numbers
from bot.errors import SlackError
from bot.ui.home import NEW_CALL
from bot.ui.notices import build_error
from handlers.call_form.listeners import open_form
from handlers.context import Services
from handlers.replies import reply_by_dm, reply_by_url

CALL_FROM_MESSAGE: Final = "call_from_message"
# the form has to open within three seconds
_DM_SECONDS: Final = 1.5
_NO_NUMBER: Final = "There is no phone number in that message; write it below."


def register(app: AsyncApp, services: Services) -> None:
    """Register the shortcuts."""

    async def new_call(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        user_id = body["user"]["id"]
        services.background.start(
            body.get("trigger_id"),
            open_anywhere(services, body["trigger_id"], user_id),
            reply=reply_by_dm(services.slack, user_id),
            explain=build_error,
        )

    async def call_from_message(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        thread_ts = _thread_ts(body)
        services.background.start(
            body.get("trigger_id"),
            _open_from_message(services, body, thread_ts),
            reply=reply_by_url(respond, services.slack, body["user"]["id"], thread_ts=thread_ts),
            explain=build_error,
        )

    app.shortcut(NEW_CALL)(new_call)
    app.shortcut(CALL_FROM_MESSAGE)(call_from_message)


async def open_anywhere(services: Services, trigger_id: str, user_id: str) -> None:
    """Open the form for a call told in the DM with the bot, where nobody else is disturbed."""
    try:
        async with asyncio.timeout(_DM_SECONDS):
            channel_id = await services.slack.open_dm(user_id)
    except (TimeoutError, SlackError):
        channel_id = ""  # then the person chooses
    await open_form(services, trigger_id=trigger_id, user_id=user_id, channel_id=channel_id)


async def _open_from_message(services: Services, body: Mapping[str, Any], thread_ts: str) -> None:
    numbers = find_numbers(read_message(body["message"]), services.config.default_region)
    await open_form(
        services,
        trigger_id=body["trigger_id"],
        user_id=body["user"]["id"],
        channel_id=body["channel"]["id"],
        thread_ts=thread_ts,
        numbers=tuple(number.e164 for number in numbers),
        notes=() if numbers else (_NO_NUMBER,),
    )


def read_message(message: Mapping[str, Any]) -> str:
    """Return the words of a message: its text, and what its blocks and attachments say."""
    parts = [str(message.get("text") or "")]
    parts += _words(message.get("attachments"))
    if not parts[0]:
        parts += _words(message.get("blocks"))
    return "\n".join(parts)


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if not isinstance(value, Mapping):
        return []
    own = [value[key] for key in ("text", "title", "value", "fallback") if key in value]
    found = [word for word in own if isinstance(word, str)]
    return found + [word for item in value.values() for word in _words(item)]


def _thread_ts(body: Mapping[str, Any]) -> str:
    message = body["message"]
    return str(message.get("thread_ts") or message.get("ts") or body["message_ts"])
