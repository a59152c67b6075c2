"""Socket Mode: connections of the app, envelopes sent to them, and their acknowledgements."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.slack.envelopes import Ack, AckState, Envelope, Link
from sandbox.slack.people import APP_ID
from sandbox.slack.wire import JsonObject

ACK_SECONDS = 3.0
PING_SECONDS = 15.0
MOST_CONNECTIONS = 10
HOST = "applink-sandbox"
# an event that is not acknowledged is sent again at once, after a minute and after five more,
# then dropped: https://docs.slack.dev/apis/events-api/#retries
EVENT_RETRY_PAUSES_SECONDS = (0.0, 60.0, 300.0)
_RETRY_REASONS = {AckState.TIMED_OUT: "timeout", AckState.NOBODY_CONNECTED: "http_error"}


class SocketMode:
    """Keep the app's connections and spread envelopes over them in turn.

    `sleep` waits for the next retry of an event.
    """

    def __init__(
        self, on_presence: Callable[[bool], None], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._on_presence = on_presence
        self._sleep = sleep
        self._running: set[asyncio.Task[None]] = set()
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._turns = count()
        self._waiting: list[Envelope] = []
        self._duplicates_due = 0
        self._connected = asyncio.Event()
        # who wants to see every envelope that is sent
        self.on_sent: Callable[[Envelope], None] = _look_away

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
        return await self._try(
            Envelope(type=type_, payload=payload, accepts_response_payload=accepts_response_payload)
        )

    async def send_event(self, payload: JsonObject) -> None:
        """Send an event; one that is not acknowledged is retried in the background."""
        ack = await self.send("events_api", payload)
        if ack.state is not AckState.ACKNOWLEDGED:
            self.start(self._retry_event(payload, ack.state))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on until the server stops."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _retry_event(self, payload: JsonObject, state: AckState) -> None:
        for attempt, pause_seconds in enumerate(EVENT_RETRY_PAUSES_SECONDS, 1):
            await self._sleep(pause_seconds)
            envelope = Envelope(type="events_api", payload=payload, accepts_response_payload=False)
            envelope.retry_attempt, envelope.retry_reason = attempt, _RETRY_REASONS[state]
            state = (await self._try(envelope)).state
            if state is AckState.ACKNOWLEDGED:
                return

    async def _try(self, envelope: Envelope) -> Ack:
        if not self._links:
            return Ack(state=AckState.NOBODY_CONNECTED)
        await self._deliver(envelope)
        await asyncio.wait({envelope.answer}, timeout=ACK_SECONDS)
        if not envelope.answer.done() or envelope.answer.cancelled():
            return Ack(state=AckState.TIMED_OUT)
        answer = envelope.answer.result() if envelope.accepts_response_payload else {}
        return Ack(state=AckState.ACKNOWLEDGED, payload=answer)

    async def _deliver(self, envelope: Envelope) -> None:
        link = self._links[next(self._turns) % len(self._links)]
        link.open_envelopes[envelope.id] = envelope
        self.on_sent(envelope)
        await link.send(envelope.to_wire())
        if self._duplicates_due:
            self._duplicates_due -= 1
            await link.send(envelope.to_wire())

    async def _redeliver(self, closed: Link) -> None:
        for envelope in closed.open_envelopes.values():
            if envelope.is_event:
                envelope.answer.cancel()
            elif not envelope.is_redelivered:
                envelope.is_redelivered = True
                self._waiting.append(envelope)
        if self._links:
            await self._deliver_waiting(self._links[-1])

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
        """Close every connection when the server stops, and retry nothing any more."""
        for task in list(self._running):
            task.cancel()
        for link in list(self._links):
            await link.socket.close(code=1001, message=b"going away")


def _look_away(_envelope: Envelope) -> None:
    """See nothing."""


def _acknowledge(link: Link, frame: str) -> None:
    with suppress(ValueError):
        answer = json.loads(frame)
        envelope = link.open_envelopes.pop(str(answer.get("envelope_id")), None)
        if envelope and not envelope.answer.done():
            envelope.answer.set_result(answer.get("payload") or {})
