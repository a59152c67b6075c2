"""Rules in SQLite: what admins chose, one row a change, and what policies judge an order by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.domain.dial_counts import FEWEST_OF_BURST, DialTraffic
from bot.domain.orders import CallOrder
from bot.domain.rules import RuleChange, StoredFacts
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import TeamRules
from bot.store.records import AuditEntry
from bot.store.sqlite.calls import find_own_agent
from bot.store.sqlite.database import Database
from bot.store.sqlite.dial_counts import (
    SPAN,
    count_dials,
    count_lately,
    find_usual,
    has_called_country,
    is_number_live,
)
from bot.store.sqlite.messages import refresh_queue_cards
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, from_row, insert, rows, to_columns
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.suppressions import find_suppressions

# of the settings alone
_FIRST_VERSION: Final = 1
_VERSION: Final = """
    SELECT coalesce(max(version), :first) AS version FROM rule_changes
    WHERE workspace_id = :workspace_id
"""
_LATEST: Final = """
    SELECT * FROM rule_changes WHERE workspace_id = :workspace_id AND version IN (
        SELECT max(version) FROM rule_changes WHERE workspace_id = :workspace_id
        GROUP BY rule, subject
    )
    ORDER BY version
"""

_PAUSE: Final = "pause"
# what holds again where a change was taken back
_DEFAULT: Final = "default"
# whether it ended
_PAUSE_ACTIONS: Final = {False: "pause", True: "resume"}


class SqliteRules(StorePart, TeamRules):
    """The rules in SQLite; what was read is kept until there is a newer version."""

    def __init__(self, database: Database, slots: int) -> None:
        super().__init__(database, slots)
        self._known: dict[WorkspaceId, tuple[int, tuple[RuleChange, ...]]] = {}
        # a week changes little in ten minutes: looked up once in each
        self._usual: dict[WorkspaceId, tuple[int, float]] = {}

    @reads
    def find_facts(self, db: Connection, order: CallOrder, *, at: datetime) -> StoredFacts:
        return self.read_facts(db, order, at)

    def read_facts_of_claim(self, db: Connection, order: CallOrder, at: datetime) -> StoredFacts:
        """Return what a dial is judged by, inside the transaction that claims it."""
        return replace(self.read_facts(db, order, at), traffic=self._measure_traffic(db, order, at))

    def _measure_traffic(self, db: Connection, order: CallOrder, at: datetime) -> DialTraffic:
        """Count the dials of ten minutes, and say what is usual where they are many."""
        workspace_id = order.workspace_id
        dials = count_lately(db, workspace_id, at)
        if dials + 1 < FEWEST_OF_BURST:
            return DialTraffic(dials=dials)
        span = int(at.timestamp() / SPAN.total_seconds())
        known = self._usual.get(workspace_id)
        if known is None or known[0] != span:
            known = span, find_usual(db, workspace_id, at)
            self._usual[workspace_id] = known
        return DialTraffic(dials=dials, usual=known[1])

    def read_facts(self, db: Connection, order: CallOrder, at: datetime) -> StoredFacts:
        """Return what an order is judged by, inside the caller's transaction."""
        version, changes = self._read_changes(db, order.workspace_id)
        named = self._database.name_number(order.workspace_id, order.to_number)
        return StoredFacts(
            rules_version=version,
            changes=changes,
            suppressions=find_suppressions(db, named),
            own_agent_id=find_own_agent(db, order.from_number),
            dials=count_dials(db, order, named["number_hash"], at),
            is_number_live=is_number_live(db, order),
            has_called_country=has_called_country(db, order),
        )

    @reads
    def read(self, db: Connection, workspace_id: WorkspaceId) -> StoredFacts:
        version, changes = self._read_changes(db, workspace_id)
        return StoredFacts(rules_version=version, changes=changes)

    @writes
    def change(self, db: Connection, changes: Sequence[RuleChange]) -> None:
        for change in changes:
            version = _find_version(db, change.workspace_id) + 1
            insert(db, "rule_changes", {**to_columns(change), "version": version})
            add_audit(db, _build_audit(change))
        refresh_queue_cards(db)

    def _read_changes(
        self, db: Connection, workspace_id: WorkspaceId
    ) -> tuple[int, tuple[RuleChange, ...]]:
        version = _find_version(db, workspace_id)
        known = self._known.get(workspace_id)
        if known is None or known[0] != version:
            found = rows(db, _LATEST, {"workspace_id": workspace_id})
            known = version, tuple(from_row(RuleChange, row) for row in found)
            self._known[workspace_id] = known
        return known


def _build_audit(change: RuleChange) -> AuditEntry:
    is_pause = change.rule == _PAUSE
    value = change.value or _DEFAULT
    if change.subject:
        value = f"{change.subject}={value}"
    return AuditEntry(
        at=change.set_at,
        workspace_id=change.workspace_id,
        user_id=change.set_by,
        action=_PAUSE_ACTIONS[change.value is None] if is_pause else "set_rule",
        policy=change.rule,
        value="" if is_pause else value,
    )


def _find_version(db: Connection, workspace_id: WorkspaceId) -> int:
    params: dict[str, Any] = {"workspace_id": workspace_id, "first": _FIRST_VERSION}
    return int(rows(db, _VERSION, params)[0]["version"])
