"""Nights, in which no answer is expected of anybody."""

from datetime import time
from typing import Final

_MORNING: Final = time(8)
_EVENING: Final = time(21)


def is_at_night(clock: time) -> bool:
    """Say whether it is between 21:00 and 8:00."""
    return not _MORNING <= clock < _EVENING
