"""Socket Mode: connections of the app, envelopes sent to them, and their acknowledgements."""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from aiohttp import WSMsgType, web

from sandbox.slack.people import APP_ID
from sandbox.slack.wire import JsonObject

ACK_SECONDS = 3.0
PING_SECONDS = 15.0
MOST_CONNECTIONS = 10
HOST = "applink-sandbox"


class AckState(StrEnum):
    """What became of an envelope within the time Slack waits."""

    ACKNOWLEDGED = "acknowledged"
    TIMED_OUT = "timed_out"
    NOBODY_CONNECTED = "nobody_connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """Tell how the app answered an envelope; `payload` is what it sent along, if anything."""

    state: AckState
    payload: JsonObject = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Envelope:
    """One thing sent to the app that wants an acknowledgement."""

    type: str
    payload: JsonObject
    accepts_response_payload: bool
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    is_redelivered: bool = False
    retry_reason: str | None = None
    answer: "asyncio.Future[JsonObject]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def to_wire(self) -> JsonObject:
        """Return the envelope as a JSON frame carries it."""
        wire: JsonObject = {
            "envelope_id": self.id,
            "payload": self.payload,
            "type": self.type,
            "accepts_response_payload": self.accepts_response_payload,
        }
        if self.type == "events_api":
            wire["retry_attempt"] = int(self.is_redelivered)
            wire["retry_reason"] = self.retry_reason or ""
        return wire


@dataclass(slots=True, kw_only=True, eq=False)
class Link:
    """One connection of the app and what it has not acknowledged yet."""

    socket: web.WebSocketResponse
    request: web.Request
    open_envelopes: dict[str, Envelope] = field(default_factory=dict)

    async def send(self, frame: JsonObject) -> None:
        """Send a frame; a connection that is gone is noticed by its reader."""
        with suppress(ConnectionError):
            await self.socket.send_str(json.dumps(frame))


class SocketMode:
    """Keep the app's connections and spread envelopes over them in turn."""

    def __init__(self, on_presence: Callable[[bool], None]) -> None:
        self._on_presence = on_presence
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._turns = count()
        self._waiting: list[Envelope] = []
        self._duplicates_due = 0
        self._connected = asyncio.Event()

    @property
    def is_connected(self) -> bool:
        """Tell whether the app has at least one connection."""
        return bool(self._links)

    async def wait_connected(self) -> None:
        """Wait until the app has a connection."""
        await self._connected.wait()

    def issue_ticket(self) -> str:
        """Return a ticket that opens one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it closes."""
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        link = Link(socket=socket, request=request)
        if len(self._links) >= MOST_CONNECTIONS:
            await self._say_goodbye(link, "too_many_websockets")
            return socket
        await self._serve(link)
        return socket

    async def _serve(self, link: Link) -> None:
        self._links.append(link)
        try:
            await link.send(self._hello())
            self._presence_changed()
            await self._deliver_waiting(link)
            async for frame in link.socket:
                if frame.type is WSMsgType.TEXT:
                    _acknowledge(link, frame.data)
        finally:
            self._links.remove(link)
            self._presence_changed()
            await self._redeliver(link)

    def _hello(self) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "debug_info": {
                "host": HOST,
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": APP_ID},
        }

    def _presence_changed(self) -> None:
        if self._links and not self._connected.is_set():
            self._connected.set()
            self._on_presence(True)
        elif not self._links:
            self._connected.clear()
            self._on_presence(False)

    async def send(
        self, type_: str, payload: JsonObject, *, accepts_response_payload: bool = False
    ) -> Ack:
        """Send a payload to the app and wait three seconds for its acknowledgement."""
        envelope = Envelope(
            type=type_, payload=payload, accepts_response_payload=accepts_response_payload
        )
        if not self._links:
            if type_ == "events_api":
                self._wait_for_retry(envelope, "http_error")
            return Ack(state=AckState.NOBODY_CONNECTED)
        await self._deliver(envelope)
        done, _ = await asyncio.wait({envelope.answer}, timeout=ACK_SECONDS)
        if done:
            answer = envelope.answer.result() if accepts_response_payload else {}
            return Ack(state=AckState.ACKNOWLEDGED, payload=answer)
        return Ack(state=AckState.TIMED_OUT)

    async def send_event(self, payload: JsonObject) -> None:
        """Send an event; one that is not acknowledged in time is sent once more."""
        ack = await self.send("events_api", payload)
        if ack.state is AckState.TIMED_OUT and self._links:
            again = Envelope(type="events_api", payload=payload, accepts_response_payload=False)
            again.is_redelivered, again.retry_reason = True, "timeout"
            await self._deliver(again)

    async def _deliver(self, envelope: Envelope) -> None:
        link = self._links[next(self._turns) % len(self._links)]
        link.open_envelopes[envelope.id] = envelope
        await link.send(envelope.to_wire())
        if self._duplicates_due:
            self._duplicates_due -= 1
            await link.send(envelope.to_wire())

    async def _redeliver(self, closed: Link) -> None:
        for envelope in closed.open_envelopes.values():
            if not envelope.is_redelivered:
                self._wait_for_retry(envelope, "timeout")
        if self._links:
            await self._deliver_waiting(self._links[-1])

    def _wait_for_retry(self, envelope: Envelope, reason: str) -> None:
        envelope.is_redelivered, envelope.retry_reason = True, reason
        self._waiting.append(envelope)

    async def _deliver_waiting(self, link: Link) -> None:
        waiting, self._waiting = self._waiting, []
        for envelope in waiting:
            link.open_envelopes[envelope.id] = envelope
            await link.send(envelope.to_wire())

    def duplicate_next(self) -> None:
        """Send the next envelope twice under its one id."""
        self._duplicates_due += 1

    async def refresh(self) -> None:
        """Ask every connection to come again, then close it."""
        links = list(self._links)
        await asyncio.gather(*(self._say_goodbye(link, "refresh_requested") for link in links))

    async def _say_goodbye(self, link: Link, reason: str) -> None:
        await link.send({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
        await link.socket.close()

    def drop(self) -> None:
        """Tear every connection down without a word."""
        for link in list(self._links):
            if link.request.transport is not None:
                link.request.transport.abort()

    async def close(self) -> None:
        """Close every connection when the server stops."""
        for link in list(self._links):
            await link.socket.close(code=1001, message=b"going away")


def _acknowledge(link: Link, frame: str) -> None:
    with suppress(ValueError):
        answer = json.loads(frame)
        envelope = link.open_envelopes.pop(str(answer.get("envelope_id")), None)
        if envelope and not envelope.answer.done():
            envelope.answer.set_result(answer.get("payload") or {})
