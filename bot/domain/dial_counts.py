"""How often was dialed within a day: what the caps of a team are held against."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

DAY: Final = timedelta(days=1)
# below this no number of calls in ten minutes is a burst, so that only then the usual is looked up
FEWEST_OF_BURST: Final = 10


class CapName(StrEnum):
    """What the calls of 24 hours are counted by."""

    NUMBER = "number"
    PERSON = "person"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class DialTraffic:
    """How many dials the last ten minutes had, and how many are usual.

    The usual is the mean of those ten minutes of the last week that had any, 0 where none had or
    where it is not looked up.
    """

    dials: int = 0
    usual: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DialCount:
    """How many dials the last 24 hours had; `times` are Unix seconds of the first of them.

    Of so many it is `unknown` yet whether they were dials: their answer is not here.
    """

    dials: int = 0
    times: tuple[float, ...] = ()
    unknown: int = 0

    def is_reached(self, cap: int) -> bool:
        """Say whether a cap is reached for certain."""
        return self.dials - self.unknown >= cap

    def find_next(self, cap: int) -> datetime | None:
        """Return when one more dial stays within a cap, None where it does now."""
        too_many = self.dials - cap
        if too_many < 0:
            return None
        at = self.times[min(too_many, len(self.times) - 1)]
        return datetime.fromtimestamp(at, UTC) + DAY
