"""What happened in a simulated world, a line each."""

import zlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

_LONGEST_HEAD: Final = 80


class Trace:
    """The lines of what happened: virtual seconds, host, what.

    Two runs of one seed give the same lines to the byte; `digest` is over all of them, also those
    beyond the `kept` last ones.
    """

    def __init__(self, now: Callable[[], float], *, kept: int | None = None) -> None:
        self._now = now
        self._lines: deque[str] = deque(maxlen=kept)
        self._digest = 0

    @property
    def digest(self) -> str:
        """Return a sum over every line so far."""
        return f"{self._digest:08x}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def record(self, host: str, what: str) -> None:
        """Add a line."""
        line = f"{self._now():.6f} {host} {what}"
        self._digest = zlib.crc32(line.encode(), self._digest)
        self._lines.append(line)


def describe(data: bytes) -> str:
    """Return the size, a sum and the first words of bytes on a wire."""
    head = data[:_LONGEST_HEAD].partition(b"\r\n")[0]
    words = head.decode("ascii", "replace") if head.isascii() else ""
    shown = f" {words}" if words.isprintable() else ""
    return f"{len(data)} B {zlib.crc32(data):08x}{shown}"
