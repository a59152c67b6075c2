"""What Slack says about people and places, at most a minute old; None where it cannot say."""

import logging
from typing import Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.errors import SlackAuthError, SlackError, SlackUnavailableError
from bot.policies.facts import PersonFacts
from bot.slack.api import Slack

_FRESH_SECONDS: Final = 60.0
_REMEMBERED: Final = 5_000
_log = logging.getLogger(__name__)


class SlackFacts:
    """Asks Slack for what policies judge by; a question that fails is asked again next time.

    What tells of people or places raises SlackAuthError where Slack no longer accepts the app.
    """

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._people = TTLCache[str, PersonFacts](
            _REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic
        )
        self._sight = TTLCache[tuple[str, str], bool](
            _REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic
        )

    def forget(self) -> None:
        """Ask anew from now on, as after a jump of the clock."""
        self._people.clear()
        self._sight.clear()

    @property
    def home_team_ids(self) -> frozenset[str]:
        """The ids that are home: the workspace, and the organisation that it is part of."""
        identity = self._slack.identity
        return frozenset({identity.team_id, identity.enterprise_id} - {""})

    async def find_person(self, user_id: str) -> PersonFacts | None:
        """Return who somebody is."""
        if user_id not in self._people:
            try:
                self._people[user_id] = await self._slack.people.describe(user_id)
            except SlackAuthError:
                raise
            except SlackError as exc:
                _log.warning("cannot tell who %s is: %s", user_id, exc.code)
                return None
        return self._people.get(user_id)

    async def find_name(self, user_id: str) -> str:
        """Return the name that slash commands carry, for what Slack sends without one."""
        person = await self.find_person(user_id)
        return person.name if person else user_id

    async def find_time_zone(self, user_id: str) -> str | None:
        """Return the IANA zone in which a person reads times."""
        person = await self.find_person(user_id)
        return person.time_zone if person else None

    async def require_time_zone(self, user_id: str) -> str:
        """Return the IANA zone in which a person reads times; raises SlackUnavailableError."""
        zone = await self.find_time_zone(user_id)
        if zone is None:
            raise SlackUnavailableError("users.info")
        return zone

    async def sees_place(
        self, channel_id: str, user_id: str, *, is_fresh: bool = False
    ) -> bool | None:
        """Say whether somebody sees a conversation now: a guest only where they are in it."""
        if (channel_id, user_id) in self._sight and not is_fresh:
            return self._sight[channel_id, user_id]
        person = await self.find_person(user_id)
        if person is None:
            return None
        is_member = not (person.is_guest or person.is_stranger or person.is_deactivated)
        try:
            sees = await self._slack.people.can_see_channel(
                channel_id, user_id, is_member=is_member
            )
        except SlackAuthError:
            raise
        except SlackError as exc:
            _log.warning("cannot tell who sees %s: %s", channel_id, exc.code)
            return None
        self._sight[channel_id, user_id] = sees
        return sees
