"""The Events API: what the app subscribed to, as far as a bot user may hear it."""

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
}


class Events:
    """Send the app the events that its manifest names."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def message_posted(self, conversation: Conversation, message: Message) -> None:
        """Tell the app of a person's message where the bot is a member."""
        name, scope, channel_type = _MESSAGE_EVENTS[conversation.kind]
        event = {
            **self._workspace.messages.to_wire(message),
            "client_msg_id": str(uuid.uuid4()),
            "channel": conversation.id,
            "event_ts": message.ts,
        }
        if conversation.has_bot and self._hears(name, scope):
            await self._send({**event, "channel_type": channel_type})
        is_mention = mentions_bot(message) and not conversation.is_im
        if is_mention and conversation.has_bot and self._hears("app_mention", "app_mentions:read"):
            await self._send({**event, "type": "app_mention"})

    async def member_joined(
        self, conversation: Conversation, user_id: str, *, inviter: str
    ) -> None:
        """Tell the app who joined a channel where the bot is a member."""
        is_private = conversation.kind is ConversationKind.PRIVATE
        scope = "groups:read" if is_private else "channels:read"
        if conversation.has_bot and self._hears("member_joined_channel", scope):
            await self._send(
                {
                    "type": "member_joined_channel",
                    "user": user_id,
                    "channel": conversation.id,
                    "channel_type": "G" if is_private else "C",
                    "team": TEAM_ID,
                    "inviter": inviter,
                    "event_ts": self._workspace.messages.next_ts(),
                }
            )

    async def member_left(self, conversation: Conversation, user_id: str, *, actor: str) -> None:
        """Tell the app who left a channel where the bot is a member, or that the bot had to.

        Of its own leaving a bot hears as channel_left or group_left, not as member_left_channel.
        """
        is_private = conversation.kind is ConversationKind.PRIVATE
        scope = "groups:read" if is_private else "channels:read"
        event_ts = self._workspace.messages.next_ts()
        if user_id == BOT_USER_ID:
            name = "group_left" if is_private else "channel_left"
            event = {"channel": conversation.id, "actor_id": actor}
        else:
            name = "member_left_channel"
            kind = {"channel_type": "G" if is_private else "C", "team": TEAM_ID}
            event = {"user": user_id, "channel": conversation.id, **kind}
        is_told = conversation.has_bot or user_id == BOT_USER_ID
        if is_told and self._hears(name, scope):
            await self._send({"type": name, **event, "event_ts": event_ts})

    async def channel_renamed(self, conversation: Conversation) -> None:
        """Tell the app the new name of a channel: of any public one, of its own private ones."""
        is_private = conversation.kind is ConversationKind.PRIVATE
        name, scope = (
            ("group_rename", "groups:read") if is_private else ("channel_rename", "channels:read")
        )
        if conversation.is_visible_to(BOT_USER_ID) and self._hears(name, scope):
            facts = {"id": conversation.id, "name": conversation.name}
            created = {"name_normalized": conversation.name, "created": conversation.created}
            event_ts = self._workspace.messages.next_ts()
            await self._send({"type": name, "channel": {**facts, **created}, "event_ts": event_ts})

    async def channel_archived(self, conversation: Conversation, *, by: str) -> None:
        """Tell the app of an archived channel: of any public one, of its own private ones."""
        is_private = conversation.kind is ConversationKind.PRIVATE
        name, scope = (
            ("group_archive", "groups:read") if is_private else ("channel_archive", "channels:read")
        )
        if conversation.is_visible_to(BOT_USER_ID) and self._hears(name, scope):
            facts = {"channel": conversation.id, "user": by, "is_moved": 0}
            event_ts = self._workspace.messages.next_ts()
            await self._send({"type": name, **facts, "event_ts": event_ts})

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

    async def _send(self, event: JsonObject) -> None:
        await self._workspace.sockets.send_event(
            {
                "token": VERIFICATION_TOKEN,
                "team_id": TEAM_ID,
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
                "is_ext_shared_channel": False,
                "event_context": f"EC{secrets.token_hex(5).upper()}",
            }
        )


def mentions_bot(message: Message) -> bool:
    """Tell whether a message names the app's bot user."""
    return f"<@{BOT_USER_ID}>" in message.text
