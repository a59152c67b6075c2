"""The cadence of looks: soon where calls are likely to change, seldom where they are not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.calling.polling.change_rates import ChangeRates
from bot.calling.polling.quota import PollQuota, QuotaSnapshot
from bot.clock import Clock
from bot.domain.calls import CallStatus
from bot.store.sqlite.calls import LiveCall

_STEP_SECONDS: Final = 0.05
_QUICKEST_SECONDS: Final = 0.1
# with requests to spare nobody's news waits longer, however little is likely to happen
_SLOWEST_SECONDS: Final = 1.5
_POWER: Final = 0.4
_LONG_TALK: Final = timedelta(minutes=3)
_LONG_TALK_SECONDS: Final = 5.0
# what is usual is the mean of about the last quarter of an hour
_USUAL_SECONDS: Final = 900.0


class PollInterval:
    """Says when to look next; one look sees all live calls.

    An even pace is drawn out where calls are less likely to change than usual, and shortened where
    they are more so. The mean lag alone would be the least where the time between two looks goes
    with the square root of how likely a change is; that leaves some waiting long, so a lower power
    is taken.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._odds = ChangeRates()
        self._ration = PollQuota(clock)
        self._looked_at = float("-inf")
        self._gap = float("inf")
        self._urgency = 0.0
        self._usual = 0.0
        self._watched_seconds = 0.0

    def record_look(self) -> None:
        """Note that the calls are looked at now."""
        now = self._clock.monotonic()
        self._gap, self._looked_at = now - self._looked_at, now
        if 0 < self._gap <= _LONG_TALK_SECONDS:  # after a longer rest nothing is known of it
            self._watched_seconds = min(self._watched_seconds + self._gap, _USUAL_SECONDS)
            self._usual += (self._urgency - self._usual) * self._gap / self._watched_seconds

    def learn(self, call: LiveCall, *, has_changed: bool) -> None:
        """Learn from what a look showed of a call."""
        age = (self._clock.now() - call.changed_at).total_seconds()
        seconds = min(age, self._gap)
        if 0 < seconds <= _LONG_TALK_SECONDS:
            # it changed at some moment since the look before: half-way, on average
            middle = age - seconds / 2
            self._odds.learn(call.status, middle, seconds=seconds, has_changed=has_changed)

    def choose_delay(self, live: Sequence[LiveCall], allowance: QuotaSnapshot) -> float:
        """Return the seconds until the next look, 0.0 where it is due."""
        since = self._clock.monotonic() - self._looked_at
        even = self._ration.even_interval(allowance)
        gap = max(self._find_gap(live, since, even), self._find_quickest(live))
        return max(0.0, gap - since)

    def _find_gap(self, live: Sequence[LiveCall], since: float, even: float) -> float:
        now = self._clock.now()
        ages = [
            (call.status, (now - call.changed_at).total_seconds() - since)
            for call in live
            if call.status != CallStatus.DIALING
        ]
        slowest = max(_SLOWEST_SECONDS, even)
        gap = _QUICKEST_SECONDS
        changes = gap * self._expect(ages, gap)
        usual = self._usual or _weigh(changes / gap)
        while gap < slowest and gap * _weigh(changes / gap) < usual * even:
            gap += _STEP_SECONDS
            changes += _STEP_SECONDS * self._expect(ages, gap)
        self._urgency = _weigh(changes / gap)
        return gap

    def _expect(self, ages: Sequence[tuple[str, float]], gap: float) -> float:
        """Return the changes a second to be expected so long after the last look."""
        # one that is younger than the last look has no odds of change before it began
        return sum(
            self._odds.per_second(status, age + gap) for status, age in ages if age + gap > 0
        )

    def _find_quickest(self, live: Sequence[LiveCall]) -> float:
        now = self._clock.now()
        if all(now - call.changed_at > _LONG_TALK for call in live):
            return _LONG_TALK_SECONDS / len(live)
        return _QUICKEST_SECONDS


def _weigh(changes_per_second: float) -> float:
    return float(changes_per_second**_POWER)
