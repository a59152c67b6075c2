"""People: who they are by Slack's own flags, and which conversations they can see."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk.web.async_client import AsyncWebClient

from bot.policies.facts import PersonFacts
from bot.slack.client import read_pages, request

_PAGE: Final = 1_000
_PAGES: Final = 20


class People:
    """What the bot asks Slack about people; every method may raise SlackError."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def describe(self, user_id: str) -> PersonFacts:
        """Return who somebody is; a flag that Slack leaves out is false, a zone is UTC then."""
        user: Mapping[str, Any] = (await request(self._client.users_info, user=user_id)).get(
            "user"
        ) or {}
        zone = str(user.get("tz") or "UTC")
        return PersonFacts(
            user_id=user_id,
            name=str(user.get("name") or user_id),
            time_zone=zone if _is_known(zone) else "UTC",
            team_id=str(user.get("team_id") or ""),
            is_deactivated=bool(user.get("deleted")),
            is_bot=bool(user.get("is_bot")),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_stranger=bool(user.get("is_stranger")),
            is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        )

    async def can_see_channel(self, channel_id: str, user_id: str, *, is_member: bool) -> bool:
        """Say whether a person sees a conversation that the bot sees.

        A public channel is open to every member of the workspace; of any other, and as a guest,
        the person has to be in it.
        """
        if is_member and await self.is_public(channel_id):
            return True
        return await self._is_in(channel_id, user_id)

    async def is_public(self, channel_id: str) -> bool:
        """Say whether a conversation is a public channel."""
        answer = await request(self._client.conversations_info, channel=channel_id)
        channel = answer.get("channel") or {}
        return bool(channel.get("is_channel") and not channel.get("is_private"))

    async def _is_in(self, channel_id: str, user_id: str) -> bool:
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
