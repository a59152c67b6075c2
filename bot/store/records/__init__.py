"""What the store takes and gives besides orders and calls, whatever engine keeps it."""

from bot.store.records.audit import (
    AuditEntry,
    AuditFilter,
    AuditPage,
    AuditRow,
)
from bot.store.records.calls import (
    DueResult,
    FinishedCall,
    GateDecision,
    LiveCall,
)
from bot.store.records.lists import (
    CallFilter,
    Cursor,
    ListKey,
    Page,
    lists_in_channel,
)
from bot.store.records.meanings import (
    AgentMapping,
)
from bot.store.records.messages import (
    Delivery,
    DeliveryKind,
)
from bot.store.records.numbers import (
    ALL_CHATS,
    Erasure,
    ErasurePlace,
    Hold,
    NumberFacts,
)
from bot.store.records.requests import (
    Form,
    InboxEntry,
    LastUsed,
)
from bot.store.records.subscriptions import (
    Digest,
)
from bot.store.records.upkeep import (
    Inspection,
)

__all__ = [
    "ALL_CHATS",
    "AgentMapping",
    "AuditEntry",
    "AuditFilter",
    "AuditPage",
    "AuditRow",
    "CallFilter",
    "Cursor",
    "Delivery",
    "DeliveryKind",
    "Digest",
    "DueResult",
    "Erasure",
    "ErasurePlace",
    "FinishedCall",
    "Form",
    "GateDecision",
    "Hold",
    "InboxEntry",
    "Inspection",
    "LastUsed",
    "ListKey",
    "LiveCall",
    "NumberFacts",
    "Page",
    "lists_in_channel",
]
