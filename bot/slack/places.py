"""What Slack says of conversations, asked anew each time, as often as it may be asked."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from cachetools import LRUCache, TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.errors import ChannelUnavailableError, SlackAuthError, SlackError, SlackUnavailableError
from bot.policies.facts import PlaceFacts
from bot.slack.client import read_all, read_object, request
from bot.slack.place_budget import PlaceBudget, PlacePriority
from bot.slack.rate_limits import PATIENT_TRIES, insist

TOO_OFTEN: Final = "too many conversations.info"
_FRESH_SECONDS: Final = 60.0
_REMEMBERED: Final = 5_000
_MOST_NAMES: Final = 20_000
_MOST_MEMBERS: Final = 1_000
_PAGES: Final = 20
_MOST_CHANNELS: Final = 999
_SEEN_TYPES: Final = "public_channel,private_channel,mpim"


class SlackPlaces:
    """Asks Slack about conversations; `names` are those of when they were listed last."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self.names = LRUCache[str, str](_MOST_NAMES)
        self._untold = TTLCache[str, None](_REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic)
        self._budget = PlaceBudget(clock)

    def forget(self) -> None:
        """Ask again about those of which Slack said nothing."""
        self._untold.clear()

    async def ask_patiently(self, priority: PlacePriority, channel_id: str) -> PlaceFacts:
        """Ask what a conversation is, in its turn, until Slack says it; raises SlackError."""

        async def ask() -> PlaceFacts:
            await self._budget.wait(priority)
            return await self._ask(channel_id)

        return await insist(self._clock, ask, tries=PATIENT_TRIES)

    async def ask_at_once(self, channel_id: str) -> PlaceFacts:
        """Ask what a conversation is, now or never; raises SlackError, and says when."""
        if not self._budget.take(PlacePriority.GATE):
            pause = self._budget.wait_seconds(PlacePriority.GATE)
            raise SlackUnavailableError(TOO_OFTEN, retry_after_seconds=pause)
        return await self._ask(channel_id)

    async def ask_unhurried(self, channel_id: str) -> PlaceFacts:
        """Ask what a conversation is where nobody waits for it; raises SlackError."""
        if channel_id in self._untold or not self._budget.take(PlacePriority.UNHURRIED):
            raise SlackUnavailableError(TOO_OFTEN)
        try:
            return await self._ask(channel_id)
        except SlackError:
            # a channel about which Slack says nothing must not use up what the others need
            self._untold[channel_id] = None
            raise

    async def ask_member(self, channel_id: str, user_id: str) -> bool:
        """Ask whether somebody is in a conversation; raises SlackError."""
        ask = partial(request, self._client.conversations_members)
        members = read_all(ask, "members", pages=_PAGES, channel=channel_id, limit=_MOST_MEMBERS)
        async for each in members:
            if each == user_id:
                return True
        return False

    async def ask_channels(self, user_id: str) -> frozenset[str]:
        """Ask which conversations somebody is in; raises SlackError."""
        ask = partial(request, self._client.users_conversations)
        found = read_all(
            ask, "channels", pages=_PAGES, user=user_id, types=_SEEN_TYPES, limit=_MOST_CHANNELS
        )
        return frozenset([self._remember(each) async for each in found])

    async def ask_public_channels(self) -> frozenset[str]:
        """Ask which channels are public; none where the bot may not ask for them."""
        ask = partial(request, self._client.conversations_list)
        found = read_all(
            ask, "channels", pages=_PAGES, types="public_channel", limit=_MOST_CHANNELS
        )
        try:
            return frozenset(
                [self._remember(each) async for each in found if each.get("is_private") is False]
            )
        except SlackAuthError as exc:
            if exc.code != "missing_scope":
                raise
            return frozenset()

    async def _ask(self, channel_id: str) -> PlaceFacts:
        """Ask what a conversation is: one that the bot does not see is not public.

        Where it may not ask, it may be shared, too.
        """
        try:
            answer = await request(self._client.conversations_info, channel=channel_id)
        except ChannelUnavailableError:
            return PlaceFacts(is_public=False, is_shared=False)
        except SlackUnavailableError as exc:
            self._budget.pause(exc.retry_after_seconds)
            raise
        except SlackAuthError as exc:
            if exc.code != "missing_scope":
                raise
            return PlaceFacts(is_public=False, is_shared=True)
        channel = read_object(answer, "channel")
        return PlaceFacts(
            is_public=bool(channel.get("is_channel")) and channel.get("is_private") is False,
            is_shared=bool(channel.get("is_ext_shared")),
            name=str(channel.get("name") or ""),
        )

    def _remember(self, channel: Mapping[str, Any]) -> str:
        """Keep what a conversation is called; returns its id."""
        channel_id = str(channel["id"])
        self.names[channel_id] = str(channel.get("name") or "")
        return channel_id
