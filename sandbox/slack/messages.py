"""Messages and their threads: posting, editing, deleting, reading back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.slack.files import File
from sandbox.slack.people import SLACKBOT_ID, TEAM_ID, User
from sandbox.slack.wire import JsonObject

TOMBSTONE = "tombstone"
BROADCAST = "thread_broadcast"
FILE_SHARE = "file_share"
TOMBSTONE_TEXT = "This message was deleted."


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands now; `ts` names it within its channel.

    `facts` is what messages of its subtype alone have, as it stands on the wire.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[JsonObject] | None = None
    thread_ts: str | None = None
    metadata: JsonObject | None = None
    subtype: str | None = None
    edited_ts: str | None = None
    is_deleted: bool = False
    inviter: str | None = None
    files: list[File] | None = None
    facts: JsonObject | None = None

    @property
    def is_tombstone(self) -> bool:
        """Tell whether this is what remains of a deleted parent."""
        return self.subtype == TOMBSTONE

    @property
    def is_reply(self) -> bool:
        """Tell a reply from a message that stands in the channel."""
        return self.thread_ts is not None and self.thread_ts != self.ts


Hear = Callable[[str, Message, JsonObject | None], None]


class MessageBook:
    """Keep the messages of all channels, dated by `now` (Unix seconds).

    `on_change(event, message)` hears of each change; `find_user` knows the authors.
    """

    def __init__(
        self,
        on_change: Callable[[str, Message], None],
        now: Callable[[], float],
        find_user: Callable[[str], User | None],
    ) -> None:
        self._by_channel: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}
        self._deleted: list[Message] = []
        self._last_micros = 0
        self._on_change = on_change
        self._now = now
        self._find_user = find_user
        self._hear: Hear | None = None

    def on_event(self, hear: Hear) -> None:
        """Let `hear(event, message, previous)` know what apps are told of.

        The event is `posted`, `changed` or `deleted`; `previous` is how the message stood before.
        """
        self._hear = hear

    def _tell(self, event: str, message: Message, previous: JsonObject | None = None) -> None:
        if self._hear is not None:
            self._hear(event, message, previous)

    def next_ts(self) -> str:
        """Return a timestamp later than every one before it."""
        self._last_micros = max(int(self._now() * 1_000_000), self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def post(
        self, *, channel: str, user: str, text: str, thread_ts: str | None = None, **more: Any
    ) -> Message:
        """Post a message; a `thread_ts` that names nothing alive is dropped, as Slack does."""
        parent = self._thread_parent(channel, thread_ts)
        message = Message(
            channel=channel,
            ts=self.next_ts(),
            user=user,
            text=text,
            thread_ts=parent.ts if parent else None,
            **more,
        )
        self._by_channel.setdefault(channel, {})[message.ts] = message
        if parent:
            parent.thread_ts = parent.ts
            self._threads.setdefault((channel, parent.ts), []).append(message)
        self._on_change("posted", message)
        if parent:
            self._on_change("changed", parent)
        self._tell("posted", message)
        return message

    def _thread_parent(self, channel: str, thread_ts: str | None) -> Message | None:
        named = self.get(channel, thread_ts) if thread_ts else None
        if named and named.is_reply:
            named = self.get(channel, named.thread_ts or "")
        return None if named is None or named.is_tombstone else named

    def get(self, channel: str, ts: str) -> Message | None:
        """Return a message that is not deleted, or the tombstone of a parent."""
        return self._by_channel.get(channel, {}).get(ts)

    def edit(self, message: Message, *, text: str, blocks: list[JsonObject] | None) -> None:
        """Replace what a message says."""
        previous = self.to_wire(message)
        message.text, message.blocks = text, blocks
        message.edited_ts = self.next_ts()
        self._on_change("changed", message)
        self._tell("changed", message, previous)

    def delete(self, message: Message) -> None:
        """Delete a message; a parent with replies leaves a tombstone."""
        previous = self.to_wire(message)
        self._deleted.append(replace(message, is_deleted=True))
        if self.replies(message):
            message.text, message.blocks, message.metadata = TOMBSTONE_TEXT, None, None
            message.files = None
            message.subtype, message.user, message.edited_ts = TOMBSTONE, SLACKBOT_ID, None
            self._on_change("changed", message)
            self._tell("changed", message, previous)
            return
        self._remove(message)
        self._tell("deleted", message, previous)
        if message.is_reply and (parent := self.get(message.channel, message.thread_ts or "")):
            self._threads[message.channel, parent.ts].remove(message)
            self._after_reply_gone(parent)

    def show_deleted_file(self, channel: str, ts: str) -> None:
        """Show a tombstone where a message has a deleted file; its words stay."""
        message = self.get(channel, ts)
        if message is not None and message.files:
            self._on_change("changed", message)

    def _remove(self, message: Message) -> None:
        message.is_deleted = True
        del self._by_channel[message.channel][message.ts]
        self._on_change("deleted", message)

    def _after_reply_gone(self, parent: Message) -> None:
        if self.replies(parent):
            self._on_change("changed", parent)
        elif parent.is_tombstone:
            self._remove(parent)
        else:
            parent.thread_ts = None
            self._on_change("changed", parent)

    def in_channel(self, channel: str) -> list[Message]:
        """Return all messages of a channel, replies among them, oldest first."""
        return list(self._by_channel.get(channel, {}).values())

    def top_level(self, channel: str) -> list[Message]:
        """Return what stands in the channel itself, oldest first."""
        return [
            message
            for message in self.in_channel(channel)
            if not message.is_reply or message.subtype == BROADCAST
        ]

    def replies(self, parent: Message) -> list[Message]:
        """Return the replies of a thread, oldest first."""
        return list(self._threads.get((parent.channel, parent.ts), ()))

    def everything(self) -> list[Message]:
        """Return every message there ever was, deleted ones as they last stood, by `ts`."""
        alive = [
            message
            for messages in self._by_channel.values()
            for message in messages.values()
            if not message.is_tombstone
        ]
        return sorted(alive + self._deleted, key=lambda message: message.ts)

    def to_wire(self, message: Message, *, with_metadata: bool = False) -> JsonObject:
        """Return Slack's message object."""
        author = self._find_user(message.user)
        wire: JsonObject = {
            "type": "message",
            "user": message.user,
            "ts": message.ts,
            "text": message.text,
            **(dict(author.authorship()) if author else {"team": TEAM_ID}),
        }
        optional: JsonObject = {
            "subtype": message.subtype,
            "inviter": message.inviter,
            "hidden": message.is_tombstone or None,
            "blocks": message.blocks,
            "files": [file.to_wire() for file in message.files] if message.files else None,
            "upload": False if message.files else None,
            "thread_ts": message.thread_ts,
            "metadata": message.metadata if with_metadata else None,
        }
        wire |= {key: value for key, value in optional.items() if value is not None}
        wire |= message.facts or {}
        if message.edited_ts:
            wire["edited"] = {"user": message.user, "ts": message.edited_ts}
        return wire | self._thread_facts(message)

    def _thread_facts(self, message: Message) -> JsonObject:
        if message.is_reply:
            parent = self.get(message.channel, message.thread_ts or "")
            return {"parent_user_id": parent.user} if parent else {}
        if not (message.thread_ts and (replies := self.replies(message))):
            return {}
        return {
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts,
        }
