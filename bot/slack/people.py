"""People: their names, their time zones, and which conversations they can see."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChannelUnavailableError
from bot.slack.client import read_pages, request

_PAGE: Final = 1_000
_PAGES: Final = 20
# people travel, and some of them tell Slack
_ZONE_SECONDS: Final = 600.0
_REMEMBERED_ZONES: Final = 5_000


class People:
    """What the bot asks Slack about people; every method may raise SlackError."""

    def __init__(
        self, client: AsyncWebClient, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._zones = TTLCache[str, str](_REMEMBERED_ZONES, _ZONE_SECONDS, timer=monotonic)

    async def user_name(self, user_id: str) -> str:
        """Return the name that slash commands carry, for what Slack sends without one."""
        user = (await request(self._client.users_info, user=user_id)).get("user") or {}
        return str(user.get("name") or user_id)

    async def user_time_zone(self, user_id: str) -> str:
        """Return the IANA zone in which a person reads times, UTC where Slack names none."""
        zone = self._zones.get(user_id)
        if zone is None:
            user = (await request(self._client.users_info, user=user_id)).get("user") or {}
            named = str(user.get("tz") or "UTC")
            zone = self._zones[user_id] = named if _is_known(named) else "UTC"
        return zone

    async def can_see_channel(self, channel_id: str, user_id: str) -> bool:
        """Say whether a person of this workspace can see a conversation: it is public or theirs."""
        try:
            return await self.is_public(channel_id) or await self._is_member(channel_id, user_id)
        except ChannelUnavailableError:
            return False

    async def is_public(self, channel_id: str) -> bool:
        """Say whether a conversation is a public channel."""
        answer = await request(self._client.conversations_info, channel=channel_id)
        channel = answer.get("channel") or {}
        return bool(channel.get("is_channel") and not channel.get("is_private"))

    async def _is_member(self, channel_id: str, user_id: str) -> bool:
        members = partial(request, self._client.conversations_members)
        async for page in read_pages(members, most=_PAGES, channel=channel_id, limit=_PAGE):
            if user_id in (page.get("members") or ()):
                return True
        return False


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
