"""api.test, auth.test and apps.connections.open."""

from sandbox.slack.errors import SlackError
from sandbox.slack.people import BOT_ID, TEAM_ID, TEAM_NAME
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.method import Method
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


def _api_test(_workspace: Workspace, call: ApiCall) -> JsonObject:
    arguments = {key: value for key, value in call.arguments.items() if key != "token"}
    if error := call.text("error"):
        raise SlackError(error, args=arguments)
    return {"args": arguments}


def _auth_test(workspace: Workspace, _call: ApiCall) -> JsonObject:
    return {
        "url": f"{workspace.base_url}/",
        "team": TEAM_NAME,
        "user": workspace.bot.name,
        "team_id": TEAM_ID,
        "user_id": workspace.bot.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def _connections_open(workspace: Workspace, call: ApiCall) -> JsonObject:
    if not workspace.manifest.is_socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return {"url": f"ws://{call.host}/link/{workspace.sockets.issue_ticket()}"}


METHODS = {
    "api.test": Method(run=_api_test, takes_json=True, needs_token=False),
    "auth.test": Method(run=_auth_test, takes_json=True),
    "apps.connections.open": Method(run=_connections_open, is_for_app_token=True),
}
