"""Requesters: who asks for something, and how they are answered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from bot.domain.workspaces import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks, and in which workspace; `team_id` is their own, None where Slack omits it.

    In a shared channel the two differ for people of another company. `user_name` is empty where
    the payload has none, as that of an event.
    """

    workspace_id: WorkspaceId
    team_id: str | None
    user_id: str
    user_name: str


class ReplyKind(StrEnum):
    """How a reply reaches the person."""

    RESPONSE_URL = "response_url"
    EPHEMERAL = "ephemeral"
    IN_DM = "in_dm"
    DIRECT = "direct"
    EDIT = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyAddress:
    """Where to answer a request; it is kept with the request, so that a restart can still answer.

    `response_url` lives for 30 minutes; after that, and where a place cannot be written to, the
    person is answered in their direct message. With `replaces` the answer stands in the place of
    what was clicked; `message_ts` is the message that an EDIT replaces.
    """

    kind: ReplyKind
    user_id: str
    channel_id: str = ""
    thread_ts: str | None = None
    message_ts: str = ""
    response_url: str = ""
    replaces: bool = False


_ADDRESS: Final = TypeAdapter(ReplyAddress)


def encode_address(address: ReplyAddress) -> str:
    """Write an address as JSON."""
    return _ADDRESS.dump_json(address).decode()


def decode_address(text: str) -> ReplyAddress:
    """Read an address; raises ValueError."""
    return _ADDRESS.validate_json(text)
