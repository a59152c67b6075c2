"""The Events API: what the app subscribed to, as far as a bot user may hear it."""

import asyncio
import secrets
import uuid

from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.messages import Message
from sandbox.slack.payloads import VERIFICATION_TOKEN
from sandbox.slack.people import APP_ID, BOT_USER_ID, TEAM_ID
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

# kind of conversation → (event name, scope it needs, channel_type in the payload)
_MESSAGE_EVENTS = {
    ConversationKind.CHANNEL: ("message.channels", "channels:history", "channel"),
    ConversationKind.PRIVATE: ("message.groups", "groups:history", "group"),
    ConversationKind.IM: ("message.im", "im:history", "im"),
    ConversationKind.MPIM: ("message.mpim", "mpim:history", "mpim"),
}


class Events:
    """Send the app the events that its manifest names."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def hear_message(self, change: str, message: Message, previous: JsonObject | None) -> None:
        """Tell the app of a message where the bot is a member: anybody's, and its own.

        Of other companies' people a message event names the author's company in `team` and in the
        envelope, a mention only in `user_team` and `source_team`:
        slackapi/bolt-python, tests/slack_bolt/request/test_internals.py.
        """
        conversation = self._workspace.conversations.get(message.channel)
        if conversation is None or not conversation.has_bot:
            return
        name, scope, channel_type = _MESSAGE_EVENTS[conversation.kind]
        if not self._hears(name, scope):
            return
        wire = self._wire(message)
        from_team_id = (previous or wire)["team"]
        if previous is None:
            event = {**_by_team(wire), "event_ts": message.ts}
        else:
            event = self._change(change, message, _by_team(previous))
        told = {**event, "channel": conversation.id, "channel_type": channel_type}
        payload = self._payload(told, conversation, from_team_id=from_team_id)
        self._workspace.sockets.start(self._workspace.sockets.send_event(payload))

    def _change(self, change: str, message: Message, previous: JsonObject) -> JsonObject:
        """Return what an edit or a deletion is told by; it has a `ts` of its own."""
        ts = self._workspace.messages.next_ts()
        now = {"message": _by_team(self._wire(message))}
        return {
            "type": "message",
            "subtype": f"message_{change}",
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "previous_message": previous,
            **({"deleted_ts": message.ts} if change == "deleted" else now),
        }

    async def bot_mentioned(self, conversation: Conversation, message: Message) -> None:
        """Tell the app of a message that names its bot, where the bot is a member."""
        is_mention = mentions_bot(message) and not conversation.is_im
        if is_mention and conversation.has_bot and self._hears("app_mention", "app_mentions:read"):
            facts = {"type": "app_mention", "team": TEAM_ID, "channel": conversation.id}
            event = {**self._wire(message), **facts, "event_ts": message.ts}
            await self._send(event, conversation)

    def _wire(self, message: Message) -> JsonObject:
        """Return the message; what a person typed has an id of the client it was typed into."""
        wire = self._workspace.messages.to_wire(message)
        author = self._workspace.user(message.user)
        if author is None or author.is_bot or message.subtype:
            return wire
        typed = uuid.uuid5(uuid.NAMESPACE_OID, f"{message.channel}/{message.ts}")
        return {**wire, "client_msg_id": str(typed)}

    async def member_joined(
        self, conversation: Conversation, user_id: str, *, inviter: str
    ) -> None:
        """Tell the app who joined a channel where the bot is a member."""
        is_private = conversation.is_closed
        scope = "groups:read" if is_private else "channels:read"
        if conversation.has_bot and self._hears("member_joined_channel", scope):
            await self._send(
                {
                    "type": "member_joined_channel",
                    "user": user_id,
                    "channel": conversation.id,
                    "channel_type": "G" if is_private else "C",
                    "team": self._team_of(user_id),
                    "inviter": inviter,
                    "event_ts": self._workspace.messages.next_ts(),
                },
                conversation,
            )

    async def member_left(self, conversation: Conversation, user_id: str, *, actor: str) -> None:
        """Tell the app who left a channel where the bot is a member, or that the bot had to.

        Of its own leaving a bot hears as channel_left or group_left, not as member_left_channel.
        """
        is_private = conversation.is_closed
        scope = "groups:read" if is_private else "channels:read"
        event_ts = self._workspace.messages.next_ts()
        if user_id == BOT_USER_ID:
            name = "group_left" if is_private else "channel_left"
            event = {"channel": conversation.id, "actor_id": actor}
        else:
            name = "member_left_channel"
            kind = {"channel_type": "G" if is_private else "C", "team": self._team_of(user_id)}
            event = {"user": user_id, "channel": conversation.id, **kind}
        is_told = conversation.has_bot or user_id == BOT_USER_ID
        if is_told and self._hears(name, scope):
            await self._send({"type": name, **event, "event_ts": event_ts}, conversation)

    async def channel_renamed(self, conversation: Conversation) -> None:
        """Tell the app the new name of a channel: of any public one, of its own private ones."""
        is_private = conversation.is_closed
        name, scope = (
            ("group_rename", "groups:read") if is_private else ("channel_rename", "channels:read")
        )
        if conversation.is_visible_to_bot and self._hears(name, scope):
            facts = {"id": conversation.id, "name": conversation.name}
            created = {"name_normalized": conversation.name, "created": conversation.created}
            event_ts = self._workspace.messages.next_ts()
            await self._send({"type": name, "channel": {**facts, **created}, "event_ts": event_ts})

    async def channel_archived(self, conversation: Conversation, *, by: str) -> None:
        """Tell the app of an archived channel: of any public one, of its own private ones."""
        is_private = conversation.is_closed
        name, scope = (
            ("group_archive", "groups:read") if is_private else ("channel_archive", "channels:read")
        )
        if conversation.is_visible_to_bot and self._hears(name, scope):
            facts = {"channel": conversation.id, "user": by, "is_moved": 0}
            event_ts = self._workspace.messages.next_ts()
            await self._send({"type": name, **facts, "event_ts": event_ts})

    async def channel_shared(self, conversation: Conversation, team_id: str) -> None:
        """Tell the app that another company takes part in a channel that it can see."""
        if conversation.is_visible_to_bot and self._hears("channel_shared", "channels:read"):
            facts = {"connected_team_id": team_id, "channel": conversation.id}
            event_ts = self._workspace.messages.next_ts()
            await self._send({"type": "channel_shared", **facts, "event_ts": event_ts})

    async def channel_unshared(self, conversation: Conversation, team_id: str) -> None:
        """Tell the app that a company takes part no longer."""
        if conversation.is_visible_to_bot and self._hears("channel_unshared", "channels:read"):
            facts = {"previously_connected_team_id": team_id, "channel": conversation.id}
            shared = {"is_ext_shared": conversation.is_ext_shared}
            event_ts = self._workspace.messages.next_ts()
            await self._send({"type": "channel_unshared", **facts, **shared, "event_ts": event_ts})

    async def open_home(self, user_id: str) -> None:
        """Tell the app that a person opened its Home tab, where they never did by a new DM."""
        conversation, _ = self._workspace.conversations.direct(user_id, BOT_USER_ID)
        await self.home_opened(user_id, conversation.id, tab="home")

    async def home_opened(self, user_id: str, channel_id: str, *, tab: str) -> None:
        """Tell the app that a person opened its tab `home` or `messages`."""
        if "app_home_opened" not in self._workspace.manifest.bot_events:
            return
        view = self._workspace.views.home(user_id) if tab == "home" else None
        await self._send(
            {
                "type": "app_home_opened",
                "user": user_id,
                "channel": channel_id,
                "tab": tab,
                "event_ts": self._workspace.messages.next_ts(),
                **({"view": view.to_wire()} if view else {}),
            }
        )

    def _hears(self, event: str, scope: str) -> bool:
        manifest = self._workspace.manifest
        return event in manifest.bot_events and scope in manifest.scopes

    def _team_of(self, user_id: str) -> str:
        user = self._workspace.user(user_id)
        return user.team.id if user else TEAM_ID

    async def _send(self, event: JsonObject, conversation: Conversation | None = None) -> None:
        await asyncio.sleep(0)  # messages that were posted before are told before
        await self._workspace.sockets.send_event(self._payload(event, conversation))

    def _payload(
        self,
        event: JsonObject,
        conversation: Conversation | None,
        *,
        from_team_id: str = TEAM_ID,
    ) -> JsonObject:
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": from_team_id,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self._workspace.clock.epoch_seconds()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER_ID,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": conversation is not None and conversation.is_ext_shared,
            "event_context": f"EC{secrets.token_hex(5).upper()}",
        }


def _by_team(wire: JsonObject) -> JsonObject:
    return {key: wire[key] for key in wire if key not in ("user_team", "source_team")}


def mentions_bot(message: Message) -> bool:
    """Tell whether a message names the app's bot user."""
    return f"<@{BOT_USER_ID}>" in message.text
