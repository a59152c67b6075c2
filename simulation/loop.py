"""An event loop in which nothing is real but the code it runs."""

import asyncio
import contextvars
import heapq
import socket
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from itertools import count
from typing import Any, Final, TypeVar, TypeVarTuple, Unpack
from weakref import WeakKeyDictionary

from simulation.clocks import Clocks
from simulation.host_tasks import HostTask, HostTimer
from simulation.hosts import host_of
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
    done in a thread is done in the loop, a moment later.
    """

    # of the base class, which does not tell their types
    _ready: deque[Any]
    _stopping: bool
    # timers behind what a heap compares without asking them: the moment, then who came first
    _scheduled: list[tuple[float, int, Any]]

    def __init__(self, seed: int | str = 0, *, kept: int | None = None) -> None:
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
        self._works = 0
        self._timer_numbers = count(1)
        self._held: dict[str, list[asyncio.Handle]] = {}
        self._watchers: dict[str, Callable[[], bool]] = {}
        self.set_task_factory(_build_task)
        self._dead: list[asyncio.Task[Any]] = []

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
            if not self._ready:  # the end of a host took the rest away
                break
            handle = self._ready.popleft()
            if handle._cancelled:
                continue
            if not (self._held or self._watchers) or self._may_run(handle):
                handle._run()

    def _may_run(self, handle: Any) -> bool:
        """Ask whoever watches its host; what may not run is held, or lost with its host."""
        host = host_of(handle._context)
        may_run = self._watchers.get(host)
        if host not in self._held and (may_run is None or may_run()):
            return True
        if host in self._held:
            self._held[host].append(handle)
        return False

    def _take_timers(self) -> None:
        scheduled, clocks = self._scheduled, self.clocks
        while scheduled and scheduled[0][-1]._cancelled:
            heapq.heappop(scheduled)
        if not (self._ready or self._stopping):
            if not scheduled:
                raise DeadlockError(f"nothing can happen any more (seed {self.randomness.seed})")
            clocks.seconds = max(clocks.seconds, scheduled[0][0])
        while scheduled and scheduled[0][0] <= clocks.seconds:
            self._ready.extend(self._take_moment(scheduled[0][0]))

    def _take_moment(self, when: float) -> list[asyncio.TimerHandle]:
        """Take the timers of one moment, in an order that the seed decides."""
        moment = []
        while self._scheduled and self._scheduled[0][0] == when:
            moment.append(heapq.heappop(self._scheduled)[-1])
        if len(moment) > 1:
            self._order.shuffle(moment)
        return moment

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave a canceled timer where it is until its time comes."""

    def _write_to_self(self) -> None:
        """Wake nobody: the loop never waits."""

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        return self._schedule(HostTimer(self.clocks, when, callback, args, self, context))

    def arrange(
        self,
        seconds: float,
        callback: Callable[..., object],
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Let something happen at a moment of the world, whatever clocks of hosts show then."""
        return self._schedule(asyncio.TimerHandle(seconds, callback, (), self, context))

    def _schedule(self, timer: asyncio.TimerHandle) -> asyncio.TimerHandle:
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        when = timer._when  # type: ignore[attr-defined]
        heapq.heappush(self._scheduled, (when, next(self._timer_numbers), timer))
        return timer

    # Hosts that stand still

    def freeze(self, host: str) -> None:
        """Let nothing of a host run, as where its process is stopped; time goes on."""
        self.trace.record(host, "freezes")
        self._watchers.pop(host, None)
        self._held.setdefault(host, [])

    def thaw(self, host: str) -> None:
        """Let a host go on where it stood."""
        self.trace.record(host, "thaws")
        self._ready.extend(self._held.pop(host, ()))

    def sleep(self, host: str, seconds: float) -> None:
        """Let a machine sleep: nothing of it runs, and its monotonic clock stands still."""
        self.freeze(host)
        self.arrange(self.clocks.seconds + seconds, lambda: self._wake(host, seconds))

    def _wake(self, host: str, seconds: float) -> None:
        if host not in self._held:  # it was switched off meanwhile
            return
        due = [one for one in self._held[host] if isinstance(one, HostTimer)]
        self._held[host] = [one for one in self._held[host] if one not in due]
        timers = [*(timer for *_, timer in sorted(self._scheduled)), *due]
        self._scheduled.clear()
        for timer in timers:
            if isinstance(timer, HostTimer) and timer.host == host:
                timer._when += seconds
            self._schedule(timer)
        self.clocks.note_sleep(host, seconds)
        self.thaw(host)

    def watch_steps(self, host: str, may_run: Callable[[], bool]) -> None:
        """Ask before each step of a host whether it may run; False once the host ended.

        Every callback is a step, so that every `await` lies between two of them. A host that froze
        is watched no more.
        """
        self._watchers[host] = may_run

    def end(self, host: str) -> None:
        """Let nothing that runs on a host now ever go on, and close its connections, as a kill
        does: no `finally` runs, and the next program on that host knows nothing of it.
        """
        self.trace.record(host, "ends")
        self._held.pop(host, None)
        self._watchers.pop(host, None)
        self._ready = deque(one for one in self._ready if host_of(one._context) != host)
        self._scheduled = [one for one in self._scheduled if host_of(one[-1]._context) != host]
        heapq.heapify(self._scheduled)
        for task in asyncio.all_tasks(self):
            if isinstance(task, HostTask) and task.host == host:
                asyncio._unregister_task(task)
                task._log_destroy_pending = False
                self._dead.append(task)
        self.network.end_host(host)

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

    # Threads

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[Unpack[_Ts]], _T],
        *args: *_Ts,
    ) -> "asyncio.Future[_T]":
        """Do it in the loop, a moment later; what one executor was given, in that order."""
        future: asyncio.Future[_T] = self.create_future()
        at = self.clocks.seconds + self._work.uniform(*_WORK_SECONDS)
        if executor is not None:
            at = self._worked_at[executor] = max(at, self._worked_at.get(executor, 0.0))

        self._works += 1

        def work() -> None:
            self._works -= 1
            if future.cancelled():
                return
            try:
                future.set_result(func(*args))
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as exc:  # noqa: BLE001 - whoever waits gets it, whatever it is
                future.set_exception(exc)

        self.arrange(at, work)
        return future

    async def shutdown_default_executor(self) -> None:
        """Wait until everything that was handed to threads is done."""
        while self._works:  # noqa: ASYNC110 - nobody else waits for them
            await asyncio.sleep(_WORK_SECONDS[1])


def _build_task(loop: Any, coro: Any, **options: Any) -> HostTask:
    return HostTask(coro, loop=loop, **options)
