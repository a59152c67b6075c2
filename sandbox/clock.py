"""The sandbox's time: the real clock, a speed for its stories, an offset for what APIs say."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Tell the time and wait in story seconds.

    `now()` is always real, so that it can be compared with the bot's own clock. Only waiting is
    scaled: at speed 10 a story second takes a tenth of a real one. `offset_seconds` is added
    where an API tells a time (`told`, `told_epoch_ms`), which makes its clock go wrong on purpose.
    """

    def __init__(self, *, speed: float = 1.0, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds
        self._speed = _checked(speed)
        self._story_seconds = 0.0
        self._real_seconds = time.monotonic()
        self._changed = asyncio.Event()

    @property
    def speed(self) -> float:
        """Story seconds that pass in one real second; setting it also hurries those who sleep."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        speed = _checked(speed)
        self._story_seconds, self._real_seconds = self.story_seconds(), time.monotonic()
        self._speed = speed
        self._changed.set()
        self._changed = asyncio.Event()

    def now(self) -> datetime:
        """Return the real time, aware, in UTC."""
        return datetime.now(UTC)

    def epoch_seconds(self) -> float:
        """Return the real time in Unix seconds."""
        return time.time()

    def epoch_ms(self) -> int:
        """Return the real time in Unix milliseconds."""
        return int(time.time() * 1000)

    def told(self, at: datetime) -> datetime:
        """Return `at` as the API with its wrong clock tells it."""
        return at + timedelta(seconds=self.offset_seconds)

    def told_epoch_ms(self, epoch_seconds: float) -> int:
        """Return a real moment as the API with its wrong clock tells it, in milliseconds."""
        return int((epoch_seconds + self.offset_seconds) * 1000)

    def story_seconds(self) -> float:
        """Return the story seconds lived since the clock was made; never goes back."""
        return self._story_seconds + (time.monotonic() - self._real_seconds) * self._speed

    async def sleep(self, seconds: float) -> None:
        """Sleep `seconds` of story time; a change of speed shortens or stretches what is left."""
        until = self.story_seconds() + seconds
        while (left := until - self.story_seconds()) > 0:
            changed = self._changed
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), left / self._speed)


def _checked(speed: float) -> float:
    if not 0 < speed < float("inf"):
        raise ValueError(f"speed must be a number above zero, not {speed}")
    return speed
