"""Slack on the loopback: one Socket Mode connection, the Web API, and its strict pace."""

import asyncio
import itertools
import json
import math
import time
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import WSMsgType, web

from bench.filled_store import name_channel

_POST_SPACING_SECONDS: Final = 1.0
_CHANNELS: Final = 100
_ACK_SECONDS: Final = 10.0
# who types and clicks
ASKER: Final = "U0000001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message that was let into a channel; `at` is in monotonic seconds."""

    channel_id: str
    delivery_id: str
    at: float


class LoopbackSlack:
    """Sends slash commands over the socket and takes what the app posts.

    A channel takes one message a second, without any burst; `limited` counts what came sooner.
    `connected` is set once the app has its connection.
    """

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.edits = 0
        self.limited = 0
        self._posted_at: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._awaited: dict[str, asyncio.Future[float]] = {}
        self._socket: web.WebSocketResponse | None = None
        self.connected = asyncio.Event()
        self._posted = asyncio.Event()
        self._shown: asyncio.Future[float] | None = None
        self._runner: web.AppRunner | None = None
        self._url = ""

    @property
    def api_url(self) -> str:
        """Where the Web API is."""
        return f"{self._url}/api/"

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_get("/link", self._link)
        app.router.add_post("/hook", self._accept)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the connection and stop listening."""
        if self._socket is not None:
            await self._socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def wait_for_posts(self, count: int) -> None:
        """Wait until so many messages stand."""
        while len(self.posts) < count:
            self._posted.clear()
            await self._posted.wait()

    async def send_command(self, text: str, channel_id: str) -> float:
        """Type `/call`; returns the seconds until the app has acknowledged it."""
        number = next(self._numbers)
        return await self._send(
            "slash_commands", self._build_command(text, channel_id, number), number
        )

    async def ask(self, text: str, channel_id: str) -> float:
        """Type `/call` for something to read; returns the seconds until its answer is here."""
        number = next(self._numbers)
        payload = self._build_command(text, channel_id, number)
        return await self._see("slash_commands", payload, number)

    async def open_home(self) -> float:
        """Open the app's Home; returns the seconds until it is shown."""
        number = next(self._numbers)
        event = {"type": "app_home_opened", "user": ASKER, "channel": "D1", "tab": "home"}
        payload = {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": f"event-{number}",
            "event": event,
        }
        return await self._see("events_api", payload, number)

    async def click(self, action_id: str, value: str, view_hash: str) -> float:
        """Click a button of the Home; returns the seconds until it is shown anew."""
        number = next(self._numbers)
        payload = {
            "type": "block_actions",
            "team": {"id": "T1"},
            "user": {"id": ASKER, "username": "ann", "team_id": "T1"},
            "trigger_id": f"trigger-{number}",
            "view": {"id": "V1", "type": "home", "hash": view_hash, "private_metadata": ""},
            "actions": [
                {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
            ],
        }
        return await self._see("interactive", payload, number)

    async def _see(self, kind: str, payload: dict[str, Any], number: int) -> float:
        shown: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._shown = shown
        sent_at = time.perf_counter()
        await self._send(kind, payload, number)
        return await asyncio.wait_for(shown, _ACK_SECONDS) - sent_at

    async def _send(self, kind: str, payload: dict[str, Any], number: int) -> float:
        if self._socket is None:
            raise ConnectionError("the app is not connected")
        envelope_id = f"envelope-{number}"
        frame = json.dumps(
            {
                "envelope_id": envelope_id,
                "type": kind,
                "accepts_response_payload": True,
                "payload": payload,
            }
        )
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = answer
        sent_at = time.perf_counter()
        await self._socket.send_str(frame)
        acknowledged_at = await asyncio.wait_for(answer, _ACK_SECONDS)
        return acknowledged_at - sent_at

    def _build_command(self, text: str, channel_id: str, number: int) -> dict[str, str]:
        return {
            "token": "bench",
            "team_id": "T1",
            "team_domain": "bench",
            "channel_id": channel_id,
            "channel_name": "bench",
            "user_id": ASKER,
            "user_name": "ann",
            "command": "/call",
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": f"{self._url}/hook",
            "trigger_id": f"trigger-{number}",
        }

    async def _link(self, request: web.Request) -> web.StreamResponse:
        self._socket = socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "debug_info": {}})
        self.connected.set()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._record_acknowledged(frame.data, time.perf_counter())
        return socket

    def _record_acknowledged(self, frame: str, at: float) -> None:
        answer = self._awaited.pop(json.loads(frame).get("envelope_id"), None)
        if answer is not None and not answer.done():
            answer.set_result(at)

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "chat.postMessage":
            return self._post(await request.json())
        self.edits += method == "chat.update"
        if method == "views.publish":
            self._record_shown()
        return web.json_response({"ok": True, **self._facts().get(method, {})})

    def _facts(self) -> dict[str, dict[str, Any]]:
        return {
            "apps.connections.open": {"url": f"{self._url.replace('http', 'ws')}/link"},
            "auth.test": {
                "url": self._url,
                "team": "Bench",
                "user": "voicy",
                "team_id": "T1",
                "user_id": "U1BOT",
                "bot_id": "B1",
            },
            "chat.getPermalink": {"permalink": f"{self._url}/archives/C1/p1"},
            "conversations.info": {"channel": {"is_channel": True, "is_private": False}},
            "conversations.list": {
                "channels": [{"id": name_channel(n), "is_private": False} for n in range(_CHANNELS)]
            },
            "conversations.open": {"channel": {"id": "D1"}},
            "users.conversations": {
                "channels": [{"id": name_channel(n)} for n in range(_CHANNELS)]
            },
            "users.info": {"user": {"id": ASKER, "name": "ann", "tz": "Europe/Berlin"}},
            "views.publish": {"view": {"id": "V1", "hash": "1.a"}},
        }

    def _post(self, sent: dict[str, Any]) -> web.Response:
        now, channel_id = time.monotonic(), sent["channel"]
        missing = self._posted_at.get(channel_id, 0.0) + _POST_SPACING_SECONDS - now
        if missing > 0:
            self.limited += 1
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(
                body, status=429, headers={"Retry-After": str(math.ceil(missing))}
            )
        self._posted_at[channel_id] = now
        delivery_id = sent["metadata"]["event_payload"]["delivery_id"]
        self.posts.append(Post(channel_id=channel_id, delivery_id=delivery_id, at=now))
        self._posted.set()
        message = {name: sent[name] for name in ("text", "thread_ts") if name in sent}
        ts = f"{1_800_000_000 + next(self._numbers)}.000000"
        return web.json_response({"ok": True, "channel": channel_id, "ts": ts, "message": message})

    async def _accept(self, _request: web.Request) -> web.Response:
        self._record_shown()
        return web.Response(text="ok")

    def _record_shown(self) -> None:
        if self._shown is not None and not self._shown.done():
            self._shown.set_result(time.perf_counter())
