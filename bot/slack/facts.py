"""What Slack says about people and places, at most a minute old; None where it cannot say."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cachetools import LRUCache, TTLCache

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.workspaces import is_direct
from bot.errors import (
    ChannelUnavailableError,
    InputError,
    NotReadyError,
    SlackAuthError,
    SlackError,
    SlackUnavailableError,
)
from bot.policies.facts import GroupFacts, PersonFacts, PlaceFacts
from bot.slack.api import Slack
from bot.slack.client import read_all, request
from bot.slack.place_budget import PlaceBudget, PlacePriority
from bot.slack.rate_limits import PATIENT_TRIES, insist

NO_TIME_ZONE: Final = (
    "Slack does not say which time zone you are in. Choose one in Slack's preferences, under "
    "“Language & region”."
)
_FRESH_SECONDS: Final = 60.0
_REMEMBERED: Final = 5_000
_MOST_NAMES: Final = 20_000
_MOST_MEMBERS: Final = 1_000
_PAGES: Final = 20
_MOST_CHANNELS: Final = 999
# for a message that needs it
_ASK_AGAIN_SECONDS: Final = 15.0
_TOO_OFTEN: Final = "too many conversations.info"
_SEEN_TYPES: Final = "public_channel,private_channel,mpim"
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
        self._clock = clock
        self._people: _Known[PersonFacts] = _build_cache(clock)
        self._places: _Known[PlaceFacts] = _build_cache(clock)
        self._channels: _Known[frozenset[str]] = _build_cache(clock)
        # as they were when somebody's conversations were asked for last
        self.channel_names = LRUCache[str, str](_MOST_NAMES)
        self._members: _Known[bool] = _build_cache(clock)
        self._untold = TTLCache[str, None](_REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic)
        self._place_budget = PlaceBudget(clock)
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
        self._untold.clear()

    @property
    def home_team_ids(self) -> frozenset[str]:
        """The ids that are home: the workspace, and the organisation that it is part of."""
        identity = self._slack.identity
        return frozenset({identity.team_id, identity.enterprise_id} - {""})

    async def find_person(self, user_id: str, *, is_claim: bool = False) -> PersonFacts | None:
        """Return who somebody is; a flag that Slack leaves out is false.

        A claim raises NotReadyError where it has to wait.
        """
        return await self._find(self._people, self._ask_person, user_id, is_claim=is_claim)

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
        ask: Callable[[str], Awaitable[PlaceFacts]] = partial(self._insist_on_place, priority)
        if is_claim:
            ask = self._ask_place_at_once
        elif is_unhurried:
            ask = self._ask_place_unhurried
        return await self._find(self._places, ask, channel_id, is_fresh=is_fresh, is_claim=is_claim)

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
        return await self._find(self._channels, self._ask_channels, user_id)

    async def require_public_channels(self) -> frozenset[str]:
        """Return the public channels of the workspace; raises SlackUnavailableError."""
        channel_ids = await self._find(self._channels, self._ask_public_channels)
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
        return await self._find(self._admins, self._ask_admins) or ()

    async def find_names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Return the names that people are shown under, by id; without those not known."""
        people = [await self.find_person(each) for each in dict.fromkeys(user_ids) if each]
        return {each.user_id: each.shown_name for each in people if each is not None}

    async def find_user_id(self, name: str) -> str | None:
        """Return who has a name; None for nobody, or several, and where Slack does not say."""
        return await self._find(self._named, self._ask_user_id, name.casefold()) or None

    async def find_group_name(self, group_id: str) -> str:
        """Return the name of a user group, "" where Slack does not say."""
        return (await self.list_groups()).get(group_id, "")

    async def list_groups(self) -> Mapping[str, str]:
        """Return the names of all user groups by id; nothing where Slack does not say."""
        return await self._find(self._groups, self._ask_groups) or {}

    async def find_groups(
        self, group_ids: Collection[str], *, is_claim: bool = False
    ) -> Mapping[str, GroupFacts]:
        """Return who is in user groups, without those of which Slack does not say it.

        A claim raises NotReadyError where it has to wait.
        """
        found = dict[str, GroupFacts]()
        for each in group_ids:
            fact = await self._find(
                self._group_members, self._ask_group_members, each, is_claim=is_claim
            )
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
            self._ask_member,
            channel_id,
            user_id,
            is_fresh=is_fresh,
            is_claim=is_claim,
        )

    def _sees_public(self, person: PersonFacts) -> bool:
        is_own = person.team_id in self.home_team_ids or not person.team_id
        return is_own and not (person.is_guest or person.is_stranger or person.is_deactivated)

    async def _ask_person(self, user_id: str) -> PersonFacts:
        user = await self._ask_user(user_id)
        zone = str(user.get("tz") or "")
        return PersonFacts(
            user_id=user_id,
            name=str(user.get("name") or user_id),
            time_zone=zone if _is_known(zone) else None,
            team_id=str(user.get("team_id") or ""),
            is_deactivated=bool(user.get("deleted")),
            is_bot=bool(user.get("is_bot")),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_stranger=bool(user.get("is_stranger")),
            is_admin=_is_admin(user),
            shown_name=_find_name(user, "display_name"),
            real_name=_find_name(user),
        )

    async def _ask_user(self, user_id: str) -> Mapping[str, Any]:
        try:
            return (await request(self._client.users_info, user=user_id)).get("user") or {}
        except ChannelUnavailableError as exc:
            if exc.code != "user_not_found":
                raise
            # whom this workspace has never seen is nobody of its own
            return {"is_stranger": True}

    async def _insist_on_place(self, priority: PlacePriority, channel_id: str) -> PlaceFacts:
        async def ask() -> PlaceFacts:
            await self._place_budget.wait(priority)
            return await self._ask_place(channel_id)

        return await insist(self._clock, ask, tries=PATIENT_TRIES)

    async def _ask_place_at_once(self, channel_id: str) -> PlaceFacts:
        if not self._place_budget.take(PlacePriority.GATE):
            pause = self._place_budget.wait_seconds(PlacePriority.GATE)
            raise SlackUnavailableError(_TOO_OFTEN, retry_after_seconds=pause)
        return await self._ask_place(channel_id)

    async def _ask_place_unhurried(self, channel_id: str) -> PlaceFacts:
        if channel_id in self._untold or not self._place_budget.take(PlacePriority.UNHURRIED):
            raise SlackUnavailableError(_TOO_OFTEN)
        try:
            return await self._ask_place(channel_id)
        except SlackError:
            # a channel about which Slack says nothing must not use up what the others need
            self._untold[channel_id] = None
            raise

    async def _ask_place(self, channel_id: str) -> PlaceFacts:
        """Ask what a conversation is: one that the bot does not see is not public.

        Where it may not ask, it may be shared, too.
        """
        try:
            answer = await request(self._client.conversations_info, channel=channel_id)
        except ChannelUnavailableError:
            return PlaceFacts(is_public=False, is_shared=False)
        except SlackUnavailableError as exc:
            self._place_budget.pause(exc.retry_after_seconds)
            raise
        except SlackAuthError as exc:
            if exc.code != "missing_scope":
                raise
            return PlaceFacts(is_public=False, is_shared=True)
        channel = answer.get("channel") or {}
        return PlaceFacts(
            is_public=bool(channel.get("is_channel") and not channel.get("is_private")),
            is_shared=bool(channel.get("is_ext_shared")),
            name=str(channel.get("name") or ""),
        )

    async def _ask_groups(self) -> Mapping[str, str]:
        """Ask what the user groups are called; nothing where the bot may not ask for them."""
        try:
            answer = await request(self._client.usergroups_list)
        except SlackAuthError as exc:
            if exc.code != "missing_scope":
                raise
            return {}
        groups = answer.get("usergroups") or ()
        return {str(each["id"]): str(each.get("name") or each.get("handle")) for each in groups}

    async def _ask_group_members(self, group_id: str) -> GroupFacts:
        try:
            answer = await request(self._client.usergroups_users_list, usergroup=group_id)
        except SlackAuthError as exc:
            if exc.code != "missing_scope":
                raise
            return GroupFacts(lacks_scope=True)
        return GroupFacts(members=frozenset(map(str, answer.get("users") or ())))

    async def _ask_admins(self) -> tuple[str, ...]:
        ask = partial(request, self._client.users_list)
        members = read_all(ask, "members", pages=_PAGES, limit=_MOST_MEMBERS)
        return tuple([str(each["id"]) async for each in members if _is_admin(each)])

    async def _ask_user_id(self, name: str) -> str:
        ask = partial(request, self._client.users_list)
        members = read_all(ask, "members", pages=_PAGES, limit=_MOST_MEMBERS)
        found = [str(each["id"]) async for each in members if name in _list_names(each)]
        return found[0] if len(found) == 1 else ""

    async def _ask_member(self, channel_id: str, user_id: str) -> bool:
        ask = partial(request, self._client.conversations_members)
        members = read_all(ask, "members", pages=_PAGES, channel=channel_id, limit=_MOST_MEMBERS)
        async for each in members:
            if each == user_id:
                return True
        return False

    async def _ask_channels(self, user_id: str) -> frozenset[str]:
        ask = partial(request, self._client.users_conversations)
        found = read_all(
            ask, "channels", pages=_PAGES, user=user_id, types=_SEEN_TYPES, limit=_MOST_CHANNELS
        )
        return frozenset([self._remember(each) async for each in found])

    async def _ask_public_channels(self) -> frozenset[str]:
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

    def _remember(self, channel: Mapping[str, Any]) -> str:
        """Keep what a conversation is called; returns its id."""
        channel_id = str(channel["id"])
        self.channel_names[channel_id] = str(channel.get("name") or "")
        return channel_id

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
            if exc.code != _TOO_OFTEN:
                _log.warning("Slack does not say what is asked of %s: %s", about, exc.code)
            return None
        return fact


def _list_names(user: Mapping[str, Any]) -> set[str]:
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (user.get("name"), profile.get("display_name"), profile.get("real_name"))
    return {str(each).casefold() for each in names if each}


def _is_admin(user: Mapping[str, Any]) -> bool:
    is_gone = user.get("deleted") or user.get("is_bot") or user.get("is_restricted")
    return bool((user.get("is_admin") or user.get("is_owner")) and not is_gone)


def _find_name(user: Mapping[str, Any], *first: str) -> str:
    """Return what somebody is called: by these fields of their profile first, else really."""
    profile = user.get("profile") or {}
    names = (*map(profile.get, first), user.get("real_name"), profile.get("real_name"))
    return str(next(filter(None, (*names, user.get("name"))), ""))


def _build_cache(clock: Clock) -> _Known[T]:
    return TTLCache(_REMEMBERED, _FRESH_SECONDS, timer=clock.monotonic)


def _is_known(zone: str) -> bool:
    try:
        return bool(zone and ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
