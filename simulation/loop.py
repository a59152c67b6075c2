"""An event loop in which nothing is real but the code it runs."""

import asyncio
import contextvars
import heapq
import socket
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from typing import Any, Final, NoReturn, TypeVar, TypeVarTuple, Unpack
from weakref import WeakKeyDictionary

from simulation.clocks import Clocks
from simulation.hosts import current_host
from simulation.network import Network, SimulatedServer, to_address_info
from simulation.randomness import Randomness
from simulation.trace import Trace
from simulation.wire import WireEnd

# no turn is so short that no time passes: a timer that rounding lets fire too early must not fire
# for ever in the same moment
_TURN_SECONDS: Final = 0.000_002
_WORK_SECONDS: Final = (0.000_05, 0.002)
_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class DeadlockError(RuntimeError):
    """Nothing can ever happen any more: no task can run and no timer is set."""


class SimulatedLoop(asyncio.BaseEventLoop):
    """Time jumps to the next timer when nothing can run; a seed decides what follows what.

    While it runs, the clocks and the chance of the whole process are the world's. What would be
    done in a thread is done in the loop, a moment later; no process can be started.
    """

    def __init__(self, seed: int = 0, *, kept: int | None = None) -> None:
        self.clocks = Clocks()
        super().__init__()
        self._clock_resolution = 0.0
        self.randomness = Randomness(seed)
        self.trace = Trace(lambda: self.clocks.seconds, kept=kept)
        self.network = Network(self, self.trace, self.randomness.stream("network"))
        self._order = self.randomness.stream("order")
        self._work = self.randomness.stream("work")
        self._reached: WeakKeyDictionary[socket.socket, tuple[str, int]] = WeakKeyDictionary()
        self._worked_at: dict[Executor, float] = {}

    def run_forever(self) -> None:
        """Run with the clocks and the chance of this world."""
        with ExitStack() as stack:
            stack.enter_context(self.clocks.in_force())
            stack.enter_context(self.randomness.in_force())
            super().run_forever()

    def close(self) -> None:
        if not self.is_closed():
            self.network.close()
        super().close()

    def time(self) -> float:
        return self.clocks.monotonic()

    # Turns

    def _run_once(self) -> None:
        self.clocks.seconds += _TURN_SECONDS
        self._take_timers()
        for _ in range(len(self._ready)):
            handle = self._ready.popleft()
            if not handle._cancelled:
                handle._run()

    def _take_timers(self) -> None:
        scheduled, clocks = self._scheduled, self.clocks
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        if not (self._ready or self._stopping):
            if not scheduled:
                raise DeadlockError(f"nothing can happen any more (seed {self.randomness.seed})")
            clocks.seconds = max(clocks.seconds, scheduled[0]._when)
        while scheduled and scheduled[0]._when <= clocks.seconds:
            self._ready.extend(self._take_moment(scheduled[0]._when))

    def _take_moment(self, when: float) -> list[asyncio.TimerHandle]:
        """Take the timers of one moment, in an order that the seed decides."""
        moment = []
        while self._scheduled and self._scheduled[0]._when == when:
            handle = heapq.heappop(self._scheduled)
            handle._scheduled = False
            moment.append(handle)
        if len(moment) > 1:
            self._order.shuffle(moment)
        return moment

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave a canceled timer where it is until its time comes."""

    def _write_to_self(self) -> None:
        """Wake nobody: the loop never waits."""

    # Connections

    async def getaddrinfo(self, host: Any, port: Any, **_hints: Any) -> list[Any]:
        return to_address_info(self.network.resolve(host), int(port or 0))

    async def getnameinfo(self, sockaddr: Any, flags: int = 0) -> tuple[str, str]:
        return str(sockaddr[0]), str(sockaddr[1])

    async def create_server(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        host: Any = None,
        port: Any = None,
        **_options: Any,
    ) -> SimulatedServer:
        return self.network.listen(protocol_factory, int(port or 0))

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        await self.network.reach(address[:2])
        self._reached[sock] = address[:2]

    async def create_connection(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        host: str | None = None,
        port: int | None = None,
        *,
        sock: socket.socket | None = None,
        **_options: Any,
    ) -> tuple[WireEnd, asyncio.BaseProtocol]:
        if sock is None:
            address = str(host), int(port or 0)
            await self.network.reach(address)
        else:
            address = self._reached.pop(sock)
            sock.close()
        end = self.network.connect(protocol_factory, address)
        return end, end.get_protocol()

    # Threads and processes

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[Unpack[_Ts]], _T],
        *args: Unpack[_Ts],
    ) -> "asyncio.Future[_T]":
        """Do it in the loop, a moment later; what one executor was given, in that order."""
        future: asyncio.Future[_T] = self.create_future()
        at = self.clocks.seconds + self._work.uniform(*_WORK_SECONDS)
        if executor is not None:
            at = self._worked_at[executor] = max(at, self._worked_at.get(executor, 0.0))

        def work() -> None:
            if future.cancelled():
                return
            try:
                future.set_result(func(*args))
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as exc:  # noqa: BLE001 - whoever waits gets it, whatever it is
                future.set_exception(exc)

        self.call_at(at, work)
        return future

    async def _make_subprocess_transport(self, *_args: Any, **_options: Any) -> NoReturn:
        raise OSError("no process can be started in a simulated world")
