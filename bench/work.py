"""The processor's time by host: in a simulated world one processor works for everybody in turn."""

import time
from collections import defaultdict
from functools import partial
from typing import Final

from simulation import SimulatedLoop
from simulation.hosts import HERE
from simulation.world import BOT, SLACK, VOICY

_HOSTS: Final = (HERE, BOT, SLACK, VOICY)


class WorkMeter:
    """Counts what each host's steps take; what comes between two steps counts for the first."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._host, self._since = HERE, time.process_time()
        for host in _HOSTS:
            loop.watch_steps(host, partial(self._begin, host))

    @property
    def bot_milliseconds(self) -> float:
        """What the bot has taken so far."""
        self._begin(HERE)
        return 1000 * self._seconds[BOT]

    def _begin(self, host: str) -> bool:
        now = time.process_time()
        self._seconds[self._host] += now - self._since
        self._host, self._since = host, now
        return True
