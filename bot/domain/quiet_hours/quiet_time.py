"""One span of hours in which nobody is dialed, on some days, everywhere or in one area."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.domain.quiet_hours.holidays import is_holiday

HOLIDAY: Final = "holiday"
EVE: Final = "eve"
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS: Final = (*WEEKDAYS, EVE, HOLIDAY)
EVERY_DAY: Final = frozenset(WEEKDAYS)
_DAY: Final = timedelta(days=1)
_WRITTEN: Final = re.compile(r"(?:([a-z,]+) )?(\d{1,2}:\d{2}) ?[-–] ?(\d{1,2}:\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTime:
    """Hours from `begins` until `ends`, by the callee's clock, on the next day if not later.

    They begin on each of the `days`, which are weekdays, holidays and the eves of holidays. Without
    an `area`, a country or a part of one, they hold everywhere.
    """

    begins: time
    ends: time
    area: str = ""
    days: frozenset[str] = EVERY_DAY

    @classmethod
    def read(cls, text: str, *, area: str = "") -> "QuietTime":
        """Read “21:00-08:00” or “fri,eve 14:00-08:00”; raises ValueError."""
        written = _WRITTEN.fullmatch(text.strip().casefold())
        if written is None:
            raise ValueError("must be hours such as 21:00-08:00")
        days = frozenset(written[1].split(",")) if written[1] else EVERY_DAY
        if strange := sorted(days - set(DAYS)):
            raise ValueError(f"names “{strange[0]}”, which is no day")
        begins, ends = (_read_time(each) for each in written.group(2, 3))
        return cls(begins=begins, ends=ends, area=area, days=days)

    def write(self) -> str:
        """Write it as `read` reads it, without the area."""
        hours = f"{self.begins:%H:%M}-{self.ends:%H:%M}"
        days = ",".join(day for day in DAYS if day in self.days)
        return hours if self.days >= EVERY_DAY else f"{days} {hours}"

    def find_end(self, at: datetime, regions: Iterable[str]) -> datetime | None:
        """Return when it ends, by the same clock without a zone; None where it is not quiet."""
        for day in (at.date(), at.date() - _DAY):
            end = datetime.combine(day if self.ends > self.begins else day + _DAY, self.ends)
            if datetime.combine(day, self.begins) <= at < end and self._begins_on(day, regions):
                return end
        return None

    def _begins_on(self, day: date, regions: Iterable[str]) -> bool:
        if WEEKDAYS[day.weekday()] in self.days:
            return True
        on_holiday = HOLIDAY in self.days and is_holiday(day, regions)
        return on_holiday or (EVE in self.days and is_holiday(day + _DAY, regions))


def _read_time(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))
