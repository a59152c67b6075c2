"""The wire between the bot and the outside world: passes everything on, and strikes at a point."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from tests.crash.orders import WATCHING
from tests.crash.points import Exchange, Place, Stage, Trap

_TAG: Final = re.compile(r"\bname=(o\d+)\b")
# on a card, and in a line elsewhere
_CARD_TAG: Final = re.compile(r"(?:\n📞 |\()(o\d+)\b")
_FOR_THIS_LEG: Final = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"}
)
_LARGEST_BODY_BYTES: Final = 32 * 1024 * 1024

Fields = Mapping[str, Any]


class Wire:
    """Stand between; `on_strike` kills the bot.

    What was on its way when the bot died goes on to the outside world, as it does on a real
    network, but for the request that was struck as it arrived. Every life of the bot has a port
    of its own, so that what a dead one said is not taken for the words of the next.
    """

    def __init__(self, target_url: str, *, on_strike: Callable[[], None]) -> None:
        self._target_url = target_url
        self._on_strike = on_strike
        self._lives: dict[int, int] = {}
        self._life = 0
        self.trap: Trap | None = None
        self.connected = asyncio.Event()
        self.exchanges: list[Exchange] = []
        self.acknowledged: set[str] = set()

    async def start(self) -> None:
        """Get ready; nothing listens yet."""
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            # a kept connection would make the client repeat a request whose answer was dropped
            connector=aiohttp.TCPConnector(force_close=True, limit=0),
        )
        app = web.Application(client_max_size=_LARGEST_BODY_BYTES)
        app.router.add_get("/link/{ticket}", self._relay)
        app.router.add_route("*", "/{path:.*}", self._forward)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()

    async def open(self, life: int, trap: Trap | None) -> str:
        """Listen to another life of the bot, on a port of its own; returns the address."""
        self.connected.clear()
        self.trap = trap
        self._life = life
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[-1][1]
        self._lives[port] = life
        return f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Close both sides."""
        await self._runner.cleanup()
        await self._session.close()

    def _reach(self, exchange: Exchange, stage: Stage) -> bool:
        """Strike if this is the point; True where the bot is dead by now."""
        trap = self.trap
        if trap is None or exchange.life != self._life or not trap.takes(exchange, stage):
            return False
        self.trap = None
        trap.subject = exchange.subject
        if trap.delay_seconds:
            asyncio.get_running_loop().call_later(trap.delay_seconds, self._strike, trap)
            return False
        self._strike(trap)
        return True

    def _strike(self, trap: Trap) -> None:
        self._on_strike()
        trap.sprung.set()

    async def _forward(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except ConnectionError:
            return _drop(request)  # the bot died while it was asking
        place, subject = _classify(request, _read_fields(request, body))
        exchange = self._note(self._find_life(request), place, subject)
        if self._reach(exchange, Stage.ARRIVED):
            return _drop(request)
        try:
            response = await self._ask(request, body)
        except aiohttp.ClientError:
            return _drop(request)
        finally:
            exchange.ended_at = time.monotonic()
        if self._reach(exchange, Stage.DONE):
            return _drop(request)
        with suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
            exchange.shown = _read_statuses(exchange.place, response)
            exchange.answered_at = time.monotonic()
        self._reach(exchange, Stage.ANSWERED)
        return response

    def _find_life(self, request: web.Request) -> int:
        address = request.get_extra_info("sockname")
        return self._lives[address[1]] if address else 0

    def _note(self, life: int, place: Place, subject: str) -> Exchange:
        exchange = Exchange(place=place, subject=subject, life=life, arrived_at=time.monotonic())
        self.exchanges.append(exchange)
        return exchange

    async def _ask(self, request: web.Request, body: bytes) -> web.Response:
        async with self._session.request(
            request.method,
            f"{self._target_url}{request.raw_path}",
            headers=_keep(request.headers),
            data=body,
            allow_redirects=False,
        ) as answer:
            return web.Response(
                status=answer.status, headers=_keep(answer.headers), body=await answer.read()
            )

    async def _relay(self, request: web.Request) -> web.StreamResponse:
        life = self._find_life(request)
        bot = web.WebSocketResponse()
        try:
            await bot.prepare(request)
        except ConnectionError:
            return _drop(request)  # the bot died while it was connecting
        open_commands: dict[str, Exchange] = {}
        async with self._session.ws_connect(
            f"{self._target_url}{request.raw_path}", max_msg_size=0
        ) as slack:
            ways = {
                asyncio.create_task(self._carry_to_bot(slack, bot, open_commands, life)),
                asyncio.create_task(self._carry_to_slack(bot, slack, open_commands)),
            }
            done, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in pending:
                way.cancel()
            await asyncio.gather(*done, *pending, return_exceptions=True)
        await bot.close()
        return bot

    async def _carry_to_bot(
        self,
        slack: aiohttp.ClientWebSocketResponse,
        bot: web.WebSocketResponse,
        open_commands: dict[str, Exchange],
        life: int,
    ) -> None:
        async for frame in slack:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            told = json.loads(frame.data)
            if told.get("type") != "slash_commands":
                await _send(bot, frame.data)
                if told.get("type") == "hello" and life == self._life:
                    self.connected.set()
                continue
            tag = _TAG.search(told["payload"].get("text", ""))
            exchange = self._note(life, Place.COMMAND, tag[1] if tag else "")
            if self._reach(exchange, Stage.ARRIVED):
                return
            open_commands[told["envelope_id"]] = exchange
            await _send(bot, frame.data)
            self._reach(exchange, Stage.DONE)

    async def _carry_to_slack(
        self,
        bot: web.WebSocketResponse,
        slack: aiohttp.ClientWebSocketResponse,
        open_commands: dict[str, Exchange],
    ) -> None:
        async for frame in bot:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            await _send(slack, frame.data)
            with suppress(ValueError):
                exchange = open_commands.pop(json.loads(frame.data).get("envelope_id"), None)
                if exchange is not None:
                    exchange.answered_at = time.monotonic()
                    self.acknowledged.add(exchange.subject)
                    self._reach(exchange, Stage.ANSWERED)


async def _send(socket: web.WebSocketResponse | aiohttp.ClientWebSocketResponse, text: str) -> None:
    with suppress(ConnectionError):
        await socket.send_str(text)


def _keep(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _FOR_THIS_LEG}


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _read_fields(request: web.Request, body: bytes) -> Fields:
    text = body.decode("utf-8", "replace")
    try:
        fields = json.loads(text)
    except ValueError:
        fields = dict(parse_qsl(text))
    return {**request.query, **fields} if isinstance(fields, dict) else dict(request.query)


def _classify(request: web.Request, fields: Fields) -> tuple[Place, str]:
    match request.path.strip("/").split("/"):
        case ["api", "chat.postMessage"] if fields.get("thread_ts"):
            return Place.REPLY, str(fields["thread_ts"])
        case ["api", "chat.postMessage"]:
            tag = _CARD_TAG.search(str(fields.get("text", "")))
            place = Place.LINE if fields.get("channel") == WATCHING else Place.CARD
            return place, tag[1] if tag else ""
        case ["api", "chat.update"]:
            return Place.EDIT, str(fields.get("ts", ""))
        case ["api", "conversations.replies" | "conversations.history"]:
            return Place.LOOK_UP, str(fields.get("ts", ""))
        case ["functions", "v1", "call-dial"]:
            return Place.DIAL, str((fields.get("vars_provided") or {}).get("name", ""))
        case ["functions", "v1", "call-list"]:
            return Place.LIST, ""
        case ["functions", "v1", "call-get", call_id]:
            return Place.GET, call_id
    return Place.OTHER, ""


def _read_statuses(place: Place, response: web.Response) -> dict[str, str]:
    if place not in {Place.DIAL, Place.LIST, Place.GET} or response.status >= 300:
        return {}
    try:
        told = json.loads(bytes(response.body or b""))  # type: ignore[arg-type]
        calls = told["calls"] if place is Place.LIST else [told]
        return {call["call_id"]: call["call_status"] for call in calls}
    except (ValueError, KeyError, TypeError):
        return {}
