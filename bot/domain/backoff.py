"""How long to wait before something that failed is tried again."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """The pauses after the first, second … failure in a row; the last one repeats."""

    pauses: tuple[timedelta, ...]

    @classmethod
    def of_seconds(cls, *pauses: float) -> "Backoff":
        """Build one of pauses in seconds."""
        return cls(pauses=tuple(timedelta(seconds=pause) for pause in pauses))

    def pause_after(self, failures: int) -> timedelta:
        """Return the pause after so many failures in a row, 1 or more."""
        return self.pauses[min(failures, len(self.pauses)) - 1]
