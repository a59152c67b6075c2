"""Channels, private channels and direct messages of two or more, and who may see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.slack.errors import SlackError
from sandbox.slack.people import BOT_USER_ID, TEAM_ID, User
from sandbox.slack.wire import JsonObject


class ConversationKind(StrEnum):
    """The kinds this workspace has."""

    CHANNEL = "channel"
    PRIVATE = "private"
    IM = "im"
    MPIM = "mpim"


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A place where messages stand; `name` is empty for a direct message of two.

    `connected_team_ids` are the other companies that a channel is shared with.
    """

    id: str
    name: str
    kind: ConversationKind
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    previous_names: list[str] = field(default_factory=list)
    connected_team_ids: list[str] = field(default_factory=list)
    created: int = 1_700_000_000

    @property
    def is_im(self) -> bool:
        """Tell a direct message of two from everything else."""
        return self.kind is ConversationKind.IM

    @property
    def is_direct(self) -> bool:
        """Tell direct messages, whose members stay the same, from channels."""
        return self.kind in (ConversationKind.IM, ConversationKind.MPIM)

    @property
    def is_closed(self) -> bool:
        """Tell what only its members may see from a public channel."""
        return self.kind is not ConversationKind.CHANNEL

    @property
    def is_ext_shared(self) -> bool:
        """Tell whether another company takes part."""
        return bool(self.connected_team_ids)

    @property
    def has_bot(self) -> bool:
        """Tell whether the app's bot is a member."""
        return BOT_USER_ID in self.members

    @property
    def is_visible_to_bot(self) -> bool:
        """Tell whether the app's bot may know of it."""
        return not self.is_closed or self.has_bot

    @property
    def name_in_payloads(self) -> str:
        """Return the name as Slack tells it to apps, which hides some."""
        hidden = {
            ConversationKind.PRIVATE: "privategroup",
            ConversationKind.IM: "directmessage",
        }
        return hidden.get(self.kind, self.name)

    def is_visible_to(self, user: User) -> bool:
        """Tell whether a person finds it in their sidebar or by its name."""
        is_open = not self.is_closed and not user.is_confined
        return not user.is_deactivated and (is_open or user.id in self.members)

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
            "is_ext_shared": self.is_ext_shared,
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
            **self._kind_flags(),
            "is_archived": self.is_archived,
            "is_general": self.id == "C0GENERAL",
            **self._shared_facts(),
            "is_member": self.has_bot,
            "context_team_id": TEAM_ID,
            "creator": self.members[0] if self.members else "",
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }

    def _kind_flags(self) -> JsonObject:
        """Return the flags of its kind; a group message with a C id calls itself a channel, too."""
        is_mpim = self.kind is ConversationKind.MPIM
        is_channel = self.id.startswith("C") if is_mpim else not self.is_closed
        return {
            "is_channel": is_channel,
            "is_group": is_mpim and not is_channel,
            "is_mpim": is_mpim,
            "is_private": self.is_closed,
        }

    def _shared_facts(self) -> JsonObject:
        shared: JsonObject = {
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "shared_team_ids": [TEAM_ID, *self.connected_team_ids],
            "pending_connected_team_ids": [],
        }
        if self.is_ext_shared:
            shared["conversation_host_id"] = TEAM_ID
            shared["connected_team_ids"] = list(self.connected_team_ids)
            shared["internal_team_ids"] = []
        return shared


class ConversationBook:
    """Keep all conversations and answer what a person or the bot may see of them."""

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        self._by_id = {conversation.id: conversation for conversation in conversations}

    def __iter__(self) -> Iterator[Conversation]:
        return iter(self._by_id.values())

    def add(self, conversation: Conversation) -> None:
        """Take a new conversation in."""
        self._by_id[conversation.id] = conversation

    def get(self, channel_id: str) -> Conversation | None:
        """Return a conversation by id, seen from outside."""
        return self._by_id.get(channel_id)

    def of_bot(self, channel_id: str) -> Conversation:
        """Return what the bot may know of; what it may not is `channel_not_found` to it."""
        conversation = self._by_id.get(channel_id)
        if conversation is None or not conversation.is_visible_to_bot:
            raise SlackError("channel_not_found")
        return conversation

    def named(self, name: str) -> Conversation | None:
        """Return the channel of a name."""
        return next((one for one in self if name and one.name == name), None)

    def visible_to(self, user: User) -> list[Conversation]:
        """Return the conversations in a person's sidebar."""
        return [entry for entry in self if entry.is_visible_to(user)]

    def channels_of(self, user_id: str) -> list[Conversation]:
        """Return the channels, public and private, that somebody is a member of."""
        return [entry for entry in self if user_id in entry.members and not entry.is_direct]

    def find_direct(self, first: str, second: str) -> Conversation | None:
        """Return the direct message of two, if it was ever opened."""
        pair = {first, second}
        return next((one for one in self if one.is_im and set(one.members) == pair), None)

    def direct(self, first: str, second: str) -> tuple[Conversation, bool]:
        """Return the direct message of two, and whether it was opened just now."""
        known = self.find_direct(first, second)
        if known is not None:
            return known, False
        stem = "".join(sorted(user.removeprefix("U0") for user in (first, second)))
        kind, members = ConversationKind.IM, [first, second]
        opened = Conversation(id=f"D0{stem}", name="", kind=kind, members=members)
        self.add(opened)
        return opened, True
