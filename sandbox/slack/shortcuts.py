"""Shortcuts: global ones from the composer, message ones from the menu of a message."""

from sandbox.slack.envelopes import AckState
from sandbox.slack.errors import SlackError
from sandbox.slack.interactions import NO_ANSWER
from sandbox.slack.manifest import Shortcut
from sandbox.slack.payloads import VERIFICATION_TOKEN, channel_part
from sandbox.slack.people import TEAM_DOMAIN, TEAM_ID, User
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


class Shortcuts:
    """Tell the app which shortcut a person chose."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def run(
        self, user: User, callback_id: str, kind: str, channel: str | None, message_ts: str | None
    ) -> str | None:
        """Send one shortcut; return a warning for the person when the app did not take it.

        `channel` is what the person looks at: a message shortcut names it, a global one does not,
        it only lets the modal that follows start with it. Only the company that installed the app
        has its shortcuts: https://docs.slack.dev/apis/slack-connect
        """
        if not self._workspace.manifest.is_interactive:
            raise SlackError("interactivity_not_enabled")
        shortcut = self._workspace.manifest.shortcuts.get(callback_id)
        if shortcut is None or shortcut.type != kind or user.is_outsider:
            raise SlackError("shortcut_not_found")
        seen = self._seen(user, channel)
        if kind == "global":
            payload = self._payload("shortcut", user, shortcut, seen)
        else:
            payload = self._about_message(user, shortcut, seen, message_ts)
        ack = await self._workspace.sockets.send("interactive", payload)
        return None if ack.state is AckState.ACKNOWLEDGED else NO_ANSWER

    def _seen(self, user: User, channel: str | None) -> str | None:
        conversation = self._workspace.conversations.get(channel) if channel else None
        return channel if conversation and conversation.is_visible_to(user) else None

    def _payload(
        self, kind: str, user: User, shortcut: Shortcut, channel: str | None
    ) -> JsonObject:
        return {
            "type": kind,
            "token": VERIFICATION_TOKEN,
            "action_ts": self._workspace.messages.next_ts(),
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "user": {"id": user.id, "username": user.name, "team_id": user.team.id},
            "is_enterprise_install": False,
            "enterprise": None,
            "callback_id": shortcut.callback_id,
            "trigger_id": self._workspace.triggers.issue(user=user.id, channel=channel),
        }

    def _about_message(
        self, user: User, shortcut: Shortcut, channel: str | None, message_ts: str | None
    ) -> JsonObject:
        conversation = self._workspace.conversations.get(channel or "")
        if conversation is None:
            raise SlackError("channel_not_found")
        message = self._workspace.messages.get(conversation.id, message_ts or "")
        if message is None or message.is_tombstone:
            raise SlackError("message_not_found")
        payload = self._payload("message_action", user, shortcut, conversation.id)
        return {
            **payload,
            "user": {**payload["user"], "name": user.name},
            "channel": channel_part(conversation),
            "message_ts": message.ts,
            "message": self._workspace.messages.to_wire(message),
            "response_url": self._workspace.issue_response_url(user.id, conversation.id),
        }
