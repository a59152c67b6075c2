"""A clock that moves only when a test waits."""

from bot.clock import Clock


class VirtualTime(Clock):
    """A clock on which waiting is the only thing that takes time."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
