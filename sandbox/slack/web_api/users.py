"""users.* and usergroups.*: who is here, in which groups, and where the bot is a member."""

from sandbox.slack.errors import SlackError
from sandbox.slack.people import BOT_USER_ID, User
from sandbox.slack.user_object import user_object
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.conversations import listed
from sandbox.slack.web_api.method import Method
from sandbox.slack.web_api.paging import take_page
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


def _info(workspace: Workspace, call: ApiCall) -> JsonObject:
    user = workspace.user(call.required("user", "user_not_found"))
    if user is None:
        raise SlackError("user_not_found")
    tells_locale = call.flag("include_locale") and not user.is_outsider
    locale = {"locale": user.locale} if tells_locale else {}
    return {"user": {**_shown(workspace, user), **locale}}


def _list(workspace: Workspace, call: ApiCall) -> JsonObject:
    own = [user for user in workspace.everybody() if not user.is_outsider]
    page, cursor = take_page(call, own, default=1000, most=1000)
    return {
        "members": [_shown(workspace, user) for user in page],
        "response_metadata": {"next_cursor": cursor},
    }


def _shown(workspace: Workspace, user: User) -> JsonObject:
    is_stranger = workspace.is_stranger(user)
    return user_object(user, workspace.clock.now(), is_stranger=is_stranger)


def _conversations(workspace: Workspace, call: ApiCall) -> JsonObject:
    user_id = call.text("user") or BOT_USER_ID
    if workspace.user(user_id) is None:
        raise SlackError("user_not_found")
    joined = [one for one in listed(workspace, call) if user_id in one.members]
    page, cursor = take_page(call, joined, default=100, most=999)
    return {
        "channels": [conversation.to_api() for conversation in page],
        "response_metadata": {"next_cursor": cursor},
    }


def _groups(workspace: Workspace, call: ApiCall) -> JsonObject:
    shown = [
        group.to_api(with_users=call.flag("include_users"))
        for group in workspace.user_groups.values()
        if call.flag("include_disabled") or not group.is_disabled
    ]
    return {"usergroups": shown}


def _group_members(workspace: Workspace, call: ApiCall) -> JsonObject:
    group = workspace.user_groups.get(call.required("usergroup"))
    if group is None or (group.is_disabled and not call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    people = [workspace.user(each) for each in group.members]
    return {"users": [one.id for one in people if one and not one.is_deactivated]}


METHODS = {
    "usergroups.list": Method(run=_groups, scope="usergroups:read", tier=2),
    "usergroups.users.list": Method(run=_group_members, scope="usergroups:read", tier=2),
    "users.info": Method(run=_info, scope="users:read", tier=4),
    "users.list": Method(run=_list, scope="users:read", tier=2),
    "users.conversations": Method(run=_conversations, tier=3),
}
