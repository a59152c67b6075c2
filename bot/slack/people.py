"""What Slack says of people and user groups, asked anew each time."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChannelUnavailableError, SlackAuthError
from bot.parsing.times import list_zones
from bot.policies.facts import GroupFacts, PersonFacts
from bot.slack.client import read_all, read_object, request

_MOST_MEMBERS: Final = 1_000
_PAGES: Final = 20


async def ask_person(client: AsyncWebClient, user_id: str) -> PersonFacts:
    """Ask who somebody is; raises SlackError."""
    user = await _ask_user(client, user_id)
    zone = str(user.get("tz") or "")
    return PersonFacts(
        user_id=user_id,
        name=str(user.get("name") or user_id),
        time_zone=zone if zone in list_zones() else None,
        team_id=str(user.get("team_id") or ""),
        is_deactivated=bool(user.get("deleted")),
        is_bot=bool(user.get("is_bot")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_admin=_is_admin(user),
        shown_name=_find_name(user, "display_name"),
        real_name=_find_name(user),
    )


async def ask_groups(client: AsyncWebClient) -> Mapping[str, str]:
    """Ask what the user groups are called; nothing where the bot may not ask for them."""
    try:
        answer = await request(client.usergroups_list)
    except SlackAuthError as exc:
        if exc.code != "missing_scope":
            raise
        return {}
    groups = answer.get("usergroups") or ()
    return {str(each["id"]): str(each.get("name") or each.get("handle")) for each in groups}


async def ask_group_members(client: AsyncWebClient, group_id: str) -> GroupFacts:
    """Ask who is in a user group; raises SlackError."""
    try:
        answer = await request(client.usergroups_users_list, usergroup=group_id)
    except SlackAuthError as exc:
        if exc.code != "missing_scope":
            raise
        return GroupFacts(lacks_scope=True)
    return GroupFacts(members=frozenset(map(str, answer.get("users") or ())))


async def ask_admins(client: AsyncWebClient) -> tuple[str, ...]:
    """Ask who the admins of the workspace are; raises SlackError."""
    ask = partial(request, client.users_list)
    members = read_all(ask, "members", pages=_PAGES, limit=_MOST_MEMBERS)
    return tuple([str(each["id"]) async for each in members if _is_admin(each)])


async def ask_user_id(client: AsyncWebClient, name: str) -> str:
    """Ask who alone has a name, "" for nobody or several; raises SlackError."""
    ask = partial(request, client.users_list)
    members = read_all(ask, "members", pages=_PAGES, limit=_MOST_MEMBERS)
    found = [str(each["id"]) async for each in members if name in _list_names(each)]
    return found[0] if len(found) == 1 else ""


async def _ask_user(client: AsyncWebClient, user_id: str) -> Mapping[str, Any]:
    try:
        return read_object(await request(client.users_info, user=user_id), "user")
    except ChannelUnavailableError as exc:
        if exc.code != "user_not_found":
            raise
        # whom this workspace has never seen is nobody of its own
        return {"is_stranger": True}


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
