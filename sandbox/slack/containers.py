"""Where an interactive element stands: in a message, in an ephemeral message, or in a view."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.conversations import Conversation
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.payloads import channel_part
from sandbox.slack.people import HOME, Team, User
from sandbox.slack.view_state import Values, entered, start_values
from sandbox.slack.views import View
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


@dataclass(slots=True, kw_only=True)
class Container:
    """A message or a view with the state of its inputs."""

    blocks: list[JsonObject]
    values: Values
    view: View | None = None
    message: Message | None = None
    conversation: Conversation | None = None
    is_ephemeral: bool = False
    message_wire: JsonObject = field(default_factory=dict)

    @property
    def channel(self) -> str | None:
        """Return the conversation that the person is looking at."""
        if self.view is not None:
            return self.view.channel
        return self.conversation.id if self.conversation else None

    def team_of(self, user: User) -> Team:
        """Return the company that payloads name: of a message the app's, else the person's."""
        return HOME if self.view is None else user.team

    def to_payload(self) -> JsonObject:
        """Return what payloads say of the container, without a response_url."""
        state = {"values": self.values}
        if self.view is not None:
            where = {"type": "view", "view_id": self.view.id}
            return {"container": where, "view": self.view.to_wire()}
        if self.message is None or self.conversation is None:
            raise SlackError("message_not_found")
        container: JsonObject = {
            "type": "message",
            "message_ts": self.message.ts,
            "channel_id": self.conversation.id,
            "is_ephemeral": self.is_ephemeral,
        }
        if self.message.thread_ts:
            container["thread_ts"] = self.message.thread_ts
        shown = {} if self.is_ephemeral else {"message": self.message_wire}
        channel = channel_part(self.conversation)
        return {"container": container, "channel": channel, "state": state, **shown}


def find_container(
    workspace: Workspace, user: User, named: Mapping[str, Any], sent: JsonObject
) -> Container:
    """Return the container that a page names, with what the person entered in it."""
    if named.get("type") == "view":
        return view_container(workspace, user, str(named.get("view_id")), sent)
    conversation = workspace.conversations.get(str(named.get("channel")))
    if conversation is None or not conversation.is_visible_to(user):
        raise SlackError("channel_not_found")
    ts = str(named.get("message_ts"))
    ephemeral = workspace.ephemerals.get(user.id, conversation.id, ts)
    message = ephemeral or workspace.messages.get(conversation.id, ts)
    if message is None or message.is_tombstone:
        raise SlackError("message_not_found")
    blocks = message.blocks or []
    return Container(
        blocks=blocks,
        values=entered(blocks, start_values(blocks, conversation), sent),
        message=message,
        conversation=conversation,
        is_ephemeral=ephemeral is not None,
        message_wire=workspace.messages.to_wire(message),
    )


def view_container(workspace: Workspace, user: User, view_id: str, sent: JsonObject) -> Container:
    """Return an open view of this person after keeping what was entered in it."""
    view = workspace.views.get(view_id)
    if view is None or view.user != user.id:
        raise SlackError("view_not_found")
    view.values = entered(view.blocks, view.values, sent)
    return Container(blocks=view.blocks, values=view.values, view=view)
