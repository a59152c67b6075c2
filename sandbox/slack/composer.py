"""What people type into the composer: messages, Slack's own commands, the app's commands."""

import re
from collections.abc import Sequence

from sandbox.slack.commands import SlashCommands
from sandbox.slack.content import escape
from sandbox.slack.conversations import Conversation
from sandbox.slack.errors import SlackError
from sandbox.slack.events import Events, mentions_bot
from sandbox.slack.files import Share
from sandbox.slack.messages import FILE_SHARE
from sandbox.slack.people import User
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

LONGEST_TYPED = 12_000


class Composer:
    """Turn typed lines into messages and commands."""

    def __init__(self, workspace: Workspace, commands: SlashCommands, events: Events) -> None:
        self._workspace = workspace
        self._commands = commands
        self._events = events

    async def send(
        self,
        user: User,
        channel_id: str,
        text: str,
        thread_ts: str | None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """Send a line, or files with it, by name.

        Raise SlackError where this person cannot write or wrote nothing.
        """
        conversation = self._writable(user, channel_id)
        if not text.strip() and not files:
            raise SlackError("no_text")
        if len(text) > LONGEST_TYPED:
            raise SlackError("msg_too_long")
        if text.startswith("/") and not files:
            await self._command(user, conversation, text, thread_ts)
            return
        message = self._workspace.messages.post(
            channel=conversation.id,
            user=user.id,
            text=self._linked(text),
            thread_ts=thread_ts,
            **self._put(user, files),
        )
        for file in message.files or ():
            share = Share(conversation=conversation, ts=message.ts, thread_ts=message.thread_ts)
            file.shares.append(share)
        if mentions_bot(message) and not conversation.has_bot and not conversation.is_direct:
            self._say(user, conversation, self._not_here())
        await self._events.bot_mentioned(conversation, message)

    def _put(self, user: User, files: Sequence[tuple[str, bytes]]) -> JsonObject:
        if not files:
            return {}
        book = self._workspace.files
        put = [book.put(name=name, content=content, user=user.id) for name, content in files]
        return {"files": put, "subtype": FILE_SHARE}

    def _writable(self, user: User, channel_id: str) -> Conversation:
        conversation = self._workspace.conversations.get(channel_id)
        if conversation is None or not conversation.is_visible_to(user):
            raise SlackError("channel_not_found")
        if conversation.is_archived:
            raise SlackError("is_archived")
        if user.id not in conversation.members:
            raise SlackError("not_in_channel")
        return conversation

    async def _command(
        self, user: User, conversation: Conversation, typed: str, thread_ts: str | None
    ) -> None:
        name, *after = re.split(r"[ \t\n]", typed, maxsplit=1)
        rest = "".join(after)
        if thread_ts is not None:
            self._workspace.ephemerals.say_as_slackbot(
                to=user.id,
                channel=conversation.id,
                text=f"{escape(name)} is not supported in threads. Sorry!",
                thread_ts=thread_ts,
            )
        elif name in ("/invite", "/remove"):
            await self._membership(user, conversation, name, rest)
        else:
            await self._commands.run(user, conversation, name, rest.strip())

    async def _membership(
        self, user: User, conversation: Conversation, command: str, rest: str
    ) -> None:
        name = rest.strip().removeprefix("@").lower()
        named = next(
            (one for one in self._workspace.everybody() if name in (one.name, one.id.lower())), None
        )
        verb = "invited here" if command == "/invite" else "removed from here"
        if user.is_confined:
            self._say(user, conversation, "You don’t have permission to use that command.")
        elif named is None or conversation.is_direct:
            self._say(user, conversation, f"Nobody by that name could be {verb}.")
        elif command == "/invite":
            await self._invite(user, conversation, named)
        else:
            await self._remove(user, conversation, named)

    async def _invite(self, user: User, conversation: Conversation, invited: User) -> None:
        if invited.id in conversation.members:
            self._say(user, conversation, f"<@{invited.id}> is already in this channel.")
            return
        if not self._workspace.can_join(invited, conversation):
            self._say(user, conversation, f"<@{invited.id}> can’t be added to this channel.")
            return
        self._workspace.add_member(conversation, invited.id, inviter=user.id)
        await self._events.member_joined(conversation, invited.id, inviter=user.id)

    async def _remove(self, user: User, conversation: Conversation, removed: User) -> None:
        if removed.id not in conversation.members:
            self._say(user, conversation, f"<@{removed.id}> is not in this channel.")
            return
        self._workspace.remove_member(conversation, removed.id)
        await self._events.member_left(conversation, removed.id, actor=user.id)

    def _not_here(self) -> str:
        bot = self._workspace.bot
        invitation = f"Type /invite @{bot.name} to bring them in."
        return f"You mentioned <@{bot.id}>, but they’re not in this channel. {invitation}"

    def _say(self, user: User, conversation: Conversation, text: str) -> None:
        self._workspace.ephemerals.say_as_slackbot(to=user.id, channel=conversation.id, text=text)

    def _linked(self, text: str) -> str:
        names = {f"@{user.name}": f"@{user.id}" for user in self._workspace.everybody()}
        groups = self._workspace.user_groups.values()
        names |= {f"@{group.handle}": f"!subteam^{group.id}" for group in groups}
        names |= {f"#{one.name}": f"#{one.id}|" for one in self._workspace.conversations}

        def name_to_id(match: re.Match[str]) -> str:
            found = names.get(match.group().lower())
            return f"<{found}>" if found else match.group()

        return re.sub(r"(?<!\w)[@#][\w.-]*\w", name_to_id, escape(text))
