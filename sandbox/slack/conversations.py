"""Channels, private channels and direct messages, and who may see them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.slack.errors import SlackError
from sandbox.slack.people import BOT_USER_ID, TEAM_ID
from sandbox.slack.wire import JsonObject


class ConversationKind(StrEnum):
    """The kinds this workspace has."""

    CHANNEL = "channel"
    PRIVATE = "private"
    IM = "im"


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A place where messages stand; `name` is empty for a direct message."""

    id: str
    name: str
    kind: ConversationKind
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    previous_names: list[str] = field(default_factory=list)
    created: int = 1_700_000_000

    @property
    def is_im(self) -> bool:
        """Tell a direct message from a channel."""
        return self.kind is ConversationKind.IM

    @property
    def is_closed(self) -> bool:
        """Tell what only its members may see from a public channel."""
        return self.kind is not ConversationKind.CHANNEL

    @property
    def has_bot(self) -> bool:
        """Tell whether the app's bot is a member."""
        return BOT_USER_ID in self.members

    @property
    def name_in_payloads(self) -> str:
        """Return the name as Slack tells it to apps, which hides the private ones."""
        return {
            ConversationKind.CHANNEL: self.name,
            ConversationKind.PRIVATE: "privategroup",
            ConversationKind.IM: "directmessage",
        }[self.kind]

    def is_visible_to(self, user_id: str) -> bool:
        """Tell whether a person finds it in their sidebar or by its name."""
        return not self.is_closed or user_id in self.members

    def other_side(self, user_id: str) -> str:
        """Return the other member of a direct message."""
        return next((member for member in self.members if member != user_id), user_id)

    def to_page(self, viewer: str) -> JsonObject:
        """Return the conversation as one person's page lists it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind.value,
            "members": list(self.members),
            "is_archived": self.is_archived,
            "bot_is_member": self.has_bot,
            "user": self.other_side(viewer) if self.is_im else None,
        }

    def to_api(self) -> JsonObject:
        """Return the conversation as conversations.info gives it to the bot."""
        common: JsonObject = {"id": self.id, "created": self.created, "is_im": self.is_im}
        if self.is_im:
            facts = {"is_archived": False, "is_org_shared": False, "context_team_id": TEAM_ID}
            return {**common, **facts, "user": self.other_side(BOT_USER_ID)}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "previous_names": list(self.previous_names),
            "is_channel": self.kind is ConversationKind.CHANNEL,
            "is_group": False,
            "is_mpim": False,
            "is_private": self.kind is ConversationKind.PRIVATE,
            "is_archived": self.is_archived,
            "is_general": self.id == "C0GENERAL",
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": self.has_bot,
            "context_team_id": TEAM_ID,
            "creator": self.members[0] if self.members else "",
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


class ConversationBook:
    """Keep all conversations and answer what a person or the bot may see of them."""

    def __init__(self) -> None:
        self._by_id = {conversation.id: conversation for conversation in _little_world()}

    def __iter__(self) -> Iterator[Conversation]:
        return iter(self._by_id.values())

    def get(self, channel_id: str) -> Conversation | None:
        """Return a conversation by id, seen from outside."""
        return self._by_id.get(channel_id)

    def of_bot(self, channel_id: str) -> Conversation:
        """Return what the bot may know of; what it may not is `channel_not_found` to it."""
        conversation = self._by_id.get(channel_id)
        if conversation is None or not conversation.is_visible_to(BOT_USER_ID):
            raise SlackError("channel_not_found")
        return conversation

    def named(self, name: str) -> Conversation | None:
        """Return the channel of a name."""
        return next((one for one in self if name and one.name == name), None)

    def visible_to(self, user_id: str) -> list[Conversation]:
        """Return the conversations in a person's sidebar."""
        return [entry for entry in self if entry.is_visible_to(user_id)]

    def direct(self, first: str, second: str) -> tuple[Conversation, bool]:
        """Return the direct message of two, and whether it was opened just now."""
        for conversation in self:
            if conversation.is_im and set(conversation.members) == {first, second}:
                return conversation, False
        stem = "".join(sorted(user.removeprefix("U0") for user in (first, second)))
        opened = _im(f"D0{stem}", first, second)
        self._by_id[opened.id] = opened
        return opened, True


def _little_world() -> list[Conversation]:
    everybody = ["U0ALICE", "U0BOB", "U0DANA"]
    channel, private = ConversationKind.CHANNEL, ConversationKind.PRIVATE
    with_bot = [*everybody, BOT_USER_ID]
    return [
        Conversation(id="C0GENERAL", name="general", kind=channel, members=[*with_bot]),
        Conversation(id="C0SALES", name="sales", kind=channel, members=[*with_bot]),
        Conversation(id="C0SUPPORT", name="support", kind=channel, members=[*everybody]),
        Conversation(id="G0BOARD", name="board", kind=private, members=["U0ALICE", "U0BOB"]),
        Conversation(id="G0DEALS", name="deals", kind=private, members=[*with_bot]),
        Conversation(
            id="C0OLD",
            name="old-campaign",
            kind=channel,
            members=[*with_bot],
            is_archived=True,
        ),
        _im("D0ALICE", "U0ALICE", BOT_USER_ID),
        _im("D0BOB", "U0BOB", BOT_USER_ID),
        _im("D0DANA", "U0DANA", BOT_USER_ID),
        _im("D0ALICEBOB", "U0ALICE", "U0BOB"),
    ]


def _im(channel_id: str, first: str, second: str) -> Conversation:
    return Conversation(id=channel_id, name="", kind=ConversationKind.IM, members=[first, second])
