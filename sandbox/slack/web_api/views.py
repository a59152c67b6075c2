"""views.*: opening, pushing, updating and publishing views."""

import json

from sandbox.slack.block_kit import check_view
from sandbox.slack.errors import SlackError
from sandbox.slack.pictures import check_pictures
from sandbox.slack.views import View
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.method import Method
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

LARGEST_VIEW_BYTES = 250_000


def _open(workspace: Workspace, call: ApiCall) -> JsonObject:
    content = _content(workspace, call, {"modal"})
    trigger = workspace.triggers.exchange(call.required("trigger_id", "invalid_trigger_id"))
    view = workspace.views.open(user=trigger.user, channel=trigger.channel, content=content)
    return _shown(workspace, view, "opened")


def _push(workspace: Workspace, call: ApiCall) -> JsonObject:
    content = _content(workspace, call, {"modal"})
    trigger = workspace.triggers.exchange(call.required("trigger_id", "invalid_trigger_id"))
    below = workspace.views.get(trigger.view_id) if trigger.view_id else None
    if below is None:
        raise SlackError("not_found")
    return _shown(workspace, workspace.views.push(below, content), "pushed")


def _update(workspace: Workspace, call: ApiCall) -> JsonObject:
    content = _content(workspace, call, {"modal", "home"})
    view = _named(workspace, call)
    if view is None:
        raise SlackError("not_found")
    workspace.views.update(view, content, expected_hash=_hash(call))
    return _shown(workspace, view, "updated")


def _publish(workspace: Workspace, call: ApiCall) -> JsonObject:
    content = _content(workspace, call, {"home"})
    if not workspace.manifest.has_home_tab:
        raise SlackError("not_enabled")
    user_id = call.required("user_id", "user_not_found")
    user = workspace.people.get(user_id)
    if user is None or user.is_bot or user.is_outsider:
        raise SlackError("user_not_found")
    view = workspace.views.publish(user_id, content, expected_hash=_hash(call))
    return _shown(workspace, view, "published")


def _content(workspace: Workspace, call: ApiCall, types: set[str]) -> JsonObject:
    view = call.structure("view", "invalid_arguments")
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW_BYTES:
        raise SlackError("view_too_large")
    content = check_view(view, types)
    check_pictures(workspace.files, content["blocks"], error="invalid_arguments", at="/view/blocks")
    return content


def _named(workspace: Workspace, call: ApiCall) -> View | None:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if view_id is not None:
        return workspace.views.get(view_id)
    if external_id is None:
        raise SlackError("invalid_arguments")
    return workspace.views.by_external_id(external_id)


def _hash(call: ApiCall) -> str | None:
    """Return the hash that the app expects; an empty one is one that never fits."""
    value = call.arguments.get("hash")
    return None if value is None else str(value)


def _shown(workspace: Workspace, view: View, event: str) -> JsonObject:
    drawn = workspace.page_view(view)
    kind = {"type": "home"} if view.is_home else {"type": "view", "event": event}
    workspace.pages.tell([view.user], {**kind, "view": drawn})
    return {"view": view.to_wire()}


METHODS = {
    "views.open": Method(run=_open, tier=4, takes_json=True),
    "views.push": Method(run=_push, tier=4, takes_json=True),
    "views.update": Method(run=_update, tier=4, takes_json=True),
    "views.publish": Method(run=_publish, tier=4, takes_json=True),
}
