"""Who did what, and what was not allowed."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.records.lists import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to which order, or which policy did not allow it; no number and no name.

    `value` is the policy's; without one it says what was done where it is about no order.
    """

    at: datetime
    workspace_id: WorkspaceId
    user_id: str
    action: str
    order_id: str | None = None
    policy: str | None = None
    value: str | None = None
    number_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows of the audit: all, or those of a person, of actions, about a call, since."""

    user_id: str | None = None
    actions: frozenset[str] | None = None
    order_id: str | None = None
    number: E164 | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """A row of the audit as it is read, with what the order it is about still says.

    `rules_version` is that of the rules that allowed the order, `quiet_reason` why it was allowed
    in quiet hours.
    """

    id: int
    entry: AuditEntry
    to_number: E164 | None = None
    channel_id: str | None = None
    rules_version: int | None = None
    quiet_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A page of the audit, the newest first; `newer` and `older` say where the next ones begin."""

    rows: tuple[AuditRow, ...] = ()
    newer: Cursor | None = None
    older: Cursor | None = None
