"""A Voicy API that plays a script of raw answers, and the client that has to live with it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.domain.phone_numbers import E164
from bot.voicy import DialAccepted, RequestBudget, VoicyCall, VoicyClient

KEY = "voicy_sk_live_abcdefghijklmnopqrstuvwxyz12"
ACCEPTED = {"call_id": "c1", "call_status": "initiated", "agent_id": "a1"}

Responder = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class ScriptedApi:
    """An API that plays one answer after another, the last one for ever, and remembers."""

    script: list[Responder] = field(default_factory=list)
    requests: list[web.Request] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    connections: set[asyncio.Transport | None] = field(default_factory=set)
    arrivals: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    base_url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append(request)
        self.bodies.append(json.loads(body) if body else None)
        self.connections.add(request.transport)
        self.arrivals.release()
        respond = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return await respond(request)

    async def wait_for_requests(self, number: int) -> None:
        async with asyncio.timeout(5):
            for _ in range(number):
                await self.arrivals.acquire()

    def hang(self) -> Responder:
        async def respond(_: web.Request) -> web.StreamResponse:
            await self.let_go.wait()
            return web.Response()

        return respond

    def drip(self, status: int = 200) -> Responder:
        """Answer one byte at a time, faster than any timeout, without an end."""

        async def respond(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(status=status)
            await response.prepare(request)
            with suppress(ConnectionError):
                while not self.let_go.is_set():
                    await response.write(b" ")
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self.let_go.wait(), timeout=0.02)
            return response

        return respond


def answer(
    body: Any = None, status: int = 200, *, headers: dict[str, str] | None = None
) -> Responder:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=content, headers=headers)

    return respond


def raw(content: bytes) -> Responder:
    """Write bytes to the socket and hang up; no bytes drop the connection without an answer."""

    async def respond(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(content)
        request.transport.close()
        return web.Response()

    return respond


def by_function(**responders: Responder) -> Responder:
    """Answer each function of the API in its own way."""

    async def respond(request: web.Request) -> web.StreamResponse:
        name = request.path.split("/")[3].replace("-", "_")
        return await responders[name](request)

    return respond


def after(action: Callable[[], Awaitable[object]], then: Responder) -> Responder:
    """Do something while the request is on its way, then answer."""

    async def respond(request: web.Request) -> web.StreamResponse:
        await action()
        return await then(request)

    return respond


def by_call(**responders: Responder) -> Responder:
    """Answer for each call in its own way."""

    async def respond(request: web.Request) -> web.StreamResponse:
        return await responders[request.path.split("/")[4]](request)

    return respond


def listing(*calls: dict[str, Any]) -> Responder:
    return answer({"calls": calls, "total_count": len(calls)})


def listed(call_id: str, status: str) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "call_status": status,
        "direction": "outgoing",
        "from_number": "+15551234567",
        "to_number": "+15559876543",
        "start_timestamp": int(datetime.now(UTC).timestamp() * 1000),
    }


@asynccontextmanager
async def started_api() -> AsyncIterator[ScriptedApi]:
    api = ScriptedApi()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", api.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        api.base_url = f"http://{host}:{port}/functions/v1"
        yield api
    finally:
        api.let_go.set()
        await runner.cleanup()


IMPATIENT = {
    "read_timeout_seconds": 0.15,
    "dial_timeout_seconds": 0.15,
    "deadline_seconds": 0.4,
    "dial_deadline_seconds": 0.4,
}


@asynccontextmanager
async def opened_client(base_url: str, **changes: Any) -> AsyncIterator[VoicyClient]:
    """Open a client with a budget of its own."""
    settings: dict[str, Any] = {"api_key": KEY, "budget": RequestBudget()}
    client = VoicyClient(base_url=base_url, **(settings | changes))
    try:
        yield client
    finally:
        await client.aclose()


@dataclass
class WatchedLease:
    """A lease that is always good, or fails as a test says, and notes what became of it."""

    api: ScriptedApi
    fail: Callable[[], Awaitable[None]] | None = None
    steps: list[tuple[str, int]] = field(default_factory=list)

    async def renew(self) -> None:
        self.steps.append(("renewed", len(self.api.requests)))

    async def check(self) -> None:
        self.steps.append(("checked", len(self.api.requests)))
        if self.fail is not None:
            await self.fail()

    async def confirm(self) -> None:
        """Find it as good as it was."""


async def dial(client: VoicyClient, **changes: Any) -> DialAccepted:
    order: dict[str, Any] = {
        "from_number": E164("+15551234567"),
        "to_number": E164("+15559876543"),
        "agent_id": None,
        "variables": {},
    }
    return await client.dial(**(order | changes))


async def get(client: VoicyClient) -> VoicyCall:
    return await client.get_call("c1")
