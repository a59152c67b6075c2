"""The bot's own messages, read back from where they were posted."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import read_all, request_joining

_PAGES: Final = 5
_ALL_PAGES: Final = 1_000
# as people's and spreadsheets' ways of writing numbers have it
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[\s().\-\u2066-\u2069]+(?=\d)")
# Slack's clock and ours, which may have been set since we wrote a time down: a message that is
# looked for from too late on would be posted once more
_CLOCKS_DIFFER_BY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMessage:
    """A message of the bot's own that was read back; `files` are names by id."""

    ts: str
    text: str
    delivery_id: str
    files: Mapping[str, str]

    @property
    def digits(self) -> str:
        """Its text with numbers written in one piece."""
        return _BETWEEN_DIGITS.sub("", self.text)

    def names(self, name: str) -> bool:
        """Say whether somebody of this name is in it."""
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.text) is not None


class OwnMessages:
    """Reads messages back from where they were posted; every method may raise SlackError."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def find_delivery(
        self, channel_id: str, delivery_id: str, *, thread_ts: str | None, since: datetime
    ) -> str | None:
        """Return the ts of the message that carries a delivery id, None where there is none."""
        async for message in self._read_back(channel_id, thread_ts, since):
            if _find_delivery_id(message) == delivery_id:
                return str(message["ts"])
        return None

    async def has_file(
        self, channel_id: str, name: str, *, thread_ts: str, since: datetime
    ) -> bool:
        """Say whether a file of this name stands in a thread."""
        async for message in self._read_back(channel_id, thread_ts, since):
            if any(file.get("name") == name for file in message.get("files") or []):
                return True
        return False

    async def list_all(
        self, user_id: str, channel_id: str, thread_ts: str | None, *, since: datetime
    ) -> list[OwnMessage]:
        """Return what the bot, a user, posted in a thread, or in a conversation and its threads."""
        found = list[OwnMessage]()
        async for message in self._read_back(channel_id, thread_ts, since, pages=_ALL_PAGES):
            if message.get("user") == user_id:
                found.append(_read_own_message(message))
            if thread_ts is None and message.get("reply_count"):
                found += await self.list_all(user_id, channel_id, str(message["ts"]), since=since)
        return found

    def _read_back(
        self, channel_id: str, thread_ts: str | None, since: datetime, *, pages: int = _PAGES
    ) -> AsyncIterator[dict[str, Any]]:
        """Return the messages of a place that were posted since, as far as a few pages go."""
        client = self._client
        method = client.conversations_replies if thread_ts else client.conversations_history
        return read_all(
            partial(request_joining, client, method),
            "messages",
            pages=pages,
            channel=channel_id,
            ts=thread_ts,
            include_all_metadata=True,
            limit=200,
            # a thread may have been there, and long, before the call that it is about
            oldest=f"{(since - _CLOCKS_DIFFER_BY).timestamp():.6f}",
        )


def _read_own_message(message: Mapping[str, Any]) -> OwnMessage:
    # all that is shown, in whichever block that is
    parts = [message.get(each) for each in ("text", "blocks", "files")]
    return OwnMessage(
        ts=str(message["ts"]),
        text=json.dumps(parts, ensure_ascii=False),
        delivery_id=_find_delivery_id(message),
        files={str(each["id"]): str(each.get("name") or "") for each in message.get("files") or []},
    )


def _find_delivery_id(message: Mapping[str, Any]) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("delivery_id") or "")
