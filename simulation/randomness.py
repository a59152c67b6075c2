"""Everything that programs take for chance, drawn from a seed."""

import inspect
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiohttp.http_websocket import WebSocketWriter

_MODULE: Final[Any] = random  # its SystemRandom, and so `secrets`, holds urandom by another name
_GENERATORS: Final[tuple[random.Random, ...]] = (
    _MODULE._inst,  # behind the functions of the module
    inspect.signature(WebSocketWriter).parameters["random"].default,  # masks the frames of clients
)
_urandom = os.urandom


class Randomness:
    """The sources of chance of a world, each a stream of its own, so that one more draw in one of
    them leaves the others as they are.
    """

    def __init__(self, seed: int | str) -> None:
        self.seed = seed
        self._entropy = self.stream("entropy")
        names = [f"generator {n}" for n in range(len(_GENERATORS))]
        self._states = [self.stream(name).getstate() for name in names]

    def stream(self, name: str) -> random.Random:
        """Return a new source of chance that the seed and a name decide."""
        return random.Random(f"{self.seed}:{name}")

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let `random`, `secrets`, `uuid4` and `os.urandom` draw from here."""
        outside = [each.getstate() for each in _GENERATORS]
        os.urandom = _MODULE._urandom = self._entropy.randbytes
        _set_states(self._states)
        try:
            yield
        finally:
            self._states = [each.getstate() for each in _GENERATORS]
            os.urandom = _MODULE._urandom = _urandom
            _set_states(outside)


def _set_states(states: list[Any]) -> None:
    for generator, state in zip(_GENERATORS, states, strict=True):
        generator.setstate(state)
