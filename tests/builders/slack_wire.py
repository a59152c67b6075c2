"""A wire on which tests answer for Slack."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.slack import Slack, build_web_client
from bot.slack.speaking_client import SendingClaim

Json = dict[str, Any]
Responder = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Wire:
    """A Slack that plays one answer after another, the last one for ever, and remembers."""

    script: list[Responder] = field(default_factory=list)
    asked: list[tuple[str, Json]] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json() if request.content_type == "application/json" else {}
        self.asked.append((request.path.removeprefix("/api/"), {**request.query, **sent}))
        respond = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return await respond(request)

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]

    async def hang(self, _: web.Request) -> web.StreamResponse:
        await self.let_go.wait()
        return web.Response()


def answer(
    body: Json | bytes, status: int = 200, kind: str = "application/json", **headers: str
) -> Responder:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=content, content_type=kind, headers=named)

    return respond


def answer_each(bodies: dict[str, Json]) -> Responder:
    """Answer each method with a body of its own, every other one with an error."""

    async def respond(request: web.Request) -> web.StreamResponse:
        unknown = {"ok": False, "error": "unknown_method"}
        return web.json_response(bodies.get(request.path.removeprefix("/api/"), unknown))

    return respond


def refuse(code: str, status: int = 200, **headers: str) -> Responder:
    return answer({"ok": False, "error": code}, status, **headers)


class Granted(SendingClaim):
    """Let a post be sent, as a claim does that is new; `on_take` is called when it is taken."""

    def __init__(self, on_take: Callable[[], None] = lambda: None) -> None:
        self._on_take = on_take

    async def take(self) -> None:
        self._on_take()

    async def check(self) -> None:
        """Find it new."""


@asynccontextmanager
async def opened_slack(
    url: str,
    clock: Clock | None = None,
    *,
    timeout_seconds: int = 2,
    token: str = "xoxb-1",  # noqa: S107 - of no real Slack
) -> AsyncIterator[Slack]:
    """Ask at an address, and close the connections at the end."""
    client = build_web_client(token=token, base_url=url, timeout_seconds=timeout_seconds)
    slack = Slack(client, clock)
    try:
        yield slack
    finally:
        await slack.aclose()


@asynccontextmanager
async def started_wire() -> AsyncIterator[Wire]:
    wire = Wire()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", wire.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    wire.url = f"http://{host}:{port}/api"
    try:
        yield wire
    finally:
        wire.let_go.set()
        await runner.cleanup()
