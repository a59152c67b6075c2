"""When to poll next: soon where calls are likely to change, seldom where they are not.

One poll sees all live calls, and a lag of x seconds counts as x^2.25: twice as late is almost five
times as bad, so that few replies come very late. With a_i the moments after the last poll at which
the expected changes a second rise, each by d_i (`ChangeRates`), and h = 3.25, a poll t seconds
after it finds

    harm(t) = Σ d_i · (t - a_i)^h     h times the expected Σ lag^2.25

With a number of polls to spend, that sum is least where each poll comes at about the same harm.
Where the changes a second are a constant r that is r · t^h, so the interval is ∝ 1 / r^(1/h). How
much harm, the quota says: with `even` the interval that it allows (`PollQuota`) and `urgency` the
long-run mean of harm^(1/h) / t, which stands for r^(1/h), the next poll is due as soon as

    harm(t)^(1/h) ≥ even · urgency
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.calling.polling.change_rates import ChangeRates
from bot.calling.polling.quota import PollQuota, QuotaSnapshot
from bot.clock import Clock
from bot.domain.statuses import CallStatus
from bot.store.records import LiveCall

# The harm only grows, so the interval is found by halving, this exactly.
_STEP_SECONDS: Final = 0.02
_SHORTEST_SECONDS: Final = 0.1
# With requests to spare nobody waits longer, however little is likely to happen.
_LONGEST_SECONDS: Final = 1.6
# A call this long in one status is a talk that may go on for long: polled each 5 s at the most
# often, n of them each 5 s / n.
_LONG_TALK: Final = timedelta(minutes=3)
_LONG_TALK_SECONDS: Final = 5.0
# h above: the exponent of a lag, and one more.
_HARM_EXPONENT: Final = 3.25
# The urgency is the mean of about the last quarter of an hour.
_USUAL_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPoll:
    """The next poll, due in `delay_seconds` (0.0 is now); `urgency` is its harm^(1/h) / t."""

    delay_seconds: float
    urgency: float


class PollInterval:
    """Plans polls; `plan` is a pure question, everything is learned by the `observe` methods."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rates = ChangeRates()
        self._quota = PollQuota(clock)
        self._polled_at = float("-inf")
        self._interval_seconds = float("inf")
        self._usual_urgency = 0.0
        self._watched_seconds = 0.0

    def observe_quota(self, quota: QuotaSnapshot) -> None:
        """Learn how the request limit is used."""
        self._quota.observe(quota)

    def observe_poll(self, poll: PlannedPoll) -> None:
        """Learn that the poll that was planned is made now."""
        now = self._clock.monotonic()
        self._interval_seconds, self._polled_at = now - self._polled_at, now
        seconds = self._interval_seconds
        if 0 < seconds <= _LONG_TALK_SECONDS:  # after a longer rest nothing is known of it
            self._watched_seconds = min(self._watched_seconds + seconds, _USUAL_SECONDS)
            self._usual_urgency += (
                (poll.urgency - self._usual_urgency) * seconds / self._watched_seconds
            )

    def observe_call(self, call: LiveCall, *, has_changed: bool) -> None:
        """Learn what the poll showed of a call."""
        age = (self._clock.now() - call.changed_at).total_seconds()
        seconds = min(age, self._interval_seconds)
        if 0 < seconds <= _LONG_TALK_SECONDS:
            self._rates.observe(call.status, age, seconds=seconds, has_changed=has_changed)

    def plan(self, live: Sequence[LiveCall], quota: QuotaSnapshot) -> PlannedPoll:
        """Return when to poll next."""
        since = self._clock.monotonic() - self._polled_at
        even = self._quota.even_interval(quota)
        interval, urgency = self._find_interval(live, since, even)
        if all(self._clock.now() - call.changed_at > _LONG_TALK for call in live):
            interval = max(interval, _LONG_TALK_SECONDS / len(live))
        return PlannedPoll(delay_seconds=max(0.0, interval - since), urgency=urgency)

    def _find_interval(
        self, live: Sequence[LiveCall], since: float, even: float
    ) -> tuple[float, float]:
        """Return the shortest interval with harm^(1/h) ≥ even · usual urgency, and its urgency."""
        shortest, longest = _SHORTEST_SECONDS, max(_LONGEST_SECONDS, even)
        rises = self._list_rises(live, since, until=longest)
        measure = even * (self._usual_urgency or _find_urgency(shortest, rises))
        while longest - shortest > _STEP_SECONDS:
            middle = (shortest + longest) / 2
            if middle * _find_urgency(middle, rises) < measure:
                shortest = middle
            else:
                longest = middle
        return longest, _find_urgency(longest, rises)

    def _list_rises(
        self, live: Sequence[LiveCall], since: float, *, until: float
    ) -> list[tuple[float, float]]:
        """List when after the last poll the changes a second rise, and by how much."""
        now = self._clock.now()
        return [
            rise
            for call in live
            if call.status != CallStatus.DIALING
            for rise in self._rates.list_rises(
                call.status, (now - call.changed_at).total_seconds() - since, until=until
            )
        ]


def _find_urgency(interval: float, rises: list[tuple[float, float]]) -> float:
    harm = sum(by * (interval - at) ** _HARM_EXPONENT for at, by in rises if at < interval)
    return float(max(harm, 0.0) ** (1 / _HARM_EXPONENT) / interval)
