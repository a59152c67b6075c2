"""How likely a call is to change now: changes a second by status and age, learned from the calls.

For one status and one range of age, with `changes` seen while calls were watched for `seconds`:

    rate = (changes + 1) / (seconds + 1 / guess)

That is the usual estimate of a constant rate, the mean of its gamma distribution after Poisson
events; the prior, `guess`, weighs as much as one change. It is the rate of the status at all ages,
which is estimated likewise from a guess of its own. Ranges of age are log-spaced: ringing for 2 s
or for 3 s is a difference, ringing for 60 s or for 62 s is none.

A poll sees that a call changed since the one before, not when. Where that time reached over several
ranges, s_k seconds in range k, the change fell into k with the chance p_k = r_k · s_k / Σ r · s,
with the rates r so far. So k counts p_k changes in s_k · (Σ_{j>k} p_j + p_k / 2) seconds: all its
time if the call changed later, half of it, on average, if it changed there.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.statuses import CallStatus

# Changes a second until something was seen: a dial is answered in seconds, a talk lasts minutes.
_GUESSES: Final[dict[str, float]] = {
    CallStatus.UNCONFIRMED: 0.4,
    CallStatus.INITIATED: 0.4,
    CallStatus.RINGING: 0.1,
}
_OTHER_GUESS: Final = 0.01
# Where the ranges of age end, in seconds; what is older than the last, a day, is of one range.
_ENDS: Final = tuple(0.5 * 1.3**number for number in range(1, 47))
# With so many changes what was seen before counts half: habits of an account change.
_MEMORY_CHANGES: Final = 100


@dataclass(slots=True)
class _Watched:
    """What was seen of calls of one kind."""

    changes: float = 0.0
    seconds: float = 0.0

    def add(self, *, changes: float, seconds: float) -> None:
        self.changes += changes
        self.seconds += seconds
        if self.changes >= _MEMORY_CHANGES:
            self.changes /= 2
            self.seconds /= 2

    def find_rate(self, guess: float) -> float:
        return (self.changes + 1) / (self.seconds + 1 / guess)


class ChangeRates:
    """Learns changes a second; what is not known yet is guessed."""

    def __init__(self) -> None:
        self._by_status: defaultdict[str, _Watched] = defaultdict(_Watched)
        self._by_range: defaultdict[tuple[str, int], _Watched] = defaultdict(_Watched)

    def observe(
        self, status: str, age_seconds: float, *, seconds: float, has_changed: bool
    ) -> None:
        """Learn whether a call changed in the `seconds` before it was of this age."""
        parts = tuple(_split(age_seconds - seconds, age_seconds))
        expected = [lasts * self._find_rate(status, index) for index, lasts in parts]
        expected_of_all, later = sum(expected), 1.0
        for (index, lasts), changes in zip(parts, expected, strict=True):
            here = changes / expected_of_all if has_changed else 0.0
            later -= here
            for watched in (self._by_range[status, index], self._by_status[status]):
                watched.add(changes=here, seconds=lasts * (later + here / 2))

    def list_rises(
        self, status: str, age_seconds: float, *, until: float
    ) -> Iterator[tuple[float, float]]:
        """List after how many seconds the rate of a call rises, and by how much.

        The first rise is from nothing; a call of an age below zero begins in so many seconds.
        """
        at, rate = max(0.0, -age_seconds), 0.0
        index = bisect_right(_ENDS, age_seconds)
        while at <= until:
            before, rate = rate, self._find_rate(status, index)
            yield at, rate - before
            if index == len(_ENDS):
                return
            at, index = _ENDS[index] - age_seconds, index + 1

    def _find_rate(self, status: str, index: int) -> float:
        """Return the changes a second to be expected of a call in a range of age."""
        guess = _GUESSES.get(status, _OTHER_GUESS)
        if status in self._by_status:
            guess = self._by_status[status].find_rate(guess)
        watched = self._by_range.get((status, index))
        return watched.find_rate(guess) if watched else guess


def _split(age: float, end: float) -> Iterator[tuple[int, float]]:
    """Split a time at the ends of the ranges: their indexes, and the seconds spent in each."""
    index = bisect_right(_ENDS, age)
    while age < end:
        upper = min(end, _ENDS[index]) if index < len(_ENDS) else end
        yield index, upper - age
        age, index = upper, index + 1
