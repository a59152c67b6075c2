"""People and places: what they are by Slack's own flags, and who is where."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChannelUnavailableError, SlackAuthError
from bot.policies.facts import PersonFacts, PlaceFacts
from bot.slack.client import read_all, request

_MOST_MEMBERS: Final = 1_000
_PAGES: Final = 20
_MOST_CHANNELS: Final = 999
_SEEN_TYPES: Final = "public_channel,private_channel,mpim"


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

    async def describe_place(self, channel_id: str) -> PlaceFacts:
        """Return what a conversation is.

        One that the bot does not see is not public; where it may not ask, it may be shared, too.
        """
        try:
            answer = await request(self._client.conversations_info, channel=channel_id)
        except ChannelUnavailableError:
            return PlaceFacts(is_public=False, is_shared=False)
        except SlackAuthError as exc:
            if exc.code != "missing_scope":
                raise
            return PlaceFacts(is_public=False, is_shared=True)
        channel = answer.get("channel") or {}
        return PlaceFacts(
            is_public=bool(channel.get("is_channel") and not channel.get("is_private")),
            is_shared=bool(channel.get("is_ext_shared")),
        )

    async def is_in(self, channel_id: str, user_id: str) -> bool:
        """Say whether a person is in a conversation that the bot sees."""
        ask = partial(request, self._client.conversations_members)
        members = read_all(ask, "members", pages=_PAGES, channel=channel_id, limit=_MOST_MEMBERS)
        async for each in members:
            if each == user_id:
                return True
        return False

    async def find_channels(self, user_id: str) -> frozenset[str]:
        """Return the conversations that a person is in and the bot sees, but for DMs of two."""
        ask = partial(request, self._client.users_conversations)
        found = read_all(
            ask, "channels", pages=_PAGES, user=user_id, types=_SEEN_TYPES, limit=_MOST_CHANNELS
        )
        return frozenset([str(each["id"]) async for each in found])


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
