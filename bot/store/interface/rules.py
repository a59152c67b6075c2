"""What a team allows: the changes of its rules, and what policies judge an order by."""

from typing import Protocol

from bot.domain.calls import CallOrder
from bot.domain.rules import RuleChange, StoredFacts
from bot.store.records import AuditEntry


class TeamRules(Protocol):
    """What admins chose, each change kept; every method may raise StoreError."""

    async def find_facts(self, order: CallOrder) -> StoredFacts:
        """Return what policies judge an order by; the queue hands the same to its gate."""

    async def change(self, change: RuleChange, *, audit: AuditEntry) -> None:
        """Write a change and its row of the audit; it is in force for the next order."""
