"""The network between the hosts of a simulated world, and what can go wrong with it."""

import asyncio
import contextvars
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any, Final, Protocol

from simulation.clocks import Clocks
from simulation.hosts import current_host
from simulation.socket_stand_in import Address, SocketStandIn
from simulation.trace import Trace
from simulation.wire import WireEnd

ADDRESS: Final = "127.0.0.1"
# the same for all: who looks at several pages sees on each of them what is seen on one
_LOOPBACK_SECONDS: Final = (0.000_3, 0.000_3)
_FIRST_PORT: Final = 20_000
_RETRANSMISSION_SECONDS: Final = 1.0
_ProtocolFactory = Callable[[], asyncio.BaseProtocol]


class Timeline(Protocol):
    """The loop, as far as the network needs it."""

    clocks: Clocks

    def arrange(
        self,
        seconds: float,
        callback: Callable[..., object],
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Let something happen at a moment of the world."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A connection that dies at its next chunk from `source` to `target`.

    With `arrives` the other side still gets that chunk and acts on it; what it answers is lost.
    """

    source: str
    target: str
    arrives: bool = False


class Network:
    """Names, listening servers and connections; every latency is drawn from the seed.

    A connection runs between the host that opened it and the one that the port belongs to. A
    server can be reached by several ports (`lead`), each of which is a host of its own on the way,
    so that a program can be cut off from one of its partners alone.
    """

    def __init__(self, loop: Timeline, trace: Trace, random: Random) -> None:
        self._clocks = loop.clocks
        self.arrange = loop.arrange
        self.idle_descriptor = os.eventfd(0)
        self._trace = trace
        self._random = random
        self._latencies: dict[frozenset[str], tuple[float, float]] = {}
        self._parted: set[frozenset[str]] = set()
        self._cuts: list[Cut] = []
        self._servers: dict[int, SimulatedServer] = {}
        self._ways: dict[int, tuple[int, str]] = {}
        self._ends: dict[WireEnd, None] = {}
        self._ports = count(_FIRST_PORT)
        self._numbers = count(1)

    def close(self) -> None:
        """Let go of what the network holds of the machine."""
        os.close(self.idle_descriptor)

    # What a world sets up, and what a seed breaks

    def lead(self, port: int, host: str) -> int:
        """Return another port that leads to the server of a port, as to a host of that name."""
        other = next(self._ports)
        self._ways[other] = (port, host)
        return other

    def set_latency(self, one: str, other: str, seconds: tuple[float, float]) -> None:
        """Let chunks between two hosts take from so long to so long, either way."""
        self._latencies[frozenset((one, other))] = seconds

    def part(self, one: str, other: str) -> None:
        """Let nothing get through between two hosts; what is sent waits."""
        self._parted.add(frozenset((one, other)))
        self._trace.record(one, f"parted from {other}")

    def heal(self, one: str, other: str) -> None:
        """Let everything through again, what waited first."""
        self._parted.discard(frozenset((one, other)))
        self._trace.record(one, f"joined to {other}")
        for end in list(self._ends):
            end.look()
            end.peer.look()

    def cut_next(self, cut: Cut) -> None:
        """Let a connection die at its next chunk from one host to another."""
        self._cuts.append(cut)

    def cut_all(self, one: str, other: str) -> None:
        """Break every connection between two hosts; what is under way on them is lost."""
        for end in [end for end in self._ends if {end.host, end.peer.host} == {one, other}]:
            end.reset(ConnectionResetError("Connection reset by peer"))

    def end_host(self, host: str) -> None:
        """Close everything that a host had open, as the end of its processes does."""
        for port, server in list(self._servers.items()):
            if server.host == host:
                del self._servers[port]
        for end in [end for end in self._ends if end.host == host]:
            end.vanish()

    # What the ends of connections ask

    def now(self) -> float:
        """Return the seconds of the world."""
        return self._clocks.seconds

    def travel_seconds(self, source: str, target: str) -> float:
        """Draw how long the next chunk is under way."""
        seconds = self._latencies.get(frozenset((source, target)), _LOOPBACK_SECONDS)
        return self._random.uniform(*seconds)

    def is_parted(self, source: str, target: str) -> bool:
        """Tell whether nothing gets through at present."""
        return frozenset((source, target)) in self._parted

    def strike(self, end: WireEnd, data: bytes) -> bool:
        """Break the connection if it is to die at this chunk; True where the chunk is lost."""
        for cut in self._cuts:
            if (cut.source, cut.target) == (end.host, end.peer.host) and data:
                self._cuts.remove(cut)
                self._trace.record(end.host, f"{end.label} cut, arrives={cut.arrives}")
                return self._break(end, cut)
        return False

    def _break(self, end: WireEnd, cut: Cut) -> bool:
        problem = ConnectionResetError("Connection reset by peer")
        end.reset(problem)
        if not cut.arrives:
            end.peer.reset(problem)
        return not cut.arrives

    def note(self, host: str, what: str) -> None:
        """Write down what happened."""
        self._trace.record(host, what)

    def forget(self, end: WireEnd) -> None:
        """Take note that an end is gone."""
        self._ends.pop(end, None)

    # What the loop asks

    def resolve(self, host: str | bytes | None) -> list[str]:
        """Return the addresses of a name."""
        name = host.decode() if isinstance(host, bytes) else host or ADDRESS
        return [name if name[0].isdigit() else ADDRESS]

    def listen(self, factory: _ProtocolFactory, port: int) -> "SimulatedServer":
        """Open a server on the current host; port 0 takes a free one. Raise OSError as sockets."""
        port = port or next(self._ports)
        if port in self._servers:
            raise OSError(98, f"error while attempting to bind on address {(ADDRESS, port)!r}")
        server = SimulatedServer(self, factory, port)
        self._servers[port] = server
        self._trace.record(server.host, f"listens on {port}")
        return server

    def unlisten(self, port: int) -> None:
        """Take no more connections on a port."""
        self._servers.pop(port, None)

    async def reach(self, address: Address) -> None:
        """Wait for what a handshake takes; raise ConnectionRefusedError where nobody listens."""
        here, (server, there) = current_host(), self._find(address)
        await asyncio.sleep(2 * self.travel_seconds(here, there))
        while self.is_parted(here, there):  # noqa: ASYNC110 - as packets are sent again
            await asyncio.sleep(_RETRANSMISSION_SECONDS)
        self._require(server, address)

    def connect(self, factory: _ProtocolFactory, address: Address) -> WireEnd:
        """Join a new protocol of the current host with one of the server that was reached."""
        here, (server, there) = current_host(), self._find(address)
        listening = self._require(server, address)
        name = (ADDRESS, next(self._ports))
        label = f"#{next(self._numbers)} {here}-{there}"
        client = WireEnd(self, here, name, address, contextvars.copy_context(), label)
        accepted = WireEnd(self, there, address, name, listening.context.copy(), label)
        client.peer, accepted.peer = accepted, client
        self._ends[client] = self._ends[accepted] = None
        self._trace.record(here, f"{label} connects")
        accepted.open(listening.factory)
        client.open(factory)
        return client

    def _find(self, address: Address) -> tuple["SimulatedServer | None", str]:
        port, host = self._ways.get(address[1], (address[1], None))
        server = self._servers.get(port)
        return server, host or (server.host if server else address[0])

    def _require(self, server: "SimulatedServer | None", address: Address) -> "SimulatedServer":
        if server is None:
            self._trace.record(current_host(), f"refused on {address[1]}")
            raise ConnectionRefusedError(111, f"Connect call failed {address!r}")
        return server


class SimulatedServer(asyncio.AbstractServer):
    """A listening server of a network."""

    def __init__(self, network: Network, factory: _ProtocolFactory, port: int) -> None:
        self.factory = factory
        self.host = current_host()
        self.context = contextvars.copy_context()
        self._network = network
        self._port = port
        self._is_serving = True

    @property
    def sockets(self) -> tuple[SocketStandIn, ...]:
        """Return a stand-in for the listening socket, none once closed."""
        address: Address = (ADDRESS, self._port)
        return (SocketStandIn(address, None),) if self._is_serving else ()

    def close(self) -> None:
        if self._is_serving:
            self._is_serving = False
            self._network.unlisten(self._port)

    async def wait_closed(self) -> None:
        await asyncio.sleep(0)

    def is_serving(self) -> bool:
        return self._is_serving

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    async def start_serving(self) -> None:
        await asyncio.sleep(0)

    async def serve_forever(self) -> None:
        await asyncio.Event().wait()


def to_address_info(addresses: Iterable[str], port: int) -> list[Any]:
    """Return addresses as getaddrinfo does."""
    stream = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    return [(*stream, (address, port)) for address in addresses]
