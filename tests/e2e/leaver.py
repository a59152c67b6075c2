"""Somebody whose account is taken away while what they do is still on its way to the bot."""

from dataclasses import replace
from typing import Any

from sandbox.slack.answers import Answers
from sandbox.slack.commands import SlashCommands
from sandbox.slack.events import Events
from sandbox.slack.interactions import Interactions
from sandbox.slack.people import BOT_USER_ID, User
from sandbox.slack.shortcuts import Shortcuts
from sandbox.slack.submissions import Submissions
from tests.e2e.world import World
from tests.person import Person


class Leaver(Person):
    """A person like any other; once deactivated, past the page, which lets them do nothing."""

    def __init__(self, world: World, user_id: str) -> None:
        super().__init__(world.url, user_id)
        self._workspace = world.sandbox.workspace

    async def _tell(self, frame_type: str, **more: Any) -> str:
        user = self._workspace.people[self.user_id]
        if not user.is_deactivated:
            return await super()._tell(frame_type, **more)
        await self._send_envelope(replace(user, is_deactivated=False), frame_type, more)
        return ""

    async def _send_envelope(self, user: User, frame_type: str, more: dict[str, Any]) -> None:
        workspace = self._workspace
        match frame_type:
            case "send":
                await self._send(user, more["channel"], more["text"], more["thread_ts"])
            case "action":
                await Interactions(workspace).act(
                    user, more["container"], more["action"], more["values"]
                )
            case "submit":
                await Submissions(workspace).submit(user, more["view_id"], more["values"])
            case "shortcut":
                await Shortcuts(workspace).run(
                    user,
                    more["callback_id"],
                    more["kind"],
                    more.get("channel"),
                    more.get("message_ts"),
                )
            case _:
                raise AssertionError(f"nobody who was deactivated can {frame_type}")

    async def _send(self, user: User, channel: str, text: str, thread_ts: str | None) -> None:
        workspace = self._workspace
        conversation = workspace.conversations.get(channel)
        assert conversation is not None
        if text.startswith("/"):
            name, _, rest = text.partition(" ")
            commands = SlashCommands(workspace, Answers(workspace))
            await commands.run(user, conversation, name, rest)
            return
        message = workspace.messages.post(
            channel=channel,
            user=user.id,
            text=text.replace("@voicy", f"<@{BOT_USER_ID}>"),
            thread_ts=thread_ts,
        )
        await Events(workspace).bot_mentioned(conversation, message)
