"""Who sees from outside what passes between the bot and the world, and strikes at a point."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.slack.envelopes import Envelope
from simulation.wire import WireEnd
from tests.crash.orders import WATCHING
from tests.crash.points import Exchange, Place, Stage, Trap
from tests.crash.threads import read_card_tag, read_line_tag

_ASKED: Final = re.compile(r"\bname=(o\d+)\b")
_REFUSED: Final = ("response_action", "text")
# Slack's words where nobody may look for a message, or edit one
_CLOSED: Final = {
    Place.LOOK_UP: frozenset({"channel_not_found", "not_in_channel"}),
    Place.EDIT: frozenset({"edit_window_closed", "message_not_found"}),
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Fields = Mapping[str, Any]


class Onlooker:
    """Note every exchange; `on_strike`, called where the trap is, kills the bot so much later."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.on_strike: Callable[[float], None] = lambda _seconds: None
        self.life = 0
        self.host = ""
        self.trap: Trap | None = None
        self.struck: str | None = None
        self.exchanges: list[Exchange] = []
        self.acknowledged: set[str] = set()
        self.said: list[str] = []

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note a request and what is answered."""
        fields = _read_fields(request, await request.read())
        place, subject = _classify(request, fields)
        if place is Place.OTHER:
            return await handler(request)
        if place in {Place.CARD, Place.REPLY, Place.LINE, Place.EDIT}:
            self.said.append(str(fields.get("text", "")))
        exchange = self._note(place, subject)
        exchange.is_orphan = not self._is_awaited(request)
        self._reach(exchange, Stage.ARRIVED)
        response = await handler(request)
        exchange.refused = _read_refusal(place, response)
        if not self._reach(exchange, Stage.DONE) and self._is_awaited(request):
            exchange.ended_at = exchange.answered_at = self._now()
            exchange.shown = _read_statuses(place, response)
            self._reach(exchange, Stage.ANSWERED)
        return response

    def _is_awaited(self, request: web.Request) -> bool:
        """Tell whether the process that lives now is the one that asked; it may have died since."""
        transport = request.transport
        if not isinstance(transport, WireEnd) or transport.is_closing():
            return False
        return transport.peer.host == self.host and not transport.peer.is_gone

    def see_envelope(self, envelope: Envelope) -> None:
        """Note an envelope on its way to the bot."""
        found = _ASKED.search(json.dumps(envelope.payload))
        exchange = self._note(Place.ENVELOPE, found[1] if found else "")
        envelope.answer.add_done_callback(partial(self._see_acknowledgement, exchange))
        self._reach(exchange, Stage.ARRIVED)

    def _see_acknowledgement(self, exchange: Exchange, answer: Any) -> None:
        if answer.cancelled():
            return
        exchange.answered_at = self._now()
        # what is refused at once is answered with it
        if exchange.subject and not any(key in answer.result() for key in _REFUSED):
            self.acknowledged.add(exchange.subject)
        self._reach(exchange, Stage.ANSWERED)

    def _note(self, place: Place, subject: str) -> Exchange:
        exchange = Exchange(place=place, subject=subject, life=self.life, arrived_at=self._now())
        self.exchanges.append(exchange)
        return exchange

    def _reach(self, exchange: Exchange, stage: Stage) -> bool:
        """Strike if this is the point; True where the bot is dead by now."""
        trap = self.trap
        if trap is None or exchange.life != self.life or not trap.takes(exchange, stage):
            return False
        self.trap = None
        self.struck = exchange.subject
        self.on_strike(trap.delay_seconds)
        return trap.delay_seconds == 0


def _read_fields(request: web.Request, body: bytes) -> Fields:
    text = body.decode("utf-8", "replace")
    try:
        fields = json.loads(text)
    except ValueError:
        fields = dict(parse_qsl(text))
    return {**request.query, **fields} if isinstance(fields, dict) else dict(request.query)


def _classify(request: web.Request, fields: Fields) -> tuple[Place, str]:
    match request.path.strip("/").split("/"):
        case ["api", "chat.postMessage"]:
            return _classify_message(fields)
        case ["api", "chat.update"]:
            return Place.EDIT, str(fields.get("ts", ""))
        case ["api", "conversations.replies" | "conversations.history"]:
            return Place.LOOK_UP, str(fields.get("ts") or fields.get("channel", ""))
        case ["functions", "v1", "call-dial"]:
            return Place.DIAL, str((fields.get("vars_provided") or {}).get("name", ""))
        case ["functions", "v1", "call-list"]:
            return Place.LIST, ""
        case ["functions", "v1", "call-get", call_id]:
            return Place.GET, call_id
    return Place.OTHER, ""


def _classify_message(fields: Fields) -> tuple[Place, str]:
    text = str(fields.get("text", ""))
    tag = read_card_tag(text) or ""
    if fields.get("channel") == WATCHING:
        return Place.LINE, read_line_tag(text) or ""
    if fields.get("thread_ts") and not tag:
        return Place.REPLY, str(fields["thread_ts"])
    return Place.CARD, tag


def _read_statuses(place: Place, response: web.StreamResponse) -> dict[str, str]:
    is_about_calls = place in {Place.DIAL, Place.LIST, Place.GET} and response.status < 300
    if not is_about_calls:
        return {}
    try:
        told = _read_answer(response)
        calls = told["calls"] if place is Place.LIST else [told]
        return {call["call_id"]: call["call_status"] for call in calls}
    except (ValueError, KeyError, TypeError):
        return {}


def _read_refusal(place: Place, response: web.StreamResponse) -> str:
    """Read why Slack lets nobody look where a message may stand, or edit one; "" where it does."""
    if place not in _CLOSED:
        return ""
    try:
        error = str(_read_answer(response).get("error"))
    except ValueError:
        return ""
    return error if error in _CLOSED[place] else ""


def _read_answer(response: web.StreamResponse) -> Any:
    """Read an answer; raises ValueError where it is not JSON."""
    return json.loads((isinstance(response, web.Response) and response.text) or "")
