"""How likely a call is to change now: changes a second by status and age, learned from the calls.

For one status and one range of age, with `changes` seen while calls were watched for `seconds`:

    rate = (changes + 1) / (seconds + 1 / guess)

That is the usual estimate of a constant rate, the mean of its gamma distribution after Poisson
events; the prior, `guess`, weighs as much as one change. Ranges of age are log-spaced: ringing for
2 s or for 4 s is a difference, ringing for 60 s or for 62 s is none.
"""

from collections import defaultdict
from collections.abc import Iterator
from math import log
from typing import Final

from bot.domain.statuses import CallStatus

# Changes a second until something was seen: a dial is answered in seconds, a talk lasts minutes.
_GUESSES: Final[dict[str, float]] = {
    CallStatus.UNCONFIRMED: 0.4,
    CallStatus.INITIATED: 0.4,
    CallStatus.RINGING: 0.1,
}
_OTHER_GUESS: Final = 0.01
# Range k of age begins at 0.5 s · 1.5^k; what is younger than the second range is in the first.
_FIRST_AGE_SECONDS: Final = 0.5
_AGE_RATIO: Final = 1.5
# With so many changes in a range, what was seen before counts half: habits of an account change.
_MEMORY_CHANGES: Final = 100


class ChangeRates:
    """Learns changes a second; what is not known yet is guessed."""

    def __init__(self) -> None:
        self._changes: defaultdict[tuple[str, int], float] = defaultdict(float)
        self._seconds: defaultdict[tuple[str, int], float] = defaultdict(float)

    def observe(
        self, status: str, age_seconds: float, *, seconds: float, has_changed: bool
    ) -> None:
        """Learn that a call of this age was watched for `seconds`, and whether it changed."""
        key = status, _find_range(age_seconds)
        self._seconds[key] += seconds
        self._changes[key] += has_changed
        if self._changes[key] >= _MEMORY_CHANGES:
            self._seconds[key] /= 2
            self._changes[key] /= 2

    def list_rises(
        self, status: str, age_seconds: float, *, until: float
    ) -> Iterator[tuple[float, float]]:
        """List after how many seconds the rate of a call rises, and by how much.

        The first rise is from nothing; a call of an age below zero begins in so many seconds.
        """
        at, rate = max(0.0, -age_seconds), 0.0
        index = _find_range(age_seconds)
        while at <= until:
            before, rate = rate, self._rate(status, index)
            yield at, rate - before
            index += 1
            at = _FIRST_AGE_SECONDS * _AGE_RATIO**index - age_seconds

    def _rate(self, status: str, index: int) -> float:
        """Return the changes a second to be expected of a call in a range of age."""
        key = status, index
        guess = _GUESSES.get(status, _OTHER_GUESS)
        return (self._changes.get(key, 0.0) + 1) / (self._seconds.get(key, 0.0) + 1 / guess)


def _find_range(age_seconds: float) -> int:
    return int(log(max(age_seconds / _FIRST_AGE_SECONDS, 1.0)) / log(_AGE_RATIO))
