"""One connection of two ends, and the bytes under way on it."""

import asyncio
import contextvars
from asyncio import constants
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

from simulation.socket_stand_in import Address, SocketStandIn
from simulation.trace import describe

# what the two kernels hold of a direction before a writer has to wait
SOCKET_BUFFER_BYTES: Final = 256 * 1024
_CHUNK_BYTES: Final = 64 * 1024
_HIGH_WATER_BYTES: Final = 64 * 1024
_EOF: Final = b""


class Road(Protocol):
    """What carries chunks between hosts; the network is it."""

    idle_descriptor: int  # one that is never readable

    def now(self) -> float:
        """Return the seconds of the world."""

    def arrange(
        self, seconds: float, callback: Callable[..., object], context: contextvars.Context
    ) -> asyncio.TimerHandle:
        """Let something happen at a moment of the world."""

    def travel_seconds(self, source: str, target: str) -> float:
        """Return how long the next chunk is under way."""

    def is_parted(self, source: str, target: str) -> bool:
        """Tell whether nothing gets through at present."""

    def strike(self, end: "WireEnd", data: bytes) -> bool:
        """Do to the connection what is to happen to it at this chunk; True where that is lost."""

    def note(self, host: str, what: str) -> None:
        """Write down what happened."""

    def forget(self, end: "WireEnd") -> None:
        """Take note that an end is gone."""


class WireEnd(asyncio.Transport):
    """One end of a connection, as a transport; `peer` is the other one.

    Chunks of a direction arrive in the order in which they were sent. Whoever writes to an end
    that is closed hears of it by a reset.
    """

    # aiohttp serves files by loop.sendfile, which looks for this name
    _sendfile_compatible = constants._SendfileMode.FALLBACK

    peer: "WireEnd"

    def __init__(
        self,
        road: Road,
        host: str,
        name: Address,
        peer_name: Address,
        context: contextvars.Context,
        label: str,
    ) -> None:
        stand_in = SocketStandIn(name, peer_name, self._descriptor)
        super().__init__({"sockname": name, "peername": peer_name, "socket": stand_in})
        self.host = host
        self.label = label
        self._road = road
        self._context = context
        self._protocol: Any = None
        self._arrived: deque[bytes] = deque()
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._unread_bytes = 0
        self._arrives_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._high, self._low = _HIGH_WATER_BYTES, _HIGH_WATER_BYTES // 4
        self._is_reading = True
        self._is_writing_paused = False
        self._is_closing = False
        self._has_sent_eof = False
        self.is_gone = False

    # What a protocol sees

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        protocol: asyncio.BaseProtocol = self._protocol
        return protocol

    def is_closing(self) -> bool:
        return self._is_closing

    def is_reading(self) -> bool:
        return self._is_reading and not self._is_closing

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        if not self._is_reading and not self._is_closing:
            self._is_reading = True
            self._soon(self._read_on)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        if high is None:
            high = _HIGH_WATER_BYTES if low is None else 4 * low
        self._high, self._low = high, high // 4 if low is None else low
        self._pace_writer()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._low, self._high

    def get_write_buffer_size(self) -> int:
        return max(0, self._unread_bytes - SOCKET_BUFFER_BYTES)

    def can_write_eof(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._has_sent_eof:
            raise RuntimeError("Cannot call write() after write_eof()")
        data = bytes(data)
        for start in range(0, len(data), _CHUNK_BYTES):
            if not self.is_gone:
                self._send(data[start : start + _CHUNK_BYTES])
                self._pace_writer()

    def writelines(self, list_of_data: Any) -> None:
        self.write(b"".join(list_of_data))

    def write_eof(self) -> None:
        if not (self._has_sent_eof or self.is_gone):
            self._has_sent_eof = True
            self._send(_EOF)

    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self.write_eof()
            self._soon(self._lose, None)

    def abort(self) -> None:
        self.close()

    # What the network does

    def open(self, factory: Callable[[], asyncio.BaseProtocol]) -> None:
        """Give the end its protocol."""

        def begin() -> None:
            self._protocol = factory()
            self._protocol.connection_made(self)

        self._context.copy().run(begin)

    def reset(self, problem: Exception) -> None:
        """Break this end; what is under way to it is lost."""
        if not self.is_gone:
            self._is_closing = self._has_sent_eof = True
            self.drop_under_way()
            self._road.note(self.host, f"{self.label} reset")
            self._soon(self._lose, problem)

    def vanish(self) -> None:
        """Close this end as the end of a process does; its protocol hears nothing of it."""
        if not self.is_gone:
            self.write_eof()
            self._is_closing = self.is_gone = True
            self._road.forget(self)

    def drop_under_way(self) -> None:
        """Lose what has not arrived here."""
        self._under_way.clear()
        self._arrived.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def look(self) -> None:
        """Let what is under way to here go on; for roads that are open again."""
        if self._under_way and self._timer is None:
            self._wait_for_next()

    def _send(self, data: bytes) -> None:
        if self._road.strike(self, data):
            return
        self._unread_bytes += len(data)
        peer = self.peer
        travelled = self._road.now() + self._road.travel_seconds(self.host, peer.host)
        peer._arrives_at = max(travelled, peer._arrives_at)
        peer._under_way.append((peer._arrives_at, data))
        peer.look()

    def _wait_for_next(self) -> None:
        self._timer = self._road.arrange(self._under_way[0][0], self._arrive, self._context)

    def _arrive(self) -> None:
        self._timer = None
        if self._road.is_parted(self.peer.host, self.host):
            return
        _, data = self._under_way.popleft()
        if self.is_gone:
            self._refuse(data)
        else:
            self._arrived.append(data)
            self._read_on()
        self.look()

    def _refuse(self, data: bytes) -> None:
        self.drop_under_way()
        if data:
            problem = ConnectionResetError("Connection reset by peer")
            self.peer.reset(problem)

    def _read_on(self) -> None:
        while self._arrived and self._is_reading and not self._is_closing:
            data = self._arrived.popleft()
            if data:
                self._road.note(self.host, f"{self.label} {describe(data)}")
                self._feed(data)
                self.peer.take_off(len(data))
            else:
                self._read_end()

    def _feed(self, data: bytes) -> None:
        if not isinstance(self._protocol, asyncio.BufferedProtocol):
            self._protocol.data_received(data)
            return
        while data and not self._is_closing:
            buffer = memoryview(self._protocol.get_buffer(len(data)))
            size = min(len(buffer), len(data))
            buffer[:size] = data[:size]
            self._protocol.buffer_updated(size)
            data = data[size:]

    def _read_end(self) -> None:
        self._road.note(self.host, f"{self.label} end")
        if not self._protocol.eof_received():
            self.close()

    def take_off(self, size: int) -> None:
        """Note that the other end has read so much."""
        self._unread_bytes -= size
        self._pace_writer()

    def _pace_writer(self) -> None:
        size = self.get_write_buffer_size()
        if size > self._high and not self._is_writing_paused:
            self._is_writing_paused = True
            self._protocol.pause_writing()
        elif self._is_writing_paused and size <= self._low and not self.is_gone:
            self._is_writing_paused = False
            self._protocol.resume_writing()

    def _lose(self, problem: Exception | None) -> None:
        if not self.is_gone:
            self.is_gone = True
            self._road.forget(self)
            if self._arrived:
                self._refuse(self._arrived.popleft())
            self._protocol.connection_lost(problem)

    def _soon(self, callback: Callable[..., None], *args: Any) -> None:
        self._road.arrange(self._road.now(), partial(callback, *args), self._context)

    def _descriptor(self) -> int:
        return -1 if self.is_gone or self._arrived else self._road.idle_descriptor
