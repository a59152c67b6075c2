"""The sandbox's time: the real clock and how far it is ahead of it, a speed for its stories."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

_LONGEST_JUMP_SECONDS = 366 * 24 * 3600.0
_FARTHEST_AHEAD_SECONDS = 100 * _LONGEST_JUMP_SECONDS
SLOWEST, FASTEST = 0.001, 100_000.0
_STEP_SECONDS = 300.0
_STEP_PAUSE_SECONDS = 0.05


def monotonic() -> float:
    """Return seconds that never jump, by the clock that is in force when it is asked."""
    return time.monotonic()


class SandboxClock:
    """Tell the time and wait in story seconds.

    `now()` is the real time and `ahead_seconds`, by which all jumps together put this world ahead;
    the bot has to be given the same time. Waiting knows no jumps, only the speed: at speed 10 a
    story second takes a tenth of a real one, and who is on the phone during a jump talks on.
    `offset_seconds` is added where an API tells a time (`told`, `told_epoch_ms`), which makes its
    clock go wrong on purpose.
    """

    def __init__(self, *, speed: float = 1.0, offset_seconds: float = 0.0) -> None:
        self._offset_seconds = offset_seconds
        self.ahead_seconds = 0.0
        self._hearers: list[Callable[[], None]] = []
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

    @property
    def offset_seconds(self) -> float:
        """Seconds by which the API's clock is wrong, a year at most."""
        return self._offset_seconds

    @offset_seconds.setter
    def offset_seconds(self, seconds: float) -> None:
        if not abs(seconds) <= _LONGEST_JUMP_SECONDS:
            raise ValueError(f"A clock is wrong by a year at most, not by {seconds} seconds.")
        self._offset_seconds = seconds

    def on_jump(self, hear: Callable[[], None]) -> None:
        """Let `hear` be called after each jump."""
        self._hearers.append(hear)

    def jump(self, seconds: float) -> None:
        """Move this world's time ahead.

        Raise ValueError for no time at all or above a year, and a hundred years from now.
        """
        self.ahead_seconds = _checked_ahead(self.ahead_seconds + _checked_jump(seconds))
        for hear in self._hearers:
            hear()

    async def fast_forward(self, seconds: float) -> None:
        """Move this world's time ahead in steps, so that what is due on the way happens on time.

        Raise ValueError as `jump` does.
        """
        until = _checked_ahead(self.ahead_seconds + _checked_jump(seconds))
        while (left := until - self.ahead_seconds) > 0:
            self.jump(min(left, _STEP_SECONDS))
            await asyncio.sleep(_STEP_PAUSE_SECONDS)

    def now(self) -> datetime:
        """Return this world's time, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead_seconds)

    def epoch_seconds(self) -> float:
        """Return this world's time in Unix seconds."""
        return time.time() + self.ahead_seconds

    def told(self, at: datetime) -> datetime:
        """Return `at` as the API with its wrong clock tells it."""
        return at + timedelta(seconds=self.offset_seconds)

    def told_epoch_ms(self, epoch_seconds: float) -> int:
        """Return a Unix moment as the API with its wrong clock tells it, in milliseconds."""
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


def _checked_jump(seconds: float) -> float:
    if not 0 < seconds <= _LONGEST_JUMP_SECONDS:
        raise ValueError(f"A jump goes ahead, by a year at most, not by {seconds} seconds.")
    return seconds


def _checked_ahead(seconds: float) -> float:
    if seconds > _FARTHEST_AHEAD_SECONDS:
        raise ValueError("That is a hundred years ahead, and far enough.")
    return seconds


def _checked(speed: float) -> float:
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"The speed is between {SLOWEST:g} and {FASTEST:g}, not {speed}.")
    return speed
