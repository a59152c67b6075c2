"""When to poll next: soon where calls are likely to change, seldom where they are not.

One poll sees all live calls. With r the changes a second that are expected of all of them together
(`ChangeRates`, averaged over the interval), `even` the interval that the quota allows (`PollQuota`)
and `usual` the long-run mean of r^0.4, the interval is

    interval = even · usual / r^0.4

Of all ways to spend a number of polls, the one with interval ∝ 1 / r^0.5 has the least mean lag (of
Σ r · interval / 2, at a fixed Σ 1 / interval). It lets calls wait for long that change when nobody
expects it; the power 0.4 gives a little of the mean for these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.calling.polling.change_rates import ChangeRates
from bot.calling.polling.quota import PollQuota, QuotaSnapshot
from bot.clock import Clock
from bot.domain.calls import CallStatus
from bot.store.records import LiveCall

WEIGHTING_POWER: Final = 0.4
# r depends on the interval, so the interval is searched for from the shortest one in such steps.
_STEP_SECONDS: Final = 0.05
_SHORTEST_SECONDS: Final = 0.1
# With requests to spare nobody waits longer, however little is likely to happen.
_LONGEST_SECONDS: Final = 1.5
# A call this long in one status is a talk that may go on for long: polled each 5 s at the most
# often, n of them each 5 s / n.
_LONG_TALK: Final = timedelta(minutes=3)
_LONG_TALK_SECONDS: Final = 5.0
# `usual` is the mean of about the last quarter of an hour.
_USUAL_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPoll:
    """The next poll, due in `delay_seconds` (0.0 is now); `urgency` is its r^0.4."""

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
        self._usual = 0.0
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
            self._usual += (poll.urgency - self._usual) * seconds / self._watched_seconds

    def observe_call(self, call: LiveCall, *, has_changed: bool) -> None:
        """Learn what the poll showed of a call."""
        age = (self._clock.now() - call.changed_at).total_seconds()
        seconds = min(age, self._interval_seconds)
        if 0 < seconds <= _LONG_TALK_SECONDS:
            # it changed at some moment since the poll before: half-way, on average
            middle = age - seconds / 2
            self._rates.observe(call.status, middle, seconds=seconds, has_changed=has_changed)

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
        """Return the shortest interval with interval · r^0.4 ≥ even · usual, and its r^0.4."""
        longest = max(_LONGEST_SECONDS, even)
        rises = self._list_rises(live, since, until=longest + _STEP_SECONDS)
        interval = _SHORTEST_SECONDS
        rate = _take_until(interval, rises)
        changes = interval * rate
        usual = self._usual or _weigh(changes / interval)
        while interval < longest and interval * _weigh(changes / interval) < usual * even:
            interval += _STEP_SECONDS
            rate += _take_until(interval, rises)
            changes += _STEP_SECONDS * rate
        return interval, _weigh(changes / interval)

    def _list_rises(
        self, live: Sequence[LiveCall], since: float, *, until: float
    ) -> list[tuple[float, float]]:
        """List when after the last poll r rises, and by how much, the last rise first."""
        now = self._clock.now()
        rises = [
            rise
            for call in live
            if call.status != CallStatus.DIALING
            for rise in self._rates.list_rises(
                call.status, (now - call.changed_at).total_seconds() - since, until=until
            )
        ]
        return sorted(rises, reverse=True)


def _take_until(seconds: float, rises: list[tuple[float, float]]) -> float:
    """Take the rises that come by then, and return their sum."""
    total = 0.0
    while rises and rises[-1][0] <= seconds:
        total += rises.pop()[1]
    return total


def _weigh(changes_per_second: float) -> float:
    return float(changes_per_second**WEIGHTING_POWER)
