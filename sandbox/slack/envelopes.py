"""Envelopes of Socket Mode: what is sent to the app, over which connection, and what came back."""

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import web

from sandbox.slack.wire import JsonObject


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
    retry_attempt: int = 0
    retry_reason: str = ""
    answer: "asyncio.Future[JsonObject]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def is_event(self) -> bool:
        """Tell an event, which is retried under another id, from what a person waits for."""
        return self.type == "events_api"

    def to_wire(self) -> JsonObject:
        """Return the envelope as a JSON frame carries it."""
        wire: JsonObject = {
            "envelope_id": self.id,
            "payload": self.payload,
            "type": self.type,
            "accepts_response_payload": self.accepts_response_payload,
        }
        if self.is_event:
            wire["retry_attempt"] = self.retry_attempt
            wire["retry_reason"] = self.retry_reason
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
