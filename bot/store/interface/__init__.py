"""What can be asked of the store, a Protocol for each noun; every method may raise StoreError.

An `attempt_id` names one try of an order. What is said of an attempt counts only while it is the
latest one of its order: later it is old news, and the method says so or does nothing.
"""

from typing import Protocol

from bot.domain.number_hash import NumberHasher
from bot.domain.workspaces import WorkspaceId
from bot.store.interface.alarms import Alarms
from bot.store.interface.approvals import Approvals
from bot.store.interface.attempts import Attempts, Reason
from bot.store.interface.audit import Audit
from bot.store.interface.calls import Calls
from bot.store.interface.claims import FRESH_SECONDS, LEASE
from bot.store.interface.history import History
from bot.store.interface.inbox import Drafts, Forms, Inbox
from bot.store.interface.meanings import Meanings
from bot.store.interface.numbers import Erasures, Numbers
from bot.store.interface.orders import LATELY, OrderGate, Orders
from bot.store.interface.outbox import END_OF_TIME, OPENS_WITHIN, Outbox
from bot.store.interface.queue import DialGate, Queue
from bot.store.interface.results import Results
from bot.store.interface.rules import TeamRules
from bot.store.interface.subscriptions import Digests, Watches
from bot.store.interface.suppressions import Suppressions
from bot.store.interface.upkeep import Upkeep
from bot.store.records import Inspection

__all__ = [
    "END_OF_TIME",
    "FRESH_SECONDS",
    "LATELY",
    "LEASE",
    "OPENS_WITHIN",
    "Alarms",
    "Approvals",
    "Attempts",
    "Audit",
    "Calls",
    "DialGate",
    "Digests",
    "Drafts",
    "Erasures",
    "Forms",
    "History",
    "Inbox",
    "Meanings",
    "Numbers",
    "OrderGate",
    "Orders",
    "Outbox",
    "Queue",
    "Reason",
    "Results",
    "Store",
    "Suppressions",
    "TeamRules",
    "Upkeep",
    "Watches",
]


class Store(Protocol):
    """Everything the bot remembers; `hasher` makes the hashes by which it knows numbers."""

    hasher: NumberHasher
    inbox: Inbox
    drafts: Drafts
    audit: Audit
    rules: TeamRules
    suppressions: Suppressions
    numbers: Numbers
    erasures: Erasures
    orders: Orders
    queue: Queue
    approvals: Approvals
    calls: Calls
    attempts: Attempts
    results: Results
    meanings: Meanings
    alarms: Alarms
    outbox: Outbox
    forms: Forms
    history: History
    watches: Watches
    digests: Digests
    upkeep: Upkeep

    async def inspect(self) -> Inspection:
        """Look at it without changing anything.

        Raises StoreInUseError, or StoreError where it could not be opened.
        """

    async def open(self) -> None:
        """Lock and open it, bringing an older database up to date; raises StoreInUseError."""

    async def close(self) -> None:
        """Finish what was handed in and let the database go."""

    async def adopt(self, workspace_id: WorkspaceId) -> None:
        """Give what an older database kept without a workspace to this one."""
