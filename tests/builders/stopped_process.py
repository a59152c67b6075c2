"""The clock of a process that is stopped between two looks at it."""

from dataclasses import dataclass, field

from tests.builders.polling import StoppedClock


@dataclass(kw_only=True)
class StoppedProcessClock(StoppedClock):
    """Before each look at `boottime` so many seconds passed; none once `stops` are used up."""

    stops: list[float] = field(default_factory=list)
    booted: float = 0.0

    def boottime(self) -> float:
        self.booted += self.stops.pop(0) if self.stops else 0.0
        return self.booted

    def offset(self) -> float:
        return 0.0
