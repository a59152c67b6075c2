"""What a guarded world allows: by its settings, and by what its admin changes while it goes on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.domain.quiet_hours import QuietTime
from simulation.clocks import FIRST_SECONDS
from tests.crash.chance import Chance

COUNTRY: Final = "GB"
_OPEN: Final = frozenset({"US", COUNTRY, "AU"})
# where it may be quiet, at which hour of theirs a world begins, and whose clock that is: also of
# numbers that tell no clock but the requester's; in Sydney it is summer then
_CLOCKS: Final = {"London": (9, ("+44", "+1555")), "Sydney": (20, ("+61",))}


class Act(StrEnum):
    """What the admin changes; each that forbids something has one that lifts it."""

    PAUSE = "pause"
    RESUME = "resume"
    ADD = "add to the do-not-call list"
    REMOVE = "take off the do-not-call list"
    CLOSE = "close a country"
    OPEN = "open a country"


LIFTED_BY: Final = {Act.PAUSE: Act.RESUME, Act.ADD: Act.REMOVE, Act.CLOSE: Act.OPEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: when it was asked for, and when it was seen to be true; seconds of the world."""

    act: Act
    subject: str
    asked_at: float
    confirmed_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the settings of a guarded world say; quiet minutes are those after it begins."""

    quiet_in: str
    quiet_from: int
    quiet_until: int
    calls_per_number: int
    calls_per_day: int

    @property
    def settings(self) -> dict[str, Any]:
        """Return them as settings of the bot."""
        hour, _ = _CLOCKS[self.quiet_in]
        hours = f"{hour:02}:{self.quiet_from:02}-{hour:02}:{self.quiet_until:02}"
        return {
            "quiet_hours": QuietTime.read(hours),
            "max_calls_per_number_per_day": self.calls_per_number,
            "max_calls_per_day": self.calls_per_day,
            "allowed_countries": _OPEN,
        }

    @property
    def quiet_seconds(self) -> tuple[float, float]:
        """Return from when until when it is quiet there, in seconds of the world."""
        return FIRST_SECONDS + 60 * self.quiet_from, FIRST_SECONDS + 60 * self.quiet_until

    def is_bound(self, number: str) -> bool:
        """Tell whether a number goes by the clock of where it is quiet."""
        return number.startswith(_CLOCKS[self.quiet_in][1])


def choose_limits(seed: str) -> Limits:
    """Return what a seed has allowed."""
    chance = Chance(f"limits {seed}")
    quiet_from = chance.randrange(1, 5)
    return Limits(
        quiet_in=chance.pick(tuple(_CLOCKS)),
        quiet_from=quiet_from,
        quiet_until=quiet_from + chance.randrange(1, 4),
        calls_per_number=chance.pick((1, 2, 3)),
        calls_per_day=chance.pick((4, 6, 40)),
    )
