"""The workspace: everything the local Slack knows, and telling the pages what changes."""

import re
from dataclasses import replace
from zoneinfo import available_timezones

from sandbox.clock import SandboxClock
from sandbox.slack.conversations import Conversation, ConversationBook
from sandbox.slack.ephemerals import EphemeralBook
from sandbox.slack.files import FileBook
from sandbox.slack.manifest import AppManifest
from sandbox.slack.messages import Message, MessageBook
from sandbox.slack.pace import Pace
from sandbox.slack.page_hub import PageHub
from sandbox.slack.people import BOT_USER_ID, PEOPLE, User, build_bot
from sandbox.slack.pictures import with_addresses
from sandbox.slack.response_urls import ResponseUrlBook
from sandbox.slack.socket_mode import SocketMode
from sandbox.slack.triggers import TriggerBook
from sandbox.slack.views import View, ViewBook
from sandbox.slack.wire import JsonObject

BOT_TOKEN = "xoxb-sandbox-0000"  # noqa: S105 - the sandbox's fixed credentials open nothing else
APP_TOKEN = "xapp-1-sandbox-0000"  # noqa: S105 - the same

_CHANNEL_NAME = re.compile(r"[^\sA-Z.#@,]{1,80}")


class Workspace:
    """Hold the state of the local Slack; `base_url` is known once the server listens.

    What Slack dates it dates by `clock`, which may jump. What it counts in seconds (its rate
    limits, how long trigger ids and response URLs live) it counts in real ones.
    """

    def __init__(self, manifest: AppManifest, clock: SandboxClock) -> None:
        self.manifest = manifest
        self.clock = clock
        self.bot = build_bot(manifest.bot_name)
        self.people: dict[str, User] = {user.id: user for user in PEOPLE}
        self.is_token_revoked = False
        self.base_url = ""
        self.pages = PageHub()
        self.conversations = ConversationBook()
        self.messages = MessageBook(self._message_changed, clock.epoch_seconds)
        self.ephemerals = EphemeralBook(self.messages.next_ts, self._ephemeral_changed)
        self.files = FileBook(lambda: self.base_url, clock.epoch_seconds)
        self.views = ViewBook(clock.epoch_seconds)
        self.triggers = TriggerBook()
        self.response_urls = ResponseUrlBook()
        self.pace = Pace()
        self.sockets = SocketMode(self._presence_changed)

    def user(self, user_id: str) -> User | None:
        """Return a person or the bot."""
        return self.bot if user_id == BOT_USER_ID else self.people.get(user_id)

    def everybody(self) -> list[User]:
        """Return the people and the bot."""
        return [*self.people.values(), self.bot]

    def move_person(self, user_id: str, tz: str) -> None:
        """Let a person live in another time zone. Raise ValueError for what is none."""
        if user_id not in self.people or tz not in available_timezones():
            raise ValueError(f"There is no {user_id!r} or no time zone {tz!r}.")
        self.people[user_id] = replace(self.people[user_id], tz=tz)

    def issue_response_url(
        self,
        user: str,
        channel: str,
        *,
        original_ts: str | None = None,
        is_ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:
        """Return a fresh response_url for one interaction."""
        hook_id = self.response_urls.issue(
            user=user,
            channel=channel,
            original_ts=original_ts,
            is_ephemeral=is_ephemeral,
            thread_ts=thread_ts,
        )
        return f"{self.base_url}/hooks/{hook_id}"

    def add_member(self, conversation: Conversation, user_id: str, *, inviter: str) -> None:
        """Add a member to a conversation and say so in it."""
        conversation.members.append(user_id)
        self.conversation_changed(conversation)
        joined = "group_join" if conversation.kind == "private" else "channel_join"
        self.messages.post(
            channel=conversation.id,
            user=user_id,
            text=f"<@{user_id}> has joined the channel",
            subtype=joined,
            inviter=inviter,
        )

    def remove_member(self, conversation: Conversation, user_id: str) -> None:
        """Take a member out of a conversation and say so in it."""
        if user_id not in conversation.members:
            return
        conversation.members.remove(user_id)
        self.conversation_changed(conversation)
        self.messages.post(
            channel=conversation.id,
            user=user_id,
            text=f"<@{user_id}> has left the channel",
            subtype="group_leave" if conversation.is_closed else "channel_leave",
        )

    def rename(self, conversation: Conversation, name: str, *, by: str) -> None:
        """Give a channel another name and say so in it. Raise ValueError for what is no name."""
        if conversation.is_im or not _CHANNEL_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for {conversation.id}.")
        if self.conversations.named(name) not in (None, conversation):
            raise ValueError(f"There is a channel #{name} already.")
        old_name, conversation.name = conversation.name, name
        conversation.previous_names.insert(0, old_name)
        self.conversation_changed(conversation)
        self.messages.post(
            channel=conversation.id,
            user=by,
            text=f'has renamed the channel from "{old_name}" to "{name}"',
            subtype="group_name" if conversation.is_closed else "channel_name",
            facts={"old_name": old_name, "name": name},
        )

    def conversation_changed(self, conversation: Conversation) -> None:
        """Tell every page that may see it how a conversation stands now."""
        for user in self.people:
            if conversation.is_visible_to(user):
                shown = conversation.to_page(user)
                self.pages.tell([user], {"type": "conversation", "conversation": shown})

    def page_message(self, message: Message) -> JsonObject:
        """Return a message as pages get it."""
        shown = {**self.messages.to_wire(message), "channel": message.channel}
        if message.files:
            shown["files"] = [file.to_wire(is_for_page=True) for file in message.files]
        if message.blocks:
            shown["blocks"] = with_addresses(self.files, message.blocks)
        return shown

    def page_view(self, view: View) -> JsonObject:
        """Return a view as pages get it."""
        return {**view.to_wire(), "blocks": with_addresses(self.files, view.blocks)}

    def _message_changed(self, event: str, message: Message) -> None:
        conversation = self.conversations.get(message.channel)
        if conversation is None:
            return
        gone = {"ts": message.ts, "channel": message.channel}
        shown = gone if event == "deleted" else self.page_message(message)
        self.pages.tell(
            [user for user in self.people if conversation.is_visible_to(user)],
            {"type": "message", "event": event, "channel": message.channel, "message": shown},
        )

    def _ephemeral_changed(self, event: str, user: str, message: Message) -> None:
        shown = {**self.page_message(message), "ephemeral": True}
        self.pages.tell(
            [user],
            {"type": "ephemeral", "event": event, "channel": message.channel, "message": shown},
        )

    def _presence_changed(self, is_connected: bool) -> None:
        self.pages.tell_all({"type": "bot", "connected": is_connected})
