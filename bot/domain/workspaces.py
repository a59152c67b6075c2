"""Which Slack workspace something belongs to, and the ids that mean nothing without it."""

from typing import NamedTuple, NewType

# Slack's team id, "T…"; '' in what an older database holds until its bot has signed in
WorkspaceId = NewType("WorkspaceId", str)


def is_direct(channel_id: str) -> bool:
    """Say whether a conversation is a direct message of two."""
    return channel_id.startswith("D")


class ChannelKey(NamedTuple):
    """A conversation as one workspace sees it: a shared channel has one id in all of them."""

    workspace_id: WorkspaceId
    channel_id: str


class MessageKey(NamedTuple):
    """A message in a conversation of a workspace; `ts` is Slack's."""

    workspace_id: WorkspaceId
    channel_id: str
    ts: str
