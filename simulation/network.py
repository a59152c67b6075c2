"""The network between the hosts of a simulated world, and what can go wrong with it."""

import asyncio
import contextvars
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any, Final

from simulation.hosts import current_host
from simulation.socket_stand_in import Address, SocketStandIn
from simulation.trace import Trace
from simulation.wire import WireEnd

ADDRESS: Final = "127.0.0.1"
LOOPBACK: Final = (0.000_5, 0.003)
_FIRST_PORT: Final = 20_000
_ProtocolFactory = Callable[[], asyncio.BaseProtocol]


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

    A connection runs between the host that opened it and the one it called: several names can lead
    to one server, and each is a host of its own on the way (`name`), so that one program can be
    cut off from one of its partners alone.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, trace: Trace, random: Random) -> None:
        self.loop = loop
        self.idle_descriptor = os.eventfd(0)
        self._trace = trace
        self._random = random
        self._names: dict[str, str] = {}
        self._latencies: dict[frozenset[str], tuple[float, float]] = {}
        self._parted: set[frozenset[str]] = set()
        self._cuts: list[Cut] = []
        self._servers: dict[int, SimulatedServer] = {}
        self._ends: dict[WireEnd, None] = {}
        self._ports = count(_FIRST_PORT)
        self._numbers = count(1)

    def close(self) -> None:
        """Let go of what the network holds of the machine."""
        os.close(self.idle_descriptor)

    # What a world sets up, and what a seed breaks

    def name(self, name: str, host: str) -> None:
        """Let connections that are opened to a name lead to a host as that one."""
        self._names[name] = host

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

    def travel_seconds(self, source: str, target: str) -> float:
        """Draw how long the next chunk is under way."""
        return self._random.uniform(*self._latencies.get(frozenset((source, target)), LOOPBACK))

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

    async def reach(self, called: str, port: int) -> None:
        """Wait for what a handshake takes; raise ConnectionRefusedError where nobody listens."""
        here, there = current_host(), self._host_of(called)
        await asyncio.sleep(2 * self.travel_seconds(here, there))
        while self.is_parted(here, there):
            await asyncio.sleep(1.0)
        if port not in self._servers:
            self._trace.record(here, f"refused by {there}")
            raise ConnectionRefusedError(111, f"Connect call failed {(called, port)!r}")

    def connect(self, factory: _ProtocolFactory, called: str, port: int) -> WireEnd:
        """Join a new protocol of the current host with one of the server that was reached."""
        server = self._servers.get(port)
        if server is None:
            raise ConnectionRefusedError(111, f"Connect call failed {(called, port)!r}")
        here, there, number = current_host(), self._host_of(called), next(self._numbers)
        name, target = (ADDRESS, next(self._ports)), (ADDRESS, port)
        label = f"#{number} {here}-{there}"
        context = contextvars.copy_context()
        client = WireEnd(self, here, name, target, context, label)
        accepted = WireEnd(self, there, target, name, server.context.copy(), label)
        client.peer, accepted.peer = accepted, client
        self._ends[client] = self._ends[accepted] = None
        self._trace.record(here, f"{label} connects")
        accepted.open(server.factory())
        client.open(factory())
        return client

    def _host_of(self, name: str) -> str:
        return self._names.get(name, name)


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
        return self._network.loop

    async def start_serving(self) -> None:
        await asyncio.sleep(0)

    async def serve_forever(self) -> None:
        await self._network.loop.create_future()


def to_address_info(addresses: Iterable[str], port: int) -> list[Any]:
    """Return addresses as getaddrinfo does."""
    stream = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    return [(*stream, (address, port)) for address in addresses]
