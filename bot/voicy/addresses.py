"""Where a host is: the addresses that its name stands for, and whether these are public."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]

# a network without IPv4 reaches IPv4 addresses by these, and they end in that address (RFC 6052)
_NAT64: Final = IPv6Network("64:ff9b::/96")


async def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Return the addresses of a host, each once, the best first; raises OSError or ValueError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(str(place[0])) for *_, place in found))


def is_public(address: Address) -> bool:
    """Say whether an address is one host on the internet, not in a network of somebody's own."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return is_public(IPv4Address(address.packed[-4:]))
        if address.sixtofour is not None:
            return False
    return address.is_global and not address.is_multicast


def is_public_name(host: str) -> bool:
    """Say whether a host is anything but an address inside a network or a name like localhost."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host.strip(".") and not host.casefold().endswith((".local", ".internal"))
