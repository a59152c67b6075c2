"""What people sent, and what they may send again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form somebody has open; `typed` holds the variables typed so far, by name."""

    form_id: str
    workspace_id: WorkspaceId
    user_id: str
    origin_channel_id: str
    thread_ts: str | None
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastUsed:
    """What a person used last in a channel."""

    from_number: E164
    agent_id: str | None
    agent_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    """A request as it was received; `body` and `reply` are JSON of the handlers'."""

    request_key: str
    workspace_id: WorkspaceId
    kind: str
    body: str
    reply: str
    received_at: datetime
