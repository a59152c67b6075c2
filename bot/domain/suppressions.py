"""Suppressions: numbers that nobody here calls, or nobody calls to sell something."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId


class SuppressionScope(StrEnum):
    """Which calls a suppression is about."""

    ALL = "all"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A number that is not to be called, since when, by whom and why.

    One that was imported counts until `expires_at`: a registry has to be read anew.
    """

    workspace_id: WorkspaceId
    number: E164
    scope: SuppressionScope
    reason: str
    added_at: datetime
    added_by: str
    added_by_name: str
    expires_at: datetime | None = None

    def binds(self, moment: datetime) -> bool:
        """Say whether it has not expired at a moment."""
        return self.expires_at is None or self.expires_at > moment
