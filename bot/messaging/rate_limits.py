"""How fast Slack lets the bot speak: messages by channel, edits and Homes by the minute."""

from typing import Final

from bot.clock import Clock

_POST_GAP_SECONDS: Final = 1.0


class ChannelPace:
    """The rhythm of one channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ready_at = 0.0

    def record_post(self) -> None:
        """Start the second that has to pass; called when the answer to a post is here."""
        self.pause(_POST_GAP_SECONDS)

    def pause(self, seconds: float) -> None:
        """Stay silent for a while, however long the pause before was."""
        self._ready_at = max(self._ready_at, self._clock.monotonic() + seconds)

    @property
    def is_ready(self) -> bool:
        """Say whether the channel may be spoken in now."""
        return self._clock.monotonic() >= self._ready_at

    async def wait(self) -> None:
        """Wait until the channel may be spoken in again."""
        while (missing := self._ready_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(missing)


class Bucket:
    """A rhythm for the whole workspace: so many at once, then as many as drip in."""

    def __init__(self, clock: Clock, *, per_second: float, burst: float) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._tokens = burst
        self._filled_at = clock.monotonic()

    def take(self) -> bool:
        """Use up one; False where it has to wait."""
        if self.wait_seconds > 0:
            return False
        self._tokens -= 1
        return True

    def pause(self, seconds: float) -> None:
        """Allow none for a while; what changes meanwhile is shown at once."""
        self._fill()
        self._tokens = min(self._tokens, 1 - seconds * self._per_second)

    @property
    def wait_seconds(self) -> float:
        """How long until one is possible again."""
        self._fill()
        missing = 1 - self._tokens
        # less than any clock can tell is nothing
        return missing / self._per_second if missing > 1e-6 else 0.0

    def _fill(self) -> None:
        now = self._clock.monotonic()
        gained = (now - self._filled_at) * self._per_second
        self._tokens = min(self._burst, self._tokens + gained)
        self._filled_at = now
