"""Slack workspaces, the ids that mean nothing without one, and what somebody sees in it."""

from dataclasses import dataclass
from typing import NamedTuple, NewType

# Slack's team id, "T…"; '' in what an older database holds until its bot has signed in
WorkspaceId = NewType("WorkspaceId", str)


def is_direct(channel_id: str) -> bool:
    """Say whether a conversation is a direct message of two."""
    return channel_id.startswith("D")


def is_channel(place: str) -> bool:
    """Say whether a place is a channel, not a person or their direct message."""
    return place.startswith(("C", "G"))


class ChannelKey(NamedTuple):
    """A conversation as one workspace sees it: a shared channel has one id in all of them."""

    workspace_id: WorkspaceId
    channel_id: str


class MessageKey(NamedTuple):
    """A message in a conversation of a workspace; `ts` is Slack's."""

    workspace_id: WorkspaceId
    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """What belongs to one conversation of a workspace."""

    workspace_id: WorkspaceId
    channel_id: str

    @property
    def channel(self) -> ChannelKey:
        """The conversation it belongs to."""
        return ChannelKey(self.workspace_id, self.channel_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a person sees now, or everybody in a channel together; `user_id` is None then.

    `channel_ids` are the conversations they are in, as far as the bot sees those, and the public
    ones, but for guests. A person's own direct messages are not among them: of those they see what
    they asked for themselves.
    """

    workspace_id: WorkspaceId
    user_id: str | None = None
    channel_ids: frozenset[str]
