"""Messages that one person alone sees, and that no history keeps."""

from collections.abc import Callable

from sandbox.slack.messages import Message
from sandbox.slack.people import SLACKBOT_ID
from sandbox.slack.wire import JsonObject


class EphemeralBook:
    """Keep ephemeral messages; `on_change(event, user_id, message)` hears of each change."""

    def __init__(
        self, next_ts: Callable[[], str], on_change: Callable[[str, str, Message], None]
    ) -> None:
        self._next_ts = next_ts
        self._on_change = on_change
        self._messages: dict[tuple[str, str, str], Message] = {}

    def post(
        self,
        *,
        to: str,
        channel: str,
        author: str,
        text: str,
        blocks: list[JsonObject] | None = None,
        thread_ts: str | None = None,
    ) -> Message:
        """Show a message to one person."""
        message = Message(
            channel=channel,
            ts=self._next_ts(),
            user=author,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
        )
        self._messages[to, channel, message.ts] = message
        self._on_change("posted", to, message)
        return message

    def say_as_slackbot(
        self, *, to: str, channel: str, text: str, thread_ts: str | None = None
    ) -> None:
        """Show a sentence of Slack's own."""
        self.post(to=to, channel=channel, author=SLACKBOT_ID, text=text, thread_ts=thread_ts)

    def get(self, to: str, channel: str, ts: str) -> Message | None:
        """Return what a person still sees."""
        return self._messages.get((to, channel, ts))

    def edit(
        self, to: str, message: Message, *, text: str, blocks: list[JsonObject] | None
    ) -> None:
        """Replace what an ephemeral message says."""
        message.text, message.blocks = text, blocks
        self._on_change("changed", to, message)

    def delete(self, to: str, message: Message) -> None:
        """Take an ephemeral message away."""
        del self._messages[to, message.channel, message.ts]
        self._on_change("deleted", to, message)
