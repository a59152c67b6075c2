"""A wire between Slack and the bot on which a connection can go deaf, or die before its answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp import WSMsgType, web

_FOR_THIS_LEG: Final = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"}
)
_OPENING_SECONDS: Final = 10.0


@dataclass(slots=True, eq=False)
class _Link:
    """One Socket Mode connection; a deaf one stays open and answers nothing, not even a ping."""

    request: web.Request
    bot: web.WebSocketResponse
    slack: aiohttp.ClientWebSocketResponse
    is_deaf: bool = False


@dataclass(slots=True, kw_only=True)
class Relay:
    """Carries everything to and fro.

    `acknowledged` tells which envelopes the bot answered, `lost` whose answer never arrived.
    """

    target_url: str
    session: aiohttp.ClientSession
    url: str = ""
    acknowledged: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    lost: list[str] = field(default_factory=list)
    _opened: asyncio.Event = field(default_factory=asyncio.Event)
    _links: list[_Link] = field(default_factory=list)
    _loses_next_answer: bool = False

    async def go_deaf(self) -> None:
        """Let every connection that is open now stay open and answer nothing any more."""
        async with asyncio.timeout(_OPENING_SECONDS):
            await self._opened.wait()
        for link in self._links:
            link.is_deaf = True

    def lose_next_answer(self) -> None:
        """Let the connection die with the next acknowledgement of the bot's on it."""
        self._loses_next_answer = True

    async def next_acknowledged(self, deadline_seconds: float) -> str:
        """Return the next envelope whose acknowledgement reaches Slack."""
        return await asyncio.wait_for(self.acknowledged.get(), deadline_seconds)

    async def forward(self, request: web.Request) -> web.Response:
        """Carry one request of the Web API."""
        async with self.session.request(
            request.method,
            f"{self.target_url}{request.raw_path}",
            headers=_keep(request.headers),
            data=await request.read(),
        ) as answer:
            return web.Response(
                status=answer.status, headers=_keep(answer.headers), body=await answer.read()
            )

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Carry one connection until one of its ends is gone."""
        bot = web.WebSocketResponse(autoping=False, autoclose=False)
        await bot.prepare(request)
        async with self.session.ws_connect(f"{self.target_url}{request.raw_path}") as slack:
            link = _Link(request, bot, slack)
            self._links.append(link)
            self._opened.set()
            ways = [asyncio.create_task(way(link)) for way in (self._to_bot, self._to_slack)]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._links.remove(link)
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        _abort(request)
        return bot

    async def _to_bot(self, link: _Link) -> None:
        async for frame in link.slack:
            if not link.is_deaf:
                await link.bot.send_str(frame.data)

    async def _to_slack(self, link: _Link) -> None:
        while True:
            frame = await link.bot.receive()
            if link.is_deaf and frame.type is WSMsgType.CLOSE:
                await asyncio.Event().wait()  # until the bot tears the connection down
            elif link.is_deaf and frame.type in {WSMsgType.PING, WSMsgType.TEXT}:
                continue
            elif frame.type is WSMsgType.PING:
                await link.bot.pong(frame.data)
            elif frame.type is not WSMsgType.TEXT:
                await link.bot.close()
                return
            elif not await self._answer(link, frame.data):
                return

    async def _answer(self, link: _Link, text: str) -> bool:
        """Carry an acknowledgement; False where the connection died under it."""
        envelope_id = str(json.loads(text).get("envelope_id"))
        if self._loses_next_answer:
            self._loses_next_answer = False
            self.lost.append(envelope_id)
            return False
        await link.slack.send_str(text)
        self.acknowledged.put_nowait(envelope_id)
        return True


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _keep(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _FOR_THIS_LEG}


@asynccontextmanager
async def open_relay(target_url: str) -> AsyncIterator[Relay]:
    """Lay a wire to a sandbox, on a port of its own."""
    async with aiohttp.ClientSession() as session:
        relay = Relay(target_url=target_url, session=session)
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/link/{ticket}", relay.link)
        app.router.add_route("*", "/{path:.*}", relay.forward)
        # a connection that is gone ends what was carried over it
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            relay.url = "http://{}:{}".format(*runner.addresses[0][:2])
            yield relay
        finally:
            await runner.cleanup()
