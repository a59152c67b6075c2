"""Finished calls as tests count them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.phone_numbers import E164
from bot.domain.statistics import (
    CallStatistics,
)
from bot.reporting.counting import Tally
from bot.store.records import FinishedCall

SINCE = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # midnight in New York
UNTIL = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NEW_YORK = "America/New_York"


def build_finished(
    status: str = "user_hangup", at: datetime = SINCE, **changes: Any
) -> FinishedCall:
    """Build a call that was dialed and over at one moment, to a callee in New York."""
    moment = at.timestamp()
    known: dict[str, Any] = {
        "attempt_id": 1,
        "over_at": moment,
        "dialing_at": moment,
        "status": status,
        "agent_name": "Booker",
        "to_number": E164("+15559876543"),
        "callee_time_zone": NEW_YORK,
        "duration_ms": None,
        "was_ongoing": 0,
    }
    return FinishedCall(**(known | changes))


def count(
    *calls: FinishedCall,
    agent: str | None = None,
    zone: str = NEW_YORK,
    since: datetime = SINCE,
    until: datetime = UNTIL,
) -> CallStatistics:
    """Count calls that were over between two moments."""
    tally = Tally(since=since, until=until, agent=agent, zone=zone)
    tally.add(calls)
    return tally.sum_up()


def build_month(*calls_per_day: int, outcome: str = "user_hangup") -> CallStatistics:
    """Count thirty days with so many calls a day, again and again; every fourth is busy."""
    calls = []
    for day in range(30):
        for number in range(calls_per_day[day % len(calls_per_day)]):
            status = "busy" if number % 4 == 3 else outcome
            at = SINCE + timedelta(days=day, hours=9 + number % 8)
            seconds = 20 + 37 * number if status == "user_hangup" else None
            length = {"duration_ms": seconds * 1000} if seconds else {}
            calls.append(build_finished(status, at, **length))
    # one hour of these days falls into summer time
    return count(*calls, until=SINCE + timedelta(days=30, hours=-1))
