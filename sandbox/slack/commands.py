"""Slash commands: what is sent to the app and what the person then sees."""

import re

from sandbox.slack.answers import Answers
from sandbox.slack.content import escape
from sandbox.slack.conversations import Conversation
from sandbox.slack.envelopes import Ack, AckState
from sandbox.slack.errors import SlackError
from sandbox.slack.manifest import SlashCommand
from sandbox.slack.payloads import VERIFICATION_TOKEN
from sandbox.slack.people import APP_ID, TEAM_DOMAIN, TEAM_ID, User
from sandbox.slack.response_urls import ResponseUrl
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


class SlashCommands:
    """Run what people type after a slash."""

    def __init__(self, workspace: Workspace, answers: Answers) -> None:
        self._workspace = workspace
        self._answers = answers

    async def run(self, user: User, conversation: Conversation, name: str, text: str) -> None:
        """Send a command to the app and show its answer, or Slack's own sentence.

        To people of other companies the app's commands do not exist.
        """
        command = self._workspace.manifest.commands.get(name)
        if command is None or user.is_outsider:
            self._say(user, conversation, _unknown(name))
            return
        payload = self._payload(user, conversation, command, text)
        ack = await self._workspace.sockets.send(
            "slash_commands", payload, accepts_response_payload=True
        )
        self._show(user, conversation, f"{name} {text}".strip(), ack)

    def _payload(
        self, user: User, conversation: Conversation, command: SlashCommand, text: str
    ) -> JsonObject:
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": conversation.id,
            "channel_name": conversation.name_in_payloads,
            "user_id": user.id,
            "user_name": user.name,
            "command": command.command,
            "text": self._escaped(text) if command.should_escape else escape(text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._workspace.issue_response_url(user.id, conversation.id),
            "trigger_id": self._workspace.triggers.issue(user=user.id, channel=conversation.id),
        }

    def _escaped(self, text: str) -> str:
        users = {user.name: user.id for user in self._workspace.everybody()}
        channels = {entry.name: entry.id for entry in self._workspace.conversations if entry.name}

        def name_to_id(match: re.Match[str]) -> str:
            sign, name = match.groups()
            found = (users if sign == "@" else channels).get(name)
            return f"<{sign}{found}|{name}>" if found else match.group()

        return re.sub(r"([@#])([\w-]+)", name_to_id, escape(text))

    def _show(self, user: User, conversation: Conversation, typed: str, ack: Ack) -> None:
        name = typed.split(" ", maxsplit=1)[0]
        if ack.state is AckState.NOBODY_CONNECTED:
            self._say(user, conversation, f"{name} failed because the app did not respond")
        elif ack.state is AckState.TIMED_OUT:
            self._say(user, conversation, _failed(name, "operation_timeout"))
        elif ack.payload:
            self._show_answer(user, conversation, typed, ack.payload)

    def _show_answer(
        self, user: User, conversation: Conversation, typed: str, payload: JsonObject
    ) -> None:
        hook = ResponseUrl(
            user=user.id,
            channel=conversation.id,
            original_ts=None,
            is_ephemeral=False,
            thread_ts=None,
            issued_at=0,
        )
        try:
            if payload.get("response_type") == "in_channel":
                self._workspace.messages.post(
                    channel=conversation.id, user=user.id, text=escape(typed)
                )
            self._answers.show(hook, payload)
        except SlackError:
            self._say(user, conversation, _failed(typed.split(" ")[0], "invalid_command_response"))

    def _say(self, user: User, conversation: Conversation, text: str) -> None:
        self._workspace.ephemerals.say_as_slackbot(to=user.id, channel=conversation.id, text=text)


def _failed(name: str, error: str) -> str:
    return f'{name} failed with the error "{error}"'


def _unknown(name: str) -> str:
    return (
        f"{escape(name)} is not a valid command. In Slack, all messages that start with the "
        '"/" character are interpreted as commands.\n\nIf you are trying to send a message and '
        'not run a command, try preceding the "/" with an empty space.'
    )
