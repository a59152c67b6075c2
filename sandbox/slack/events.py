"""The Events API: what the app subscribed to, as far as a bot user may hear it."""

import secrets
import time

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
            "channel": conversation.id,
            "event_ts": message.ts,
        }
        if conversation.has_bot and self._hears(name, scope):
            await self._send({**event, "channel_type": channel_type})
        is_mention = f"<@{BOT_USER_ID}>" in message.text and not conversation.is_im
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

    async def home_opened(self, user_id: str, channel_id: str) -> None:
        """Tell the app that a person opened its messages tab."""
        if "app_home_opened" in self._workspace.manifest.bot_events:
            await self._send(
                {
                    "type": "app_home_opened",
                    "user": user_id,
                    "channel": channel_id,
                    "tab": "messages",
                    "event_ts": self._workspace.messages.next_ts(),
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
                "event_time": int(time.time()),
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
