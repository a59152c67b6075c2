"""What results mean: the mapping of each agent's fields, and what it says of each call."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calls import Result
from bot.domain.meanings import (
    FieldRule,
    Outcome,
    ResultMapping,
    list_values,
    read_result,
)
from bot.domain.outcomes import find_outcomes
from bot.domain.workspaces import Sight, WorkspaceId
from bot.store.interface import Meanings
from bot.store.records import AgentMapping, AuditEntry, ListKey
from bot.store.sqlite.attempt_rows import cap_attempts, has_more, update_attempt
from bot.store.sqlite.listings import pick_listed
from bot.store.sqlite.messages import refresh_card, refresh_end, was_posted_anew
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, Row, from_row, one, rows, run, to_moment, upsert
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.watches import refresh_watch_lines

# in one transaction, which nothing notices that waits for it
_AT_ONCE: Final = 200
# what people have just before their eyes; older messages said what was known then, and editing
# thousands of them would hold up what is new
_RECENT: Final = timedelta(hours=1)
_NEWEST_CALLS: Final = 2_000
_NEWEST_RESULTS: Final = 200
_MOST_FIELDS: Final = 100
_MOST_VALUES: Final = 20
# who talked: as the dial's answer said, else as it was ordered, else as the caller ID has it
_AGENT_ID: Final = """
    coalesce(attempts.agent_id, orders.agent_id,
        (SELECT agent_id FROM own_agents WHERE own_agents.from_number = orders.from_number))
"""
_ATTEMPTS: Final = "attempts JOIN orders ON orders.order_id = attempts.order_id"
_MAPPED: Final = f"""
    SELECT attempts.*, rules, headline FROM {_ATTEMPTS} LEFT JOIN result_mappings AS mapping
        ON mapping.workspace_id = orders.workspace_id AND mapping.agent_id = {_AGENT_ID}
    WHERE attempts.id = :id
"""
_SEEN: Final = f"""
    SELECT attempts.* FROM {_ATTEMPTS}
    WHERE attempts.id > (SELECT max(id) FROM attempts) - {_NEWEST_CALLS}
        AND (extracted != '{{}}' OR collected != '{{}}') AND {_AGENT_ID} = :agent_id
"""
_UNREAD: Final = f"""
    SELECT attempts.* FROM {_ATTEMPTS}
    WHERE attempts.id <= :last AND attempts.id > :first
        AND is_over = 1 AND is_forgotten = 0 AND result_due_at IS NULL
        AND orders.workspace_id = :workspace_id AND {_AGENT_ID} = :agent_id
        AND (extracted != '{{}}' OR collected != '{{}}' OR outcomes != '[]')
"""


class SqliteMeanings(StorePart, Meanings):
    """The mappings in SQLite."""

    @reads
    def of(self, db: Connection, workspace_id: WorkspaceId) -> Mapping[str, AgentMapping]:
        sql = "SELECT * FROM result_mappings WHERE workspace_id = :workspace_id"
        found = rows(db, sql, {"workspace_id": workspace_id})
        return {row["agent_id"]: from_row(AgentMapping, row, mapping=_decode(row)) for row in found}

    @writes
    def set(self, db: Connection, mapping: AgentMapping, *, audit: AuditEntry) -> None:
        newest = one(db, "SELECT max(id) AS id FROM attempts")
        values = {
            "workspace_id": mapping.workspace_id,
            "agent_id": mapping.agent_id,
            "rules": {
                each: [rule.field, rule.values] for each, rule in mapping.mapping.rules.items()
            },
            "headline": mapping.mapping.headline,
            "set_by": mapping.set_by,
            "set_at": mapping.set_at,
            "unread_up_to": (newest and newest["id"]) or 0,
        }
        upsert(db, "result_mappings", ("workspace_id", "agent_id"), values)
        add_audit(db, audit)

    @reads
    def seen_values(
        self, db: Connection, agent_id: str, lists: Sequence[ListKey], *, sight: Sight
    ) -> Mapping[str, tuple[str, ...]]:
        is_listed, params = pick_listed(lists, sight)
        sql = f"{_SEEN} AND {is_listed} ORDER BY attempts.id DESC LIMIT {_NEWEST_RESULTS}"
        seen: dict[str, dict[str, None]] = {}
        for row in rows(db, sql, {**params, "agent_id": agent_id}):
            for field, value in from_row(Result, row).values.items():
                if field in seen or len(seen) < _MOST_FIELDS:
                    seen.setdefault(field, {}).update(dict.fromkeys(list_values(value)))
        return {field: tuple(values)[:_MOST_VALUES] for field, values in seen.items()}

    @writes
    def read_again(self, db: Connection, *, at: datetime) -> bool:
        mapping = one(db, "SELECT * FROM result_mappings WHERE unread_up_to > 0")
        if mapping is None:
            return False
        last = mapping["unread_up_to"]
        params = {**mapping, "last": last, "first": max(0, last - _AT_ONCE)}
        for attempt in rows(db, _UNREAD, params):
            _read_again(db, attempt, at)
        sql = """
            UPDATE result_mappings SET unread_up_to = :first
            WHERE workspace_id = :workspace_id AND agent_id = :agent_id
        """
        run(db, sql, params)
        return True


def record_meaning(db: Connection, attempt_id: int) -> tuple[Outcome, ...]:
    """Write down, and return, how a call ended, by its result and its agent's mapping of now.

    What a meaning leads to belongs into the transaction of whoever asks for this.
    """
    row = one(db, _MAPPED, {"id": attempt_id})
    if row is None:
        return ()
    result, mapping = from_row(Result, row), _decode(row)
    meaning = read_result(mapping, result.values)
    outcomes = find_outcomes(
        row["status"],
        result,
        meaning.meanings,
        is_result_awaited=row["result_due_at"] is not None,
        is_mapped=bool(mapping.rules),
    )
    update_attempt(
        db,
        attempt_id,
        outcomes=outcomes,
        headline_field=meaning.headline,
        call_back_field=meaning.call_back,
    )
    return outcomes


def may_be_tried_again(db: Connection, attempt: Row) -> bool:
    """Say whether a result that is still awaited may say that another attempt follows."""
    row = one(db, _MAPPED, {"id": attempt["id"]})
    return has_more(db, attempt) and bool(row and Outcome.VOICEMAIL in _decode(row).rules)


def _read_again(db: Connection, attempt: Row, at: datetime) -> None:
    meaning = record_meaning(db, attempt["id"])
    if Outcome.VOICEMAIL in meaning:
        # nobody waits any more for an attempt after this one
        cap_attempts(db, attempt)
    after = one(db, "SELECT * FROM attempts WHERE id = :id", attempt)
    is_recent = attempt["over_at"] is not None and at - to_moment(attempt["over_at"]) < _RECENT
    if after and is_recent and _find_meaning(after) != _find_meaning(attempt):
        # where nothing may be edited, all that was told would be told once more
        if not was_posted_anew(db, attempt["order_id"]):
            refresh_card(db, attempt["order_id"])
            refresh_end(db, attempt["id"])
        refresh_watch_lines(db, attempt["id"])


def _find_meaning(attempt: Row) -> tuple[object, ...]:
    return attempt["outcomes"], attempt["headline_field"], attempt["call_back_field"]


def _decode(row: Row) -> ResultMapping:
    """Read a mapping; without one nothing has a meaning."""
    rules: dict[str, tuple[str, list[str]]] = json.loads(row["rules"] or "{}")
    return ResultMapping(
        rules={
            Outcome(word): FieldRule(field=field, values=tuple(values))
            for word, (field, values) in rules.items()
        },
        headline=row["headline"],
    )
