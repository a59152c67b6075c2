"""How fast Slack lets the bot speak: one message a second a channel, and so many edits a minute."""

from typing import Final

from bot.clock import Clock

_POST_GAP_SECONDS: Final = 1.0
# Slack's tier for chat.update is 50 a minute for the whole workspace
_EDITS_PER_SECOND: Final = 50 / 60
_EDIT_BURST: Final = 15.0


class ChannelPace:
    """The rhythm of one channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ready_at = 0.0

    def note_post(self) -> None:
        """Start the second that has to pass; called when the answer to a post is here."""
        self.pause(_POST_GAP_SECONDS)

    def pause(self, seconds: float) -> None:
        """Stay silent for a while, however long the pause before was."""
        self._ready_at = max(self._ready_at, self._clock.monotonic() + seconds)

    async def wait(self) -> None:
        """Wait until the channel may be spoken in again."""
        while (missing := self._ready_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(missing)


class EditPace:
    """The rhythm of edits over all channels: a bucket that refills at Slack's pace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens = _EDIT_BURST
        self._filled_at = clock.monotonic()

    def take(self) -> bool:
        """Use up one edit; False where it has to wait."""
        self._fill()
        if self._missing > 0:
            return False
        self._tokens -= 1
        return True

    def pause(self, seconds: float) -> None:
        """Allow no edit for a while; what is merged meanwhile is edited once."""
        self._fill()
        self._tokens = min(self._tokens, 1 - seconds * _EDITS_PER_SECOND)

    async def wait(self) -> None:
        """Wait until an edit is possible again."""
        self._fill()
        if self._missing > 0:
            await self._clock.sleep(self._missing / _EDITS_PER_SECOND)

    @property
    def _missing(self) -> float:
        """What is missing for one edit; less than any clock can tell is nothing."""
        missing = 1 - self._tokens
        return missing if missing > 1e-6 else 0.0

    def _fill(self) -> None:
        now = self._clock.monotonic()
        gained = (now - self._filled_at) * _EDITS_PER_SECOND
        self._tokens = min(_EDIT_BURST, self._tokens + gained)
        self._filled_at = now
