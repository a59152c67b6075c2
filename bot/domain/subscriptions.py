"""What channels want to hear of the calls of others: lines as calls end, and a digest a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.workspaces import InChannel

_MINUTE: Final = timedelta(minutes=1)
# two days, and the hour by which clocks may be put back
_LONGEST: Final = timedelta(hours=49)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(InChannel):
    """One rule of a channel, about every call that was dialed where it names no outcomes."""

    outcome: str | None = None
    agent: str | None = None
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSchedule(InChannel):
    """When a channel wants its digest each day; `last_day`, `last_until` are of its newest one."""

    wall_time: time
    zone: str
    added_by: str
    added_at: datetime
    last_day: date | None = None
    last_until: datetime | None = None

    def moment_on(self, day: date) -> datetime:
        """Return when a day's digest is due, in UTC; for a skipped time, the next that is shown."""
        zone = ZoneInfo(self.zone)
        naive = datetime.combine(day, self.wall_time)
        while True:
            at = naive.replace(tzinfo=zone).astimezone(UTC)
            if at.astimezone(zone).replace(tzinfo=None) == naive:
                return at
            naive += _MINUTE

    def today(self, now: datetime) -> date:
        """Return which day it is where the digest is read."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def is_due(self, now: datetime) -> bool:
        """Say whether today's digest is owed: its time has come, and came after the wish."""
        day = self.today(now)
        return self.last_day != day and self.added_at < self.moment_on(day) <= now

    def next_after(self, now: datetime) -> datetime:
        """Return the next moment at which a digest becomes due."""
        day = self.today(now)
        while (at := self.moment_on(day)) <= now or day == self.last_day:
            day += timedelta(days=1)
        return at

    def since(self, until: datetime) -> datetime:
        """Return the end of the last digest, so that no call is left out; else a day before."""
        if self.last_until is not None and timedelta() < until - self.last_until <= _LONGEST:
            return self.last_until
        return self.moment_on(self.today(until) - timedelta(days=1))
