"""Dials of the last 24 hours, as caps count them, inside the caller's transaction."""

from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.countries import find_country
from bot.domain.dial_counts import DAY, CapName, DialCount
from bot.domain.orders import CallOrder
from bot.domain.workspaces import WorkspaceId
from bot.store.sqlite.attempt_rows import LIVE, OF_NUMBER
from bot.store.sqlite.rows import Connection, one

# of which the times are read; with more the next one is possible later
_MOST_TIMES: Final = 1_000
# what the API refused, or what certainly was not sent, is no dial
_MADE: Final = "attempts.status NOT IN ('scheduled', 'overdue', 'queued', 'refused', 'withdrawn')"
_DIALED_SINCE: Final = f"attempts.dialing_at > :since AND {_MADE}"
_DIALED: Final = f"attempts.workspace_id = :workspace_id AND {_DIALED_SINCE}"
_FROM: Final = {
    CapName.NUMBER: f"""
        FROM attempts WHERE attempts.order_id IN ({OF_NUMBER}) AND {_DIALED_SINCE}
    """,
    CapName.PERSON: f"""
        FROM attempts JOIN orders ON orders.order_id = attempts.order_id
        WHERE {_DIALED} AND orders.requested_by = :user_id
    """,
    CapName.WORKSPACE: f"FROM attempts WHERE {_DIALED}",
}
SPAN: Final = timedelta(minutes=10)
_WEEK: Final = timedelta(days=7)
# of a week with very many the latest are enough
_USUAL: Final = f"""
    SELECT count(*), count(DISTINCT CAST(dialing_at / {SPAN.total_seconds()} AS INTEGER)) FROM (
        SELECT attempts.dialing_at AS dialing_at {_FROM[CapName.WORKSPACE]}
        AND attempts.dialing_at <= :until ORDER BY attempts.dialing_at DESC LIMIT 2000
    ) AS lately
"""
_LIVE: Final = f"""
    SELECT 1 FROM orders JOIN attempts ON attempts.order_id = orders.order_id
    WHERE orders.to_number = :number AND orders.workspace_id = :workspace_id AND {LIVE}
    AND orders.request_key != :request_key LIMIT 1
"""

_COUNTRY: Final = f"""
    SELECT 1 FROM orders JOIN attempts ON attempts.order_id = orders.order_id
    WHERE orders.workspace_id = :workspace_id AND orders.requested_by = :user_id
    AND orders.country = :country AND {_MADE} LIMIT 1
"""


def count_dials(
    db: Connection, order: CallOrder, number_hash: str, at: datetime
) -> dict[str, DialCount]:
    """Count what was dialed before an order: to its number, by its requester, by all.

    Calls that were forgotten count by the hash of their number.
    """
    since = (at - DAY).timestamp()
    params = {**_build_params(order), "since": since, "limit": _MOST_TIMES}
    params["number_hash"] = number_hash
    return {name: _count(db, source, params) for name, source in _FROM.items()}


def count_lately(db: Connection, workspace_id: WorkspaceId, at: datetime) -> int:
    """Count the dials of the last ten minutes."""
    params = {"workspace_id": workspace_id, "since": (at - SPAN).timestamp()}
    (dials,) = db.execute(f"SELECT count(*) {_FROM[CapName.WORKSPACE]}", params).fetchone()
    return int(dials)


def find_usual(db: Connection, workspace_id: WorkspaceId, at: datetime) -> float:
    """Return the mean of those ten minutes of the last week that had dials, 0 where none had."""
    since, until = (at - _WEEK).timestamp(), (at - SPAN).timestamp()
    params = {"workspace_id": workspace_id, "since": since, "until": until}
    dials, spans = db.execute(_USUAL, params).fetchone()
    return dials / spans if spans else 0.0


def is_number_live(db: Connection, order: CallOrder) -> bool:
    """Say whether another order's call to the same number is live."""
    return one(db, _LIVE, _build_params(order)) is not None


def has_called_country(db: Connection, order: CallOrder) -> bool:
    """Say whether the requester of an order has called its country."""
    return one(db, _COUNTRY, _build_params(order)) is not None


def _build_params(order: CallOrder) -> dict[str, Any]:
    return {
        "workspace_id": order.workspace_id,
        "number": order.to_number,
        "user_id": order.requested_by,
        "request_key": order.request_key,
        "country": find_country(order.to_number),
    }


def _count(db: Connection, source: str, params: dict[str, Any]) -> DialCount:
    sql = f"""
        SELECT attempts.dialing_at, attempts.call_id IS NULL AND attempts.is_over = 0 {source}
        ORDER BY attempts.dialing_at LIMIT :limit
    """
    # plain rows, because there may be hundreds, and an order waits for them
    found = db.execute(sql, params).fetchall()
    times = tuple(at for at, _ in found)
    count = len(times)
    if count == _MOST_TIMES:
        (count,) = db.execute(f"SELECT count(*) {source}", params).fetchone()
    return DialCount(dials=count, times=times, unknown=sum(is_unknown for _, is_unknown in found))
