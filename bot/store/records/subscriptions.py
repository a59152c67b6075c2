"""What channels hear once a day."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.workspaces import InChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(InChannel):
    """The digest of one day, of calls from `since` to `until`; `ts` is None until it is sent.

    `is_chart_in_doubt` says that its chart was being shared when the process was lost.
    """

    id: int
    day: date
    zone: str
    since: datetime
    until: datetime
    ts: str | None
    is_chart_in_doubt: bool

    def is_over(self, now: datetime) -> bool:
        """Say whether its day is over where it is read."""
        return now.astimezone(ZoneInfo(self.zone)).date() != self.day
