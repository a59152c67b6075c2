"""What polling works with: a clock, live calls, what is left of the request limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.calling.polling import QuotaSnapshot
from bot.clock import Clock
from bot.domain.phone_numbers import E164
from bot.store.records import LiveCall
from tests.builders.calls import NOON, WORKSPACE

LIMIT: Final = 60
WINDOW_SECONDS: Final = 60.0


@dataclass(kw_only=True)
class StoppedClock(Clock):
    """A clock that is moved by hand."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def boottime(self) -> float:
        return self.seconds


@dataclass(kw_only=True)
class SetClock(StoppedClock):
    """A clock that is moved by hand, and set by hand as well."""

    set_by: float = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.set_by)


def build_live(status: str, since: timedelta = timedelta(0), *, name: str = "c1") -> LiveCall:
    """Build a call that has had its status since so long before noon."""
    return LiveCall(
        attempt_id=int(name.removeprefix("c")),
        workspace_id=WORKSPACE,
        order_id=name,
        call_id=name,
        status=status,
        from_number=E164("+15551234567"),
        to_number=E164("+15559876543"),
        agent_name=None,
        dialing_at=NOON - since,
        changed_at=NOON - since,
    )


def build_quota(
    limit: int = LIMIT,
    remaining: int = LIMIT,
    resets_in_seconds: float = WINDOW_SECONDS,
    sent: int = 0,
    polls: int = 0,
) -> QuotaSnapshot:
    return QuotaSnapshot(
        limit=limit,
        remaining=remaining,
        resets_in_seconds=resets_in_seconds,
        sent=sent,
        polls=polls,
    )
