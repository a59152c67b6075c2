"""What can be done to the workspace on the control path: to its people and its conversations."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.slack import LocalSlack
from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.people import BOT_USER_ID, OTHER, SLACKBOT_ID, Role, User
from sandbox.slack.wire import JsonObject

Action = Callable[[JsonObject], Awaitable[JsonObject]]


class WorkspaceControl:
    """Change people and conversations; actions raise ValueError and KeyError."""

    def __init__(self, slack: LocalSlack) -> None:
        self._events = slack.events
        self._workspace = slack.workspace
        self.actions: dict[str, Action] = {
            "archive": self._archive,
            "unarchive": self._unarchive,
            "create_channel": self._create_channel,
            "rename": self._rename,
            "make_private": self._make_private,
            "share": self._share,
            "unshare": self._unshare,
            "add": self._add,
            "remove": self._remove,
            "kick_bot": self._kick_bot,
            "invite_bot": self._invite_bot,
            "deactivate": self._deactivate,
            "reactivate": self._reactivate,
            "make_admin": self._make_admin,
            "make_member": self._make_member,
            "make_guest": self._make_guest,
            "set_group": self._set_group,
            "timezone": self._timezone,
            "bot_says": self._bot_says,
            "delete_message": self._delete_message,
        }

    async def _archive(self, asked: JsonObject) -> JsonObject:
        conversation = self._set_archived(asked, is_archived=True)
        await self._events.channel_archived(conversation, by=conversation.members[0])
        return {}

    async def _unarchive(self, asked: JsonObject) -> JsonObject:
        self._set_archived(asked, is_archived=False)
        return {}

    def _set_archived(self, asked: JsonObject, *, is_archived: bool) -> Conversation:
        conversation = self._conversation(asked)
        conversation.is_archived = is_archived
        self._workspace.conversation_changed(conversation)
        return conversation

    async def _create_channel(self, asked: JsonObject) -> JsonObject:
        """Let everybody of the company be in a new channel, the bot as well."""
        return {"channel": self._workspace.create_channel(str(asked["name"])).id}

    async def _rename(self, asked: JsonObject) -> JsonObject:
        conversation = self._conversation(asked)
        self._workspace.rename(conversation, str(asked["name"]), by=conversation.members[0])
        await self._events.channel_renamed(conversation)
        return {}

    async def _make_private(self, asked: JsonObject) -> JsonObject:
        """Have only its members see a public channel from now on; it keeps its id."""
        conversation = self._conversation(asked)
        if conversation.is_closed:
            raise ValueError(f"{conversation.id} is no public channel.")
        conversation.kind = ConversationKind.PRIVATE
        self._workspace.conversation_changed(conversation)
        return {}

    async def _share(self, asked: JsonObject) -> JsonObject:
        """Share a channel with the other company, whose people come in.

        A private channel with a G id would get another id with it.
        """
        conversation = self._conversation(asked)
        if conversation.is_direct or conversation.is_ext_shared or conversation.id.startswith("G"):
            raise ValueError(f"{conversation.id} cannot be shared.")
        conversation.connected_team_ids.append(OTHER.id)
        self._workspace.conversation_changed(conversation)
        await self._events.channel_shared(conversation, OTHER.id)
        for user in self._outsiders():
            if self._workspace.can_join(user, conversation):
                await self._bring_in(conversation, user.id)
        return {}

    async def _unshare(self, asked: JsonObject) -> JsonObject:
        conversation = self._conversation(asked)
        if not conversation.is_ext_shared:
            raise ValueError(f"{conversation.id} is shared with nobody.")
        for user in self._outsiders():
            await self._put_out(conversation, user.id)
        conversation.connected_team_ids.clear()
        self._workspace.conversation_changed(conversation)
        await self._events.channel_unshared(conversation, OTHER.id)
        return {}

    def _outsiders(self) -> list[User]:
        return [user for user in self._workspace.people.values() if user.is_outsider]

    async def _add(self, asked: JsonObject) -> JsonObject:
        conversation, user = self._conversation(asked), self._person(asked)
        if user.id in conversation.members or not self._workspace.can_join(user, conversation):
            raise ValueError(f"{user.real_name} cannot be added to {conversation.id}.")
        await self._bring_in(conversation, user.id)
        return {}

    async def _remove(self, asked: JsonObject) -> JsonObject:
        conversation, user = self._conversation(asked), self._person(asked)
        if user.id not in conversation.members or conversation.is_direct:
            raise ValueError(f"{user.real_name} cannot be removed from {conversation.id}.")
        await self._put_out(conversation, user.id)
        return {}

    async def _kick_bot(self, asked: JsonObject) -> JsonObject:
        await self._put_out(self._conversation(asked), BOT_USER_ID)
        return {}

    async def _invite_bot(self, asked: JsonObject) -> JsonObject:
        conversation = self._conversation(asked)
        if not conversation.has_bot:
            await self._bring_in(conversation, BOT_USER_ID)
        return {}

    async def _bring_in(self, conversation: Conversation, user_id: str) -> None:
        inviter = next(iter(conversation.members), SLACKBOT_ID)
        self._workspace.add_member(conversation, user_id, inviter=inviter)
        await self._events.member_joined(conversation, user_id, inviter=inviter)

    async def _put_out(self, conversation: Conversation, user_id: str) -> None:
        if user_id in conversation.members:
            self._workspace.remove_member(conversation, user_id)
            actor = next(iter(conversation.members), SLACKBOT_ID)
            await self._events.member_left(conversation, user_id, actor=actor)

    async def _deactivate(self, asked: JsonObject) -> JsonObject:
        user = self._person(asked)
        if not user.is_deactivated:
            self._workspace.deactivate(user)
        return {}

    async def _reactivate(self, asked: JsonObject) -> JsonObject:
        user = self._person(asked)
        if user.is_deactivated:
            self._workspace.reactivate(user)
        return {}

    async def _make_admin(self, asked: JsonObject) -> JsonObject:
        self._workspace.change_role(self._person(asked), Role.ADMIN)
        return {}

    async def _make_member(self, asked: JsonObject) -> JsonObject:
        self._workspace.change_role(self._person(asked), Role.MEMBER)
        return {}

    async def _make_guest(self, asked: JsonObject) -> JsonObject:
        """Make a guest of a person: of one `channel`, all others left, or of those they are in."""
        user = self._person(asked)
        if "channel" not in asked:
            self._workspace.change_role(user, Role.GUEST)
            return {}
        only = self._conversation(asked)
        if user.id not in only.members or only.is_direct:
            raise ValueError(f"{user.real_name} is no member of {only.id}.")
        self._workspace.change_role(user, Role.SINGLE_CHANNEL_GUEST)
        for conversation in self._workspace.conversations.channels_of(user.id):
            if conversation is not only:
                await self._put_out(conversation, user.id)
        return {}

    async def _set_group(self, asked: JsonObject) -> JsonObject:
        """Have other `users` be in a user group, or have it `disabled`."""
        group = self._workspace.user_groups.get(str(asked["group"]))
        if group is None:
            raise ValueError(f"There is no user group {asked['group']!r}.")
        group.members = [self._person({"user": each}).id for each in asked["users"]]
        group.is_disabled = bool(asked.get("disabled"))
        return {}

    async def _timezone(self, asked: JsonObject) -> JsonObject:
        self._workspace.move_person(str(asked["user"]), str(asked["tz"]))
        return {}

    async def _bot_says(self, asked: JsonObject) -> JsonObject:
        """Let another app's bot post in a channel that it is a member of."""
        conversation = self._conversation(asked)
        members = [self._workspace.people.get(member) for member in conversation.members]
        bot = next((member for member in members if member and member.is_bot), None)
        if bot is None:
            raise ValueError(f"No other app's bot is in {conversation.id}.")
        text = str(asked["text"])
        message = self._workspace.messages.post(channel=conversation.id, user=bot.id, text=text)
        await self._events.bot_mentioned(conversation, message)
        return {"ts": message.ts}

    async def _delete_message(self, asked: JsonObject) -> JsonObject:
        message = self._workspace.messages.get(self._conversation(asked).id, str(asked["ts"]))
        if message is None or message.is_tombstone:
            raise ValueError(f"No message {asked['ts']} stands in {asked['channel']}.")
        self._workspace.messages.delete(message)
        return {}

    def _conversation(self, asked: JsonObject) -> Conversation:
        channel: Any = asked["channel"]
        conversation = self._workspace.conversations.get(channel)
        if conversation is None:
            raise ValueError(f"There is no conversation {channel!r}.")
        return conversation

    def _person(self, asked: JsonObject) -> User:
        user_id: Any = asked["user"]
        user = self._workspace.people.get(user_id)
        if user is None:
            raise ValueError(f"There is no person {user_id!r}.")
        return user
