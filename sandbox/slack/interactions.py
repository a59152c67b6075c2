"""Buttons and selects: block actions, and the suggestions of external selects."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.block_kit import check_suggestions
from sandbox.slack.containers import Container, find_container
from sandbox.slack.envelopes import AckState
from sandbox.slack.errors import SlackError
from sandbox.slack.payloads import interaction_head
from sandbox.slack.people import User
from sandbox.slack.view_state import STATEFUL, find_element, known_option, walk
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
NO_ANSWER = "This app did not respond."
NO_RESULT = "No result"


class Interactions:
    """Tell the app what people click, and ask it for options."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def act(
        self, user: User, named: Mapping[str, Any], action: JsonObject, sent: JsonObject
    ) -> str | None:
        """Send one action; return a warning for the person when the app did not take it."""
        self._refuse_without_interactivity()
        block, element = self._element_of(named, action, user)
        sent = _with_action(sent, block, element, action)
        container = find_container(self._workspace, user, named, sent)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        payload = {
            **interaction_head("block_actions", user, team=container.team_of(user)),
            **container.to_payload(),
            "trigger_id": self._trigger(user, container),
            "actions": [self._action(block, element, action, container)],
        }
        payload |= self._response_url(user, container)
        ack = await self._workspace.sockets.send("interactive", payload)
        if ack.state is AckState.ACKNOWLEDGED:
            return None
        return self._warning(user, container)

    async def click_home(self, user: User, action_id: str) -> None:
        """Click a button in the Home tab. Raise SlackError where it has none of that name."""
        home = self._workspace.views.home(user.id)
        named = {"type": "view", "view_id": home.id if home else ""}
        for block, element in walk(home.blocks if home else []):
            if element["action_id"] == action_id:
                action = {"block_id": block["block_id"], "action_id": action_id}
                await self.act(user, named, action, {})
                return
        raise SlackError("action_not_found")

    def _element_of(
        self, named: Mapping[str, Any], action: JsonObject, user: User
    ) -> tuple[JsonObject, JsonObject]:
        blocks = find_container(self._workspace, user, named, {}).blocks
        found = find_element(blocks, str(action.get("block_id")), str(action.get("action_id")))
        if found is None:
            raise SlackError("action_not_found")
        return found

    def _action(
        self, block: JsonObject, element: JsonObject, action: JsonObject, container: Container
    ) -> JsonObject:
        told: JsonObject = {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "action_ts": self._workspace.messages.next_ts(),
        }
        if element["type"] == "overflow":
            told["selected_option"] = known_option(element, action.get("selected_option"))
        elif element["type"] in STATEFUL:
            told |= container.values[block["block_id"]][element["action_id"]]
        for key in ("text", "value", "style", "placeholder"):
            if key in element:
                told[key] = element[key]
        return told

    def _response_url(self, user: User, container: Container) -> JsonObject:
        if container.message is None or container.conversation is None:
            return {}
        url = self._workspace.issue_response_url(
            user.id,
            container.conversation.id,
            original_ts=container.message.ts,
            is_ephemeral=container.is_ephemeral,
            thread_ts=container.message.thread_ts if container.message.is_reply else None,
        )
        return {"response_url": url}

    def _trigger(self, user: User, container: Container) -> str:
        return self._workspace.triggers.issue(
            user=user.id,
            channel=container.channel,
            view_id=container.view.id if container.view else None,
        )

    def _warning(self, user: User, container: Container) -> str | None:
        if container.view is None or container.view.is_home:
            return NO_ANSWER
        event = {"event": "trouble", "view_id": container.view.id, "text": TROUBLE}
        self._workspace.pages.tell([user.id], {"type": "view", **event})
        return None

    async def suggest(
        self, user: User, named: Mapping[str, Any], block_id: str, action_id: str, typed: str
    ) -> JsonObject:
        """Ask the app for the options of an external select; return them as the page draws them."""
        self._refuse_without_interactivity()
        container = find_container(self._workspace, user, named, {})
        found = find_element(container.blocks, block_id, action_id)
        if found is None or not found[1]["type"].endswith("external_select"):
            raise SlackError("action_not_found")
        payload = {
            **interaction_head("block_suggestion", user, team=container.team_of(user)),
            **container.to_payload(),
            "action_id": action_id,
            "block_id": block_id,
            "value": typed,
        }
        ack = await self._workspace.sockets.send(
            "interactive", payload, accepts_response_payload=True
        )
        return _offered(ack.payload)

    def _refuse_without_interactivity(self) -> None:
        if not self._workspace.manifest.is_interactive:
            raise SlackError("interactivity_not_enabled")


def _with_action(
    sent: JsonObject, block: JsonObject, element: JsonObject, action: JsonObject
) -> JsonObject:
    """Let the action itself count as entered, whatever the page sent as the whole state."""
    if element["type"] not in STATEFUL:
        return sent
    key = STATEFUL[element["type"]][0]
    if key not in action:
        return sent
    actions = {**(sent.get(block["block_id"]) or {})}
    actions[element["action_id"]] = {"type": element["type"], key: action[key]}
    return {**sent, block["block_id"]: actions}


def _offered(payload: JsonObject) -> JsonObject:
    options, groups = payload.get("options"), payload.get("option_groups")
    try:
        check_suggestions(payload)
    except SlackError:
        options = groups = None
    error = None if options or groups else NO_RESULT
    return {"options": options, "option_groups": groups, "error": error}
