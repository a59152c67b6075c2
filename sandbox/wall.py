"""The wall: the sandbox obeys its own page and programs of this machine, and no other page.

A web page of another site can send requests to the loopback and, once its name is rebound to it,
read the answers. Its browser tells on it: by `Host`, `Origin` and `Sec-Fetch-Site`, which no script
can set. Programs send no `Origin`.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_OWN_SITE = ("", "none", "same-origin")
_SAFE = ("GET", "HEAD")
_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def wall_middleware(host: str) -> Middleware:
    """Return the middleware that refuses whom this host is not open to."""
    hosts = _LOOPBACK | {host}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if (why := _refusal(request, hosts)) is not None:
            return web.json_response({"ok": False, "error": why}, status=403)
        return await handler(request)

    return guard


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say on each answer that no other site may show it or load it."""
    response.headers.update(_HEADERS)


def _refusal(request: web.Request, hosts: frozenset[str]) -> str | None:
    if _name_of(f"//{request.host}") not in hosts:
        return "This host name is not the sandbox's."
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return "Pages of other origins have no business here."
    if request.headers.get("Sec-Fetch-Site", "") not in _OWN_SITE and not _is_visit(request):
        return "Other sites have no business here."
    return None


def _name_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_visit(request: web.Request) -> bool:
    """Tell whether a person followed a link to here."""
    is_page = request.headers.get("Sec-Fetch-Dest") == "document"
    return request.method in _SAFE and is_page and not request.path.startswith("/_control")
