"""Faults on demand: what goes wrong on the wire of both sides, and the middleware doing it."""

import asyncio
import json
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from itertools import count
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.typedefs import Middleware

SIDES = ("slack", "voicy")
KINDS = (
    "drop_before",
    "drop_after",
    "slow",
    "hang",
    "status",
    "status_after",
    "html",
    "html_after",
    "truncated",
    "rate_limited",
    "rate_limited_bare",
    "error",
    "empty",
)
DEFAULT_RETRY_AFTER_SECONDS = 30.0

_DONE_FIRST = frozenset({"drop_after", "slow", "status_after", "html_after", "truncated"})
_HTML = "<!doctype html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Describe one thing that goes wrong.

    `method` is `chat.postMessage`, `call-dial`, `response_url`, `recordings` or `*`; `times` 0
    means until cleared; `after` skips the first matches; `contains` looks into the raw body;
    `user` strikes what asks about one user; `seconds` (of `slow`, and of `hang`, which else waits
    for ever) and `retry_after` are real seconds; `error` is the text or name in the body.
    """

    side: str
    method: str
    kind: str
    times: int = 1
    after: int = 0
    status: int | None = None
    seconds: float | None = None
    retry_after: float | None = None
    contains: str | None = None
    user: str | None = None
    error: str | None = None

    def matches(self, side: str, method: str, body: bytes, query: str = "") -> bool:
        """Tell whether this request is one the fault is meant for."""
        if self.side != side or self.method not in ("*", method):
            return False
        if self.user is not None and self.user not in _users_in(body, query):
            return False
        return self.contains is None or self.contains.encode() in body


FAULT = web.RequestKey("fault", Fault)  # where a request carries the fault that struck it

_FIELD_TYPES: dict[str, tuple[type, ...]] = {
    "side": (str,),
    "method": (str,),
    "kind": (str,),
    "times": (int,),
    "after": (int,),
    "status": (int, type(None)),
    "seconds": (int, float, type(None)),
    "retry_after": (int, float, type(None)),
    "contains": (str, type(None)),
    "user": (str, type(None)),
    "error": (str, type(None)),
}


def _users_in(body: bytes, query: str) -> list[object]:
    """Return the users that a request names, wherever its arguments stand."""
    text = body.decode(errors="replace")
    try:
        arguments = json.loads(text)
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        arguments = {name: each[0] for name, each in parse_qs(text).items()}
    arguments |= {name: each[0] for name, each in parse_qs(query).items()}
    return [arguments.get(name) for name in ("user", "user_id", "users")]


def parse_fault(payload: Mapping[str, object]) -> Fault:
    """Build a Fault from JSON. Raise ValueError with a sentence for a person when it is wrong."""
    for name, value in payload.items():
        if name not in _FIELD_TYPES:
            known = ", ".join(field.name for field in fields(Fault))
            raise ValueError(f"A fault has no field {name!r}; it has {known}.")
        if not isinstance(value, _FIELD_TYPES[name]) or isinstance(value, bool):
            raise ValueError(f"The field {name!r} of a fault cannot be {value!r}.")
    if missing := {"side", "method", "kind"} - payload.keys():
        raise ValueError(f"A fault needs {', '.join(sorted(missing))}.")
    for name, allowed in (("side", SIDES), ("kind", KINDS)):
        if payload[name] not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {payload[name]!r}.")
    return Fault(**payload)  # type: ignore[arg-type]  # checked field by field above


class FaultBook:
    """Keep the faults waiting to strike, and count every request that either side received."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._faults: dict[int, Fault] = {}
        self._matched: Counter[int] = Counter()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._released = asyncio.Event()

    def add(self, fault: Fault) -> int:
        """Add a fault and return its id; faults strike in the order they were added."""
        fault_id = next(self._ids)
        self._faults[fault_id] = fault
        return fault_id

    def clear(self) -> None:
        """Forget all faults and let go of the requests they hold."""
        self._faults.clear()
        self._matched.clear()
        self._released.set()
        self._released = asyncio.Event()

    def take(self, side: str, method: str, body: bytes, query: str = "") -> Fault | None:
        """Count a request and return the fault it meets, if any, using it up."""
        self._requests[side, method] += 1
        for fault_id, fault in list(self._faults.items()):
            if fault.matches(side, method, body, query):
                self._matched[fault_id] += 1
                if self._matched[fault_id] > fault.after:
                    self._use_up(fault_id, fault)
                    return fault
        return None

    def _use_up(self, fault_id: int, fault: Fault) -> None:
        if fault.times and self._matched[fault_id] >= fault.after + fault.times:
            del self._faults[fault_id]

    def requests(self, side: str) -> dict[str, int]:
        """Return how many requests each method of a side received, struck by a fault or not."""
        return {method: n for (at, method), n in self._requests.items() if at == side}

    def waiting(self) -> list[dict[str, object]]:
        """Return the faults still to strike as plain values, with id and matches so far."""
        return [
            {"id": fault_id, "matched": self._matched[fault_id], **asdict(fault)}
            for fault_id, fault in self._faults.items()
        ]

    async def hold(self, request: web.Request, seconds: float | None) -> None:
        """Keep a request waiting: so long, or until its client leaves or the faults are cleared."""
        released = self._released
        until = math.inf if seconds is None else time.monotonic() + seconds
        while _is_open(request) and (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), min(left, 0.1))
                return


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


def _is_open(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()
