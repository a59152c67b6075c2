"""Services that ask first whether somebody may, and write down that they did."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.reporting.audit import AuditLog
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.store.interface import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParts:
    """What every one of them works with."""

    store: Store
    slack: Slack
    access: CallAccess
    facts: SlackFacts
    audit: AuditLog
    clock: Clock


class AuditedService:
    """One of them, over its parts."""

    def __init__(self, parts: ServiceParts) -> None:
        self._store = parts.store
        self._slack = parts.slack
        self._access = parts.access
        self._facts = parts.facts
        self._audit = parts.audit
        self._clock = parts.clock
