"""What a team allows: the changes of its rules, and what policies judge an order by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.orders import CallOrder
from bot.domain.rules import RuleChange, StoredFacts
from bot.domain.workspaces import WorkspaceId


class TeamRules(Protocol):
    """What admins chose, each change kept; every method may raise StoreError."""

    async def find_facts(self, order: CallOrder, *, at: datetime) -> StoredFacts:
        """Return what policies judge an order by; the queue tells its gate the traffic, too."""

    async def read(self, workspace_id: WorkspaceId) -> StoredFacts:
        """Return the rules alone."""

    async def change(self, changes: Sequence[RuleChange]) -> None:
        """Write changes, each with its row of the audit; they count for the next order."""
