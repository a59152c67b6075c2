"""How long after the end of a call its summary is first asked for, learned from the account.

A weighted up-down method (Kaernbach 1991): with a step s > 1, a summary found makes the wait
shorter by s, none found longer by s³. Where both balance, found · 1 = (1 - found) · 3, so three of
four first questions find one. The step begins large and gets smaller each time that the direction
changes (Kesten 1958), so that an account is known after some calls.
"""

from datetime import timedelta
from typing import Final

_SHORTEST: Final = timedelta(seconds=8)
_LONGEST: Final = timedelta(seconds=60)
_FIRST_STEP: Final = 1.5
_LAST_STEP: Final = 1.1
_STEP_EXPONENT: Final = 0.7
_WEIGHT_OF_NONE: Final = 3


class SummaryWait:
    """The wait before the first question, `wait`."""

    def __init__(self) -> None:
        self.wait = _SHORTEST
        self._step = _FIRST_STEP
        self._has_found: bool | None = None

    def learn(self, *, has_found: bool) -> None:
        """Learn whether a first question found a summary."""
        if self._has_found not in (None, has_found):
            self._step = max(self._step**_STEP_EXPONENT, _LAST_STEP)
        self._has_found = has_found
        factor = 1 / self._step if has_found else self._step**_WEIGHT_OF_NONE
        self.wait = min(max(self.wait * factor, _SHORTEST), _LONGEST)
