"""What results mean: the mapping of each agent's fields, and what it says of each call."""

import json
from collections.abc import Mapping
from typing import Final

from bot.domain.calls import Result
from bot.domain.meanings import FieldRule, Outcome, ResultMapping, ResultMeaning, read_result
from bot.domain.outcomes import find_outcomes
from bot.store.sqlite.rows import Connection, Row, from_row, one, update_attempt

# who talked: as the dial's answer said, else as it was ordered, else as the caller ID has it
AGENT_ID: Final = """
    coalesce(attempts.agent_id, orders.agent_id,
        (SELECT agent_id FROM own_agents WHERE own_agents.from_number = orders.from_number))
"""
_MAPPED: Final = f"""
    SELECT attempts.*, rules, headline
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    LEFT JOIN result_mappings AS mapping
        ON mapping.workspace_id = orders.workspace_id AND mapping.agent_id = {AGENT_ID}
    WHERE attempts.id = :id
"""


def record_meaning(db: Connection, attempt_id: int) -> None:
    """Write down what the result of an attempt means, as its agent is mapped now."""
    row = one(db, _MAPPED, {"id": attempt_id})
    if row is None:
        return
    result = from_row(Result, row)
    mapping = _read_mapping(row)
    meaning = read_result(mapping, result.values) if mapping else ResultMeaning()
    outcomes = find_outcomes(
        row["status"],
        result,
        meaning.meanings,
        is_result_awaited=row["result_due_at"] is not None,
    )
    update_attempt(
        db,
        attempt_id,
        outcomes=outcomes,
        headline_field=meaning.headline,
        call_back_field=meaning.call_back,
    )


def _read_mapping(row: Row) -> ResultMapping | None:
    if row["rules"] is None:
        return None
    return ResultMapping(rules=_decode_rules(row["rules"]), headline=row["headline"])


def _decode_rules(text: str) -> Mapping[Outcome, FieldRule]:
    return {
        Outcome(word): FieldRule(field=field, values=tuple(values))
        for word, (field, values) in json.loads(text).items()
    }
