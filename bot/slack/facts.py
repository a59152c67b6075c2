"""What Slack says about people and places, at most a minute old; None where it cannot say."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Final, TypeVar

from cachetools import TTLCache

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.workspaces import is_direct
from bot.errors import (
    InputError,
    NotReadyError,
    SlackAuthError,
    SlackError,
    SlackUnavailableError,
)
from bot.policies.facts import GroupFacts, PersonFacts, PlaceFacts
from bot.slack.api import Slack
from bot.slack.people import (
    ask_admins,
    ask_group_members,
    ask_groups,
    ask_person,
    ask_user_id,
)
from bot.slack.place_budget import PlacePriority
from bot.slack.places import TOO_OFTEN, SlackPlaces

NO_TIME_ZONE: Final = (
    "Slack does not say which time zone you are in. Choose one in Slack's preferences, under "
    "“Language & region”."
)
_FRESH_SECONDS: Final = 60.0
_REMEMBERED: Final = 5_000
# for a message that needs it
_ASK_AGAIN_SECONDS: Final = 15.0
T = TypeVar("T")
_Known = TTLCache[tuple[str, ...], T]
_log = logging.getLogger(__name__)


class SlackFacts:
    """Asks Slack for what policies judge by; a question that fails is asked again next time.

    What tells of people or places raises SlackAuthError where Slack no longer accepts the app.
    """

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._client = slack.client
        self._asked = SlackPlaces(slack.client, clock)
        self._people: _Known[PersonFacts] = _build_cache(clock)
        self._places: _Known[PlaceFacts] = _build_cache(clock)
        self._channels: _Known[frozenset[str]] = _build_cache(clock)
        self._members: _Known[bool] = _build_cache(clock)
        self._groups: _Known[Mapping[str, str]] = _build_cache(clock)
        self._group_members: _Known[GroupFacts] = _build_cache(clock)
        self._admins: _Known[tuple[str, ...]] = _build_cache(clock)
        self._named: _Known[str] = _build_cache(clock)

    def forget(self) -> None:
        """Ask anew from now on, as after a jump of the clock."""
        for known in (
            self._people,
            self._places,
            self._channels,
            self._members,
            self._groups,
            self._group_members,
            self._admins,
            self._named,
        ):
            known.clear()
        self._asked.forget()

    @property
    def channel_names(self) -> Mapping[str, str]:
        """The names of conversations by id, as they were when they were listed last."""
        return self._asked.names

    @property
    def home_team_ids(self) -> frozenset[str]:
        """The ids that are home: the workspace, and the organisation that it is part of."""
        identity = self._slack.identity
        return frozenset({identity.team_id, identity.enterprise_id} - {""})

    async def find_person(self, user_id: str, *, is_claim: bool = False) -> PersonFacts | None:
        """Return who somebody is; a flag that Slack leaves out is false.

        A claim raises NotReadyError where it has to wait.
        """
        return await self._find(
            self._people, partial(ask_person, self._client), user_id, is_claim=is_claim
        )

    async def find_place(
        self,
        channel_id: str,
        *,
        is_fresh: bool = False,
        is_unhurried: bool = False,
        is_claim: bool = False,
    ) -> PlaceFacts | None:
        """Return what a conversation is.

        Unhurried is what nobody waits for. Fresh is what clicks need: they go after the gate. A
        claim raises NotReadyError where it has to wait.
        """
        if is_direct(channel_id):
            return PlaceFacts(is_public=False, is_shared=False)
        priority = PlacePriority.PERSON if is_fresh else PlacePriority.GATE
        ask: Callable[[str], Awaitable[PlaceFacts]] = partial(self._asked.ask_patiently, priority)
        if is_claim:
            ask = self._asked.ask_at_once
        elif is_unhurried:
            ask = self._asked.ask_unhurried
        return await self._find(self._places, ask, channel_id, is_fresh=is_fresh, is_claim=is_claim)

    async def may_be_shared(self, channel_id: str, *, is_claim: bool = False) -> bool:
        """Say whether another company is in a conversation, or may be, for all that Slack says.

        A claim raises NotReadyError where it has to wait.
        """
        place = await self.find_place(channel_id, is_claim=is_claim)
        return place is None or place.is_shared

    async def require_place(self, channel_id: str, *, is_unhurried: bool = False) -> PlaceFacts:
        """Return what a conversation is; raises SlackUnavailableError."""
        place = await self.find_place(channel_id, is_unhurried=is_unhurried)
        if place is None:
            raise SlackUnavailableError(
                "conversations.info", retry_after_seconds=_ASK_AGAIN_SECONDS
            )
        return place

    async def find_channels(self, user_id: str) -> frozenset[str] | None:
        """Return the conversations that somebody is in and the bot sees, but for DMs of two."""
        return await self._find(self._channels, self._asked.ask_channels, user_id)

    async def require_public_channels(self) -> frozenset[str]:
        """Return the public channels of the workspace; raises SlackUnavailableError."""
        channel_ids = await self._find(self._channels, self._asked.ask_public_channels)
        if channel_ids is None:
            raise SlackUnavailableError(
                "conversations.list", retry_after_seconds=_ASK_AGAIN_SECONDS
            )
        return channel_ids

    async def find_name(self, requester: Requester) -> str:
        """Return the name that slash commands carry, also for what Slack sends without one."""
        if requester.user_name:
            return requester.user_name
        person = await self.find_person(requester.user_id)
        return person.name if person else requester.user_id

    async def find_admins(self) -> tuple[str, ...]:
        """Return the admins of the workspace; nobody where Slack does not say."""
        return await self._find(self._admins, partial(ask_admins, self._client)) or ()

    async def find_names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Return the names that people are shown under, by id; without those not known."""
        people = [await self.find_person(each) for each in dict.fromkeys(user_ids) if each]
        return {each.user_id: each.shown_name for each in people if each is not None}

    async def find_user_id(self, name: str) -> str | None:
        """Return who has a name; None for nobody, or several, and where Slack does not say."""
        return (
            await self._find(self._named, partial(ask_user_id, self._client), name.casefold())
            or None
        )

    async def find_group_name(self, group_id: str) -> str:
        """Return the name of a user group, "" where Slack does not say."""
        return (await self.list_groups()).get(group_id, "")

    async def list_groups(self) -> Mapping[str, str]:
        """Return the names of all user groups by id; nothing where Slack does not say."""
        return await self._find(self._groups, partial(ask_groups, self._client)) or {}

    async def find_groups(
        self, group_ids: Collection[str], *, is_claim: bool = False
    ) -> Mapping[str, GroupFacts]:
        """Return who is in user groups, without those of which Slack does not say it.

        A claim raises NotReadyError where it has to wait.
        """
        found = dict[str, GroupFacts]()
        ask = partial(ask_group_members, self._client)
        for each in group_ids:
            fact = await self._find(self._group_members, ask, each, is_claim=is_claim)
            if fact is not None:
                found[each] = fact
        return found

    async def find_time_zone(self, user_id: str) -> str | None:
        """Return the IANA zone in which a person reads times; None also where they have none."""
        person = await self.find_person(user_id)
        return person.time_zone if person else None

    async def require_time_zone(self, user_id: str) -> str:
        """Return the IANA zone in which a person reads times.

        Raises SlackUnavailableError, and InputError for somebody who has none.
        """
        person = await self.find_person(user_id)
        if person is None:
            raise SlackUnavailableError("users.info")
        if person.time_zone is None:
            raise InputError(NO_TIME_ZONE, field="tz")
        return person.time_zone

    async def sees_place(
        self, channel_id: str, user_id: str, *, is_fresh: bool = False, is_claim: bool = False
    ) -> bool | None:
        """Say whether somebody sees a conversation now: a guest only where they are in it.

        A claim raises NotReadyError where it has to wait.
        """
        person = await self.find_person(user_id, is_claim=is_claim)
        place = await self.find_place(channel_id, is_fresh=is_fresh, is_claim=is_claim)
        if person is None or place is None:
            return None
        if place.is_public and self._sees_public(person):
            return True
        return await self._find(
            self._members,
            self._asked.ask_member,
            channel_id,
            user_id,
            is_fresh=is_fresh,
            is_claim=is_claim,
        )

    def _sees_public(self, person: PersonFacts) -> bool:
        is_own = person.team_id in self.home_team_ids or not person.team_id
        return is_own and not (person.is_guest or person.is_stranger or person.is_deactivated)

    async def _find(
        self,
        known: _Known[T],
        ask: Callable[..., Awaitable[T]],
        *about: str,
        is_fresh: bool = False,
        is_claim: bool = False,
    ) -> T | None:
        if about in known and not is_fresh:
            return known.get(about)
        try:
            known[about] = fact = await ask(*about)
        except SlackAuthError:
            raise
        except SlackError as exc:
            if is_claim and isinstance(exc, SlackUnavailableError):
                raise NotReadyError(retry_after_seconds=exc.retry_after_seconds) from exc
            if exc.code != TOO_OFTEN:
                _log.warning("Slack does not say what is asked of %s: %s", about, exc.code)
            return None
        return fact


def _build_cache(clock: Clock) -> _Known[T]:
    return TTLCache(_REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic)
