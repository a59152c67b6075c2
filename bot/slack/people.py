"""People: their names, and which conversations they can see."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import TargetGone
from bot.slack.door import ask

_PAGE = 1_000
_PAGES = 20


class People:
    """What the bot asks Slack about people; every method may raise SlackError."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def name_of(self, user_id: str) -> str:
        """Return the name that slash commands carry, for what Slack sends without one."""
        user = (await ask(self._client.users_info, user=user_id)).get("user") or {}
        return str(user.get("name") or user_id)

    async def sees(self, channel_id: str, user_id: str) -> bool:
        """Say whether a person of this workspace can see a conversation.

        A public channel is open to all of them; of any other the person has to be a member.
        """
        try:
            return await self.is_open(channel_id) or await self._is_member(channel_id, user_id)
        except TargetGone:
            return False

    async def is_open(self, channel_id: str) -> bool:
        """Say whether a conversation is a public channel."""
        answer = await ask(self._client.conversations_info, channel=channel_id)
        channel = answer.get("channel") or {}
        return bool(channel.get("is_channel") and not channel.get("is_private"))

    async def _is_member(self, channel_id: str, user_id: str) -> bool:
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await ask(
                self._client.conversations_members, channel=channel_id, limit=_PAGE, cursor=cursor
            )
            if user_id in (page.get("members") or ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return False
        return False
