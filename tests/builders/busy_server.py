"""A server on which connecting takes until it is let in, and that passes everything on then."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

# the first fills the queue of a listener that has room for none; the others make sure
_CROWD = 4


@dataclass(kw_only=True)
class BusyServer:
    """Passes connections on to a port of this machine; `received` is what came over each."""

    target_port: int
    listener: socket.socket
    crowd: list[socket.socket]
    received: list[bytearray] = field(default_factory=list)
    server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    async def let_in(self) -> None:
        """Take connections from now on, also those that were begun before."""
        for each in self.crowd:
            each.close()
        self.server = await asyncio.start_server(self._serve, sock=self.listener)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received = bytearray()
        self.received.append(received)
        answers, requests = await asyncio.open_connection("127.0.0.1", self.target_port)
        await asyncio.gather(
            _carry(reader, requests, received), _carry(answers, writer, bytearray())
        )


async def _carry(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, seen: bytearray
) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(65_536):
            seen += chunk
            target.write(chunk)
    target.close()


@asynccontextmanager
async def busy_server(target_port: int) -> AsyncIterator[BusyServer]:
    """Listen without taking anybody in."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        crowd = [socket.socket() for _ in range(_CROWD)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
        server = BusyServer(target_port=target_port, listener=listener, crowd=crowd)
        try:
            yield server
        finally:
            for each in crowd:
                each.close()
            if server.server is not None:
                server.server.close()
