"""What Slack says about people and places, at most a minute old; None where it cannot say."""

import logging
from typing import Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.errors import SlackError
from bot.policies.facts import PersonFacts
from bot.slack.api import Slack

_FRESH_SECONDS: Final = 60.0
_REMEMBERED: Final = 5_000
_log = logging.getLogger(__name__)


class SlackFacts:
    """Asks Slack for what policies judge by; a question that fails is asked again next time."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._people = TTLCache[str, PersonFacts](
            _REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic
        )
        self._sight = TTLCache[tuple[str, str], bool](
            _REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic
        )

    async def find_person(self, user_id: str) -> PersonFacts | None:
        """Return who somebody is."""
        known = self._people.get(user_id)
        if known is not None:
            return known
        try:
            person = await self._slack.people.describe(user_id)
        except SlackError as exc:
            _log.warning("cannot tell who %s is: %s", user_id, exc.code)
            return None
        facts = PersonFacts(
            user_id=user_id,
            team_id=person.team_id,
            is_deactivated=person.is_deactivated,
            is_bot=person.is_bot,
            is_guest=person.is_guest,
            is_stranger=person.is_stranger,
            is_admin=person.is_admin,
        )
        self._people[user_id] = facts
        return facts

    async def sees_place(self, channel_id: str, user_id: str) -> bool | None:
        """Say whether somebody sees a conversation: a guest only where they are a member."""
        if (channel_id, user_id) in self._sight:
            return self._sight[channel_id, user_id]
        person = await self.find_person(user_id)
        if person is None:
            return None
        try:
            sees = await self._slack.people.can_see_channel(
                channel_id, user_id, is_guest=person.is_guest or person.is_stranger
            )
        except SlackError as exc:
            _log.warning("cannot tell whether %s sees %s: %s", user_id, channel_id, exc.code)
            return None
        self._sight[channel_id, user_id] = sees
        return sees
