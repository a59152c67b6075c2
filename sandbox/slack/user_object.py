"""Slack's user object: whole, or with what Slack leaves out of some people's."""

from datetime import datetime

from sandbox.slack.people import Role, User
from sandbox.slack.time_zones import zone_facts
from sandbox.slack.wire import JsonObject

UPDATED = 1_700_000_000


def user_object(user: User, at: datetime, *, is_stranger: bool) -> JsonObject:
    """Return a user as users.info gives it at a moment.

    `is_stranger` counts for other companies alone: it says that no channel is shared with them.
    """
    common = {"id": user.id, "team_id": user.team.id, "name": user.name, "profile": _profile(user)}
    if user.is_outsider:  # https://docs.slack.dev/apis/slack-connect, "External members"
        gone = {"deleted": True} if user.is_deactivated else {}
        return {**common, **gone, "real_name": user.real_name, "is_stranger": is_stranger}
    if user.is_deactivated:
        flags = {"is_bot": user.is_bot, "is_app_user": False}
        return {**common, "deleted": True, **flags, "updated": UPDATED}
    return {
        **common,
        "color": user.color,
        "real_name": user.real_name,
        **zone_facts(user.tz, at),
        **_flags(user),
        "who_can_share_contact_card": "EVERYONE",
        "updated": UPDATED,
    }


def _flags(user: User) -> dict[str, bool]:
    flags = {
        "deleted": False,
        "is_admin": user.role is Role.ADMIN,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": user.role is Role.SINGLE_CHANNEL_GUEST,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_email_confirmed": not user.is_bot,
    }
    return {flag: is_set for flag, is_set in flags.items() if is_set or not user.omits_false_flags}


def _profile(user: User) -> JsonObject:
    names = {
        "real_name": user.real_name,
        "display_name": user.name,
        "real_name_normalized": user.real_name,
        "display_name_normalized": user.name,
        "avatar_hash": user.color,
        "team": user.team.id,
    }
    if user.is_outsider:
        return names
    app = {"api_app_id": user.app_id, "bot_id": user.bot_id} if user.is_bot else {}
    status = {"status_text": "", "status_emoji": "", "status_expiration": 0}
    return {"title": "", "phone": "", "skype": "", **status, **names, **app}
