"""users.*: who is here, and where the bot is a member."""

from sandbox.slack.errors import SlackError
from sandbox.slack.people import BOT_USER_ID
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
    locale = {"locale": user.locale} if call.flag("include_locale") else {}
    return {"user": {**user.to_api(workspace.clock.now()), **locale}}


def _list(workspace: Workspace, call: ApiCall) -> JsonObject:
    page, cursor = take_page(call, workspace.everybody(), default=1000, most=1000)
    return {
        "members": [user.to_api(workspace.clock.now()) for user in page],
        "response_metadata": {"next_cursor": cursor},
    }


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


METHODS = {
    "users.info": Method(run=_info, scope="users:read", tier=4),
    "users.list": Method(run=_list, scope="users:read", tier=2),
    "users.conversations": Method(run=_conversations, tier=3),
}
