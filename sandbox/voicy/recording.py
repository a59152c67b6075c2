"""Recordings: the sound of a call, and the signed links to it that expire."""

import hashlib
import hmac
import io
import math
import secrets
import struct
import wave
from collections.abc import Callable, Iterator
from functools import cache

from sandbox.voicy.refusal import RefusalError

LINK_SECONDS = 3600
_RATE_HZ = 8000
_VOLUME = 9000
_RING_HZ = (440.0, 480.0)
_MELODY_HZ = (523.25, 659.25, 783.99, 659.25, 587.33, 523.25)


class RecordingLinks:
    """Sign links to recordings and check them; a link lives for an hour of the API's clock."""

    def __init__(self, told_epoch_seconds: Callable[[], float]) -> None:
        self._told_epoch_seconds = told_epoch_seconds
        self._key = secrets.token_bytes(32)

    def sign(self, call_id: str) -> str:
        """Return a fresh token for the recording of a call."""
        expires_at = int(self._told_epoch_seconds()) + LINK_SECONDS
        claim = f"{call_id}.{expires_at}.{secrets.token_hex(4)}"
        return f"{claim}.{self._signature(claim)}"

    def check(self, token: str) -> str:
        """Return the call_id of a token; raise RefusalError when it is forged or has expired."""
        claim, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(claim).encode()):
            raise RefusalError(403, "Access denied")
        call_id, expires_at, _ = claim.split(".")
        if self._told_epoch_seconds() >= int(expires_at):
            raise RefusalError(403, "This link has expired")
        return call_id

    def _signature(self, claim: str) -> str:
        return hmac.new(self._key, claim.encode(), hashlib.sha256).hexdigest()[:32]


@cache
def build_recording() -> bytes:
    """Build the sound of a call as a WAV file: it rings twice, then a few soft tones talk."""
    samples = [*_ring(), *_ring(), *(s for hz in _MELODY_HZ for s in _tone((hz,), 0.4))]
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return sound.getvalue()


def _ring() -> Iterator[int]:
    yield from _tone(_RING_HZ, 0.6)
    yield from (0 for _ in range(int(_RATE_HZ * 0.25)))


def _tone(pitches_hz: tuple[float, ...], seconds: float) -> Iterator[int]:
    """Yield a tone that swells and fades, so that no edge clicks."""
    count = int(_RATE_HZ * seconds)
    for n in range(count):
        swell = math.sin(math.pi * n / count)
        waves = sum(math.sin(2 * math.pi * hz * n / _RATE_HZ) for hz in pitches_hz)
        yield int(_VOLUME * swell * waves / len(pitches_hz))
