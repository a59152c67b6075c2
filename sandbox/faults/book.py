"""The faults that wait to strike, and how many requests either side received."""

import asyncio
import math
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from itertools import count

from aiohttp import web

from sandbox.faults.fault import Fault


class FaultBook:
    """Keep the faults waiting to strike, and count every request that either side received."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._faults: dict[int, Fault] = {}
        self._matched: Counter[int] = Counter()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._released = asyncio.Event()

    def add(self, fault: Fault) -> int:
        """Add a fault and return its id; faults strike in the order they were added."""
        fault_id = next(self._ids)
        self._faults[fault_id] = fault
        return fault_id

    def clear(self) -> None:
        """Forget all faults and let go of the requests they hold."""
        self._faults.clear()
        self._matched.clear()
        self._released.set()
        self._released = asyncio.Event()

    def take(self, side: str, method: str, body: bytes, query: str = "") -> Fault | None:
        """Count a request and return the fault it meets, if any, using it up."""
        self._requests[side, method] += 1
        for fault_id, fault in list(self._faults.items()):
            if fault.matches(side, method, body, query):
                self._matched[fault_id] += 1
                if self._matched[fault_id] > fault.after:
                    self._use_up(fault_id, fault)
                    return fault
        return None

    def _use_up(self, fault_id: int, fault: Fault) -> None:
        if fault.times and self._matched[fault_id] >= fault.after + fault.times:
            del self._faults[fault_id]

    def requests(self, side: str) -> dict[str, int]:
        """Return how many requests each method of a side received, struck by a fault or not."""
        return {method: n for (at, method), n in self._requests.items() if at == side}

    def waiting(self) -> list[dict[str, object]]:
        """Return the faults still to strike as plain values, with id and matches so far."""
        return [
            {"id": fault_id, "matched": self._matched[fault_id], **asdict(fault)}
            for fault_id, fault in self._faults.items()
        ]

    async def hold(self, request: web.Request, seconds: float | None) -> None:
        """Keep a request waiting: so long, or until its client leaves or the faults are cleared."""
        released = self._released
        until = math.inf if seconds is None else time.monotonic() + seconds
        while _is_open(request) and (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), min(left, 0.1))
                return


def _is_open(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()
