"""What a transport shows as its socket."""

import socket
from collections.abc import Callable
from typing import Any

Address = tuple[str, int]


class SocketStandIn:
    """A socket's addresses and options; nobody can read from it or write to it.

    httpcore polls the descriptor to see whether a server has hung up: it gets one that is never
    readable, or none once something waits to be read.
    """

    family = socket.AF_INET
    type = socket.SOCK_STREAM
    proto = socket.IPPROTO_TCP

    def __init__(
        self, name: Address, peer: Address | None, fileno: Callable[[], int] = lambda: -1
    ) -> None:
        self._name = name
        self._peer = peer
        self.fileno = fileno

    def getsockname(self) -> Address:
        """Return this end's address."""
        return self._name

    def getpeername(self) -> Address:
        """Return the other end's address."""
        if self._peer is None:
            raise OSError("not connected")
        return self._peer

    def setsockopt(self, *_option: Any) -> None:
        """Take any option; none matters here."""

    def getsockopt(self, *_option: Any) -> int:
        """Return no option and no error."""
        return 0
