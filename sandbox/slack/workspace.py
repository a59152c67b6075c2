"""The workspace: everything the local Slack knows, and telling the pages what changes."""

import re
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from sandbox.clock import SandboxClock
from sandbox.slack.conversations import Conversation, ConversationBook, ConversationKind
from sandbox.slack.ephemerals import EphemeralBook
from sandbox.slack.files import FileBook
from sandbox.slack.little_world import PEOPLE, build_bot, build_conversations, build_user_groups
from sandbox.slack.manifest import AppManifest
from sandbox.slack.messages import Message, MessageBook
from sandbox.slack.pace import Pace
from sandbox.slack.page_hub import PageHub
from sandbox.slack.people import BOT_USER_ID, HOME, Role, User
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

    What Slack dates it dates by `clock`, which may jump; by its speed events are retried. What else
    it counts in seconds (its rate limits, how long trigger ids and response URLs live) it counts in
    real ones.
    """

    def __init__(self, manifest: AppManifest, clock: SandboxClock) -> None:
        self.manifest = manifest
        self.clock = clock
        self.bot = build_bot(manifest.bot_name)
        self.people: dict[str, User] = {user.id: user for user in PEOPLE}
        self.user_groups = {group.id: group for group in build_user_groups()}
        self.is_token_revoked = False
        self.base_url = ""
        self.pages = PageHub()
        self.conversations = ConversationBook(build_conversations())
        self.messages = MessageBook(self._message_changed, clock.epoch_seconds, self.user)
        self.ephemerals = EphemeralBook(self.messages.next_ts, self._ephemeral_changed)
        self.files = FileBook(lambda: self.base_url, clock.epoch_seconds)
        self.views = ViewBook(clock.epoch_seconds, self.user, self.conversations.get)
        self.triggers = TriggerBook()
        self.response_urls = ResponseUrlBook()
        self.pace = Pace()
        self.sockets = SocketMode(self._presence_changed, clock.sleep)
        self._left_behind: dict[str, list[Conversation]] = {}

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

    def deactivate(self, user: User) -> None:
        """Take an account away: it leaves its channels without a word, and nobody can use it."""
        left = self.conversations.channels_of(user.id)
        for conversation in left:
            conversation.members.remove(user.id)
        self._left_behind.setdefault(user.id, []).extend(left)
        self.views.clear(user.id)
        self.pages.tell([user.id], {"type": "view", "event": "cleared"})
        self._change_person(user, is_deactivated=True)

    def reactivate(self, user: User) -> None:
        """Give an account back, and its channels with it."""
        for conversation in self._left_behind.pop(user.id, []):
            conversation.members.append(user.id)
        self._change_person(user, is_deactivated=False)

    def change_role(self, user: User, role: Role) -> None:
        """Make a person of this company a member, an admin or a guest. Raise ValueError else."""
        if user.is_outsider or user.is_bot:
            raise ValueError(f"{user.real_name} has no role in {HOME.name}.")
        self._change_person(user, role=role)

    def _change_person(self, user: User, **change: Any) -> None:
        self.people[user.id] = replace(user, **change)
        self.pages.refresh()

    def contacts(self, user: User) -> list[User]:
        """Return whom a person can begin a direct message with; outsiders are to be written to."""
        if user.is_outsider or user.is_deactivated:
            return []
        known = [one for one in self.seen_people(user) if not one.is_bot and not one.is_outsider]
        return [one for one in [*known, self.bot] if not one.is_deactivated and one.id != user.id]

    def seen_people(self, user: User) -> list[User]:
        """Return the people and other apps' bots that a person sees."""
        if not user.is_confined and not user.is_deactivated:
            return list(self.people.values())
        shared = {one for place in self.conversations.visible_to(user) for one in place.members}
        return [one for one in self.people.values() if one.id in {*shared, user.id}]

    def is_stranger(self, user: User) -> bool:
        """Tell whether the app shares no channel with somebody of another company."""
        shared = any(one.has_bot for one in self.conversations.channels_of(user.id))
        return user.is_outsider and not shared

    def can_join(self, user: User, conversation: Conversation) -> bool:
        """Tell whether somebody can be brought into a channel."""
        places = self.conversations.channels_of(user.id)
        is_full = user.role is Role.SINGLE_CHANNEL_GUEST and places not in ([], [conversation])
        is_foreign = user.is_outsider and user.team.id not in conversation.connected_team_ids
        return not (conversation.is_direct or user.is_deactivated or is_full or is_foreign)

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
        self._membership_changed(conversation, user_id)
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
        self._membership_changed(conversation, user_id)
        self.messages.post(
            channel=conversation.id,
            user=user_id,
            text=f"<@{user_id}> has left the channel",
            subtype="group_leave" if conversation.is_closed else "channel_leave",
        )

    def create_channel(self, name: str) -> Conversation:
        """Create a public channel with the members of #general. Raise ValueError for no name."""
        self._check_name(name)
        channel = Conversation(
            id=f"C0{re.sub('[^A-Z0-9]', '', name.upper())}",
            name=name,
            kind=ConversationKind.CHANNEL,
            members=list(self.conversations.of_bot("C0GENERAL").members),
        )
        if self.conversations.get(channel.id) is not None:
            raise ValueError(f"There is a channel {channel.id} already.")
        self.conversations.add(channel)
        self.conversation_changed(channel)
        return channel

    def rename(self, conversation: Conversation, name: str, *, by: str) -> None:
        """Give a channel another name and say so in it. Raise ValueError for what is no name."""
        if conversation.is_direct:
            raise ValueError(f"{name!r} is no name for {conversation.id}.")
        self._check_name(name, of=conversation)
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

    def _check_name(self, name: str, *, of: Conversation | None = None) -> None:
        if not _CHANNEL_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a channel.")
        if self.conversations.named(name) not in (None, of):
            raise ValueError(f"There is a channel #{name} already.")

    def open_direct(self, first: str, second: str) -> tuple[Conversation, bool]:
        """Return the direct message of two, and whether it was opened just now."""
        conversation, is_new = self.conversations.direct(first, second)
        if is_new:
            self.conversation_changed(conversation)
        return conversation, is_new

    def conversation_changed(self, conversation: Conversation) -> None:
        """Tell every page that may see it how a conversation stands now."""
        for user_id in self._readers(conversation):
            shown = conversation.to_page(user_id)
            self.pages.tell([user_id], {"type": "conversation", "conversation": shown})

    def _membership_changed(self, conversation: Conversation, user_id: str) -> None:
        """Tell the pages; who could not see it otherwise gets the whole world anew."""
        user = self.people.get(user_id)
        if user is not None and (conversation.is_closed or user.is_confined):
            self.pages.refresh([user_id])
        self.conversation_changed(conversation)

    def _readers(self, conversation: Conversation) -> list[str]:
        return [one.id for one in self.people.values() if conversation.is_visible_to(one)]

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
            self._readers(conversation),
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
