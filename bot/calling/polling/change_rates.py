"""The odds that a call changes now, learned from the calls of this account."""

from collections import defaultdict
from math import log
from typing import Final

from bot.domain.calls import CallStatus

# what is believed, in changes a second, until calls were seen; it weighs as much as one of them
_FIRST_GUESS: Final[dict[str, float]] = {
    CallStatus.UNCONFIRMED: 0.4,
    CallStatus.INITIATED: 0.4,
    CallStatus.RINGING: 0.1,
}
_FIRST_GUESS_TALKING: Final = 0.01
# ages are told apart the finer the younger they are, each step half as long again as the one before
_FIRST_STEP_SECONDS: Final = 0.5
_STEP_GROWTH: Final = log(1.5)
# with so many changes seen, half of it is forgotten: what is learned follows the account's habits
_MEMORY_CHANGES: Final = 100


class ChangeRates:
    """How many changes a second are to be expected of a call, by status and age in it."""

    def __init__(self) -> None:
        self._changes: defaultdict[tuple[str, int], float] = defaultdict(float)
        self._seconds: defaultdict[tuple[str, int], float] = defaultdict(float)

    def learn(self, status: str, age_seconds: float, *, seconds: float, has_changed: bool) -> None:
        """Note that a call of this age was watched for so long, and whether it changed."""
        key = status, _find_step(age_seconds)
        self._seconds[key] += seconds
        self._changes[key] += has_changed
        if self._changes[key] >= _MEMORY_CHANGES:
            self._seconds[key] /= 2
            self._changes[key] /= 2

    def per_second(self, status: str, age_seconds: float) -> float:
        """Return the changes a second of a call of this age."""
        key = status, _find_step(age_seconds)
        guess = _FIRST_GUESS.get(status, _FIRST_GUESS_TALKING)
        return (self._changes.get(key, 0.0) + 1) / (self._seconds.get(key, 0.0) + 1 / guess)


def _find_step(age_seconds: float) -> int:
    return int(log(max(age_seconds / _FIRST_STEP_SECONDS, 1.0)) / _STEP_GROWTH)
