"""What finished calls add up to: how they ended, when they were answered, how long they were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from bot.domain.meanings import REACHING, REFUSING, UNATTENDED, Outcome
from bot.domain.nights import is_at_night

# of fewer calls a share is mostly chance
ENOUGH_CALLS: Final = 5
# hours to be compared before one is called the best
FEWEST_HOURS: Final = 3
_MINUTE: Final = 60


class OutcomeGroup(StrEnum):
    """Outcomes that a chart shows as one, as few as people tell apart at a glance."""

    REACHED = "Reached"
    ANSWERED = "Answered"
    NO_HUMAN = "No human"
    NO_ANSWER = "No answer"
    BUSY = "Busy"
    FAILED = "Failed"


GROUP_OF_OUTCOME: Final[Mapping[Outcome, OutcomeGroup]] = {
    **dict.fromkeys(REACHING, OutcomeGroup.REACHED),
    **dict.fromkeys((Outcome.ANSWERED, *REFUSING), OutcomeGroup.ANSWERED),
    **dict.fromkeys(UNATTENDED, OutcomeGroup.NO_HUMAN),
    Outcome.NO_ANSWER: OutcomeGroup.NO_ANSWER,
    Outcome.BUSY: OutcomeGroup.BUSY,
    **dict.fromkeys((Outcome.CANCELED, Outcome.ERROR), OutcomeGroup.FAILED),
}
# what somebody, right or wrong, talked in
CONVERSATIONS: Final = frozenset({*REACHING, *REFUSING, Outcome.ANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCount:
    """How many calls there were, and how many of them were conversations."""

    calls: int = 0
    conversations: int = 0

    @property
    def share(self) -> float:
        """Return the share of conversations, 0.0 to 1.0."""
        return self.conversations / self.calls if self.calls else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCount(CallCount):
    """The calls of one agent; `name` is None for the numbers' own agents."""

    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """The calls that were over on one day; `outcomes` names only those that happened."""

    day: date
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCount(CallCount):
    """The calls dialed in one hour of the callee's day, `hour` is 0 to 23."""

    hour: int

    @property
    def is_telling(self) -> bool:
        """Say whether the share is of enough calls to mean something, and of calls by day."""
        return self.calls >= ENOUGH_CALLS and not is_at_night(time(self.hour))


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthCount:
    """The conversations of a length: from `from_seconds` on, shorter than `to_seconds`."""

    from_seconds: int
    to_seconds: int | None
    calls: int = 0

    @property
    def label(self) -> str:
        """Write the length as short as people understand it: `1–2 min`, `10+ min`."""
        if self.to_seconds is None:
            return f"{self.from_seconds // _MINUTE}+ min"
        if self.to_seconds <= _MINUTE:
            return f"{self.from_seconds}–{self.to_seconds} s"
        return f"{self.from_seconds // _MINUTE}–{self.to_seconds // _MINUTE} min"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatistics(CallCount):
    """Calls that came to an outcome, from `since` on and before `until`, counted.

    `minutes` is how long all conversations were; the callee was `reached` where an agent's mapping
    says so; `awaited` of those that were answered may mean something else once their results are
    here. `by_outcome` and `by_agent` have the largest
    meaning first: conversations, and the agent with most calls. `per_day` has every day, in `zone`;
    `by_hour` all 24 hours of the callee's day but for the `without_zone` calls, where that is
    unknown. `apart` counts by status what came to no outcome. `agent` is what a name begins with.
    """

    since: datetime
    until: datetime
    zone: str
    agent: str | None = None
    minutes: float = 0.0
    reached: int = 0
    awaited: int = 0
    by_outcome: Mapping[Outcome, int] = field(default_factory=dict)
    by_agent: tuple[AgentCount, ...] = ()
    per_day: tuple[DayCount, ...] = ()
    by_hour: tuple[HourCount, ...] = ()
    lengths: tuple[LengthCount, ...] = ()
    without_zone: int = 0
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def best_hour(self) -> HourCount | None:
        """Return the hour by day with most conversations, None where too little can be compared."""
        if not (self.has_telling_hours and self.conversations):
            return None
        telling = (each for each in self.by_hour if each.is_telling)
        return max(telling, key=lambda each: (each.share, each.calls))

    @property
    def has_telling_hours(self) -> bool:
        """Say whether there are hours enough to compare."""
        return sum(each.is_telling for each in self.by_hour) >= FEWEST_HOURS


def format_share(share: float) -> str:
    """Write a share for people: `63 %`."""
    return f"{100 * share:.0f} %"


def format_day(day: date) -> str:
    """Write a day for people, without its year: `Nov 3`."""
    return f"{day:%b} {day.day}"


def format_span(statistics: CallStatistics) -> str:
    """Write the days that were counted: `Oct 25 – Nov 23, 2026`."""
    first, last = statistics.per_day[0].day, statistics.per_day[-1].day
    end = f"{format_day(last)}, {last.year}"
    if first == last:
        return end
    year = "" if first.year == last.year else f", {first.year}"
    return f"{format_day(first)}{year} – {end}"
