"""How fast Slack lets the bot speak: messages by channel, edits and Homes by the minute."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bot.clock import Clock
from bot.errors import SlackUnavailableError

_POST_GAP_SECONDS: Final = 1.0
# an answer that comes later than that is of no use
_LONGEST_PAUSE_SECONDS: Final = 30.0
PATIENT_TRIES: Final = 5
T = TypeVar("T")


async def insist(clock: Clock, send: Callable[[], Awaitable[T]], *, tries: int) -> T:
    """Send so often, after the pauses that Slack asks for; raises SlackError.

    Only what was certainly not done is sent again.
    """
    for _ in range(tries - 1):
        try:
            return await send()
        except SlackUnavailableError as exc:
            await clock.sleep(min(exc.retry_after_seconds, _LONGEST_PAUSE_SECONDS))
    return await send()


class ChannelPace:
    """The rhythm of one channel: a second after each message, and the pauses Slack asks for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_post_at = 0.0
        self._paused_until = 0.0

    def record_post(self) -> None:
        """Start the second that has to pass; called when the answer to a post is here."""
        self._next_post_at = self._clock.monotonic() + _POST_GAP_SECONDS

    def pause(self, seconds: float) -> None:
        """Stay silent for a while, however long the pause before was."""
        self._paused_until = max(self._paused_until, self._clock.monotonic() + seconds)

    async def wait(self) -> bool:
        """Wait until the channel may be spoken in again; False where that took no time."""
        has_waited = False
        while (missing := self._ready_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(missing)
            has_waited = True
        return has_waited

    async def take_turn(self) -> None:
        """Wait for the channel's next second and use it, also while others keep a longer pause."""
        while (missing := self._next_post_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(missing)
        # before the answer is here, so that the next in turn waits for it
        self.record_post()

    @property
    def _ready_at(self) -> float:
        return max(self._next_post_at, self._paused_until)


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

    async def wait(self) -> None:
        """Use up one as soon as that is possible."""
        while not self.take():
            await self._clock.sleep(self.wait_seconds)

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
