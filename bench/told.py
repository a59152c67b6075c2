"""What was told in Slack, and when, compared with what was true at the API."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench.ledger import Ledger

_CARDS = """
    SELECT attempts.call_id, outbox.delivery_id
    FROM outbox JOIN attempts ON attempts.order_id = outbox.order_id WHERE outbox.seq = 0
"""
_TOLD = """
    SELECT attempts.call_id, transitions.status, transitions.at, outbox.delivery_id
    FROM outbox JOIN attempts ON attempts.id = outbox.attempt_id
    JOIN transitions ON transitions.attempt_id = outbox.attempt_id
    AND transitions.seq <= outbox.transition_seq
    AND transitions.seq >= coalesce(outbox.first_transition_seq, outbox.transition_seq)
    AND outbox.state != 'dropped'
"""


class Told(NamedTuple):
    """One status of one call: when the follower saw it (Unix seconds), and in which message."""

    call_id: str
    status: str
    seen_at: float
    delivery_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """The seconds from a status being true to being seen, and from there to being read."""

    status: str
    unseen_seconds: float
    untold_seconds: float

    @property
    def seconds(self) -> float:
        """The whole lag."""
        return self.unseen_seconds + self.untold_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What became of the statuses of a while: told, passed over by a later one, or never told."""

    lags: tuple[Lag, ...]
    skipped: int
    untold: int


def read_told(database_path: Path) -> tuple[Told, ...]:
    """Read what the bot has told."""
    with closing(sqlite3.connect(database_path)) as db:
        return tuple(Told(*row) for row in db.execute(_TOLD))


def read_cards(database_path: Path) -> dict[str, str]:
    """Read the delivery ids of the bot's cards, by the API's ids of their calls."""
    with closing(sqlite3.connect(database_path)) as db:
        return dict(db.execute(_CARDS))


def build_story(ledger: Ledger, told: Iterable[Told], *, since: float, until: float) -> Story:
    """Compare what was told with every status that became true in between (Unix seconds).

    The first one of a call does not count: `initiated` is known from the dial's own answer.
    """
    found = {(each.call_id, each.status): each for each in told}
    lags: list[Lag] = []
    missing: list[bool] = []
    for call_id, steps in ledger.entered.items():
        for place, (status, true_at) in enumerate(steps[1:], start=2):
            if not since <= true_at < until:
                continue
            it = found.get((call_id, status))
            stands_at = None if it is None else ledger.stands_at.get(it.delivery_id)
            if it is not None and stands_at is not None:
                lags.append(_build_lag(it, true_at, stands_at))
            else:
                missing.append(any((call_id, later) in found for later, _ in steps[place:]))
    return Story(lags=tuple(lags), skipped=sum(missing), untold=len(missing) - sum(missing))


def _build_lag(told: Told, true_at: float, stands_at: float) -> Lag:
    return Lag(
        status=told.status,
        unseen_seconds=told.seen_at - true_at,
        untold_seconds=stands_at - told.seen_at,
    )
