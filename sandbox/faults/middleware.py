"""The middleware that has faults strike the requests of both sides."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.faults.book import FaultBook
from sandbox.faults.fault import Fault

DEFAULT_RETRY_AFTER_SECONDS = 30.0
FAULT = web.RequestKey("fault", Fault)  # where a request carries the fault that struck it

_DONE_FIRST = frozenset({"drop_after", "slow", "status_after", "html_after", "truncated", "stale"})
_HTML = "<!doctype html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def fault_middleware(book: FaultBook) -> Middleware:
    """Return the one middleware that strikes the requests of both sides."""

    @web.middleware
    async def strike(request: web.Request, handler: Handler) -> web.StreamResponse:
        place = place_of(request.path)
        fault = book.take(*place, await request.read(), request.query_string) if place else None
        if fault is None:
            return await handler(request)
        request[FAULT] = fault
        done = await _do(request, handler) if fault.kind in _DONE_FIRST else None
        return await _answer(book, fault, request, done)

    return strike


def place_of(path: str) -> tuple[str, str] | None:
    """Return (side, method) of a request path, or None where no fault can strike."""
    match path.strip("/").split("/"):
        case ["api", method]:
            return "slack", method
        case ["hooks", *_]:
            return "slack", "response_url"
        case ["functions", "v1", method, *_]:
            return "voicy", method
        case ["recordings", *_]:
            return "voicy", "recordings"
    return None


async def _do(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return refusal


async def _answer(
    book: FaultBook, fault: Fault, request: web.Request, done: web.StreamResponse | None
) -> web.StreamResponse:
    match fault.kind:
        case "hang":
            await book.hold(request, fault.seconds)
        case "slow" if done is not None:
            await book.hold(request, fault.seconds or 0)
            return done
        case "stale" if done is not None:
            return done
        case "truncated" if isinstance(done, web.Response) and isinstance(done.body, bytes):
            half = done.body[: len(done.body) // 2]
            return web.Response(body=half, status=done.status, content_type="application/json")
        case "status" | "status_after" | "error":
            return _refusal(fault)
        case "rate_limited" | "rate_limited_bare":
            return _rate_limited(fault)
        case "html" | "html_after":
            return web.Response(text=_HTML, status=fault.status or 200, content_type="text/html")
        case "empty":
            return web.Response(status=fault.status or 200)
    return drop(request)


def drop(request: web.Request) -> web.Response:
    """Close the TCP connection without an answer; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refusal(fault: Fault) -> web.Response:
    if fault.side == "slack":
        status = fault.status or (200 if fault.kind == "error" else 500)
        return _json(status, {"ok": False, "error": fault.error or "internal_error"})
    return _json(fault.status or 500, {"error": fault.error or "Internal server error"})


def _rate_limited(fault: Fault) -> web.Response:
    seconds = fault.retry_after if fault.retry_after is not None else DEFAULT_RETRY_AFTER_SECONDS
    if fault.side == "slack":
        response = _json(429, {"ok": False, "error": fault.error or "ratelimited"})
        if fault.kind == "rate_limited":
            response.headers["Retry-After"] = f"{seconds:g}"
        return response
    text = f"Rate limit exceeded. Please retry after {seconds:g} seconds."
    return _json(429, {"error": fault.error or text})


def _json(status: int, body: dict[str, object]) -> web.Response:
    return web.Response(text=json.dumps(body), status=status, content_type="application/json")
