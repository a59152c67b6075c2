"""The routes of the Voicy API: who may ask, how often, and what each function answers."""

from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from hmac import compare_digest
from http import HTTPStatus

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.faults import DEFAULT_RETRY_AFTER_SECONDS, FAULT, drop
from sandbox.voicy.agents import AGENTS
from sandbox.voicy.bodies import read_body
from sandbox.voicy.calls import Call
from sandbox.voicy.dialing import DialRequest, find_agent, parse_dial
from sandbox.voicy.fate import DialAnswer
from sandbox.voicy.limits import RequestWindow
from sandbox.voicy.listing import build_page, parse_list
from sandbox.voicy.recording import RecordingLinks, build_recording
from sandbox.voicy.refusal import RefusalError
from sandbox.voicy.switchboard import Switchboard

_ROOT = "/functions/v1"
_HTML = "<!doctype html><title>Voicy</title><h1>We will be right back</h1>"

Answer = Callable[[web.Request], Awaitable[web.Response]]


class VoicyApi:
    """Answer the requests of one account."""

    def __init__(
        self,
        *,
        clock: SandboxClock,
        switchboard: Switchboard,
        api_key: str,
        from_numbers: dict[str, str],
        base_url: Callable[[], str],
    ) -> None:
        self.rate_limited = 0
        self._clock = clock
        self._switchboard = switchboard
        self._authorization = f"Bearer {api_key}".encode()
        self._from_numbers = from_numbers
        self._base_url = base_url
        self._window = RequestWindow(clock.epoch_seconds)
        self._links = RecordingLinks(lambda: clock.told_epoch_ms(clock.epoch_seconds()) / 1000)

    def register(self, app: web.Application) -> None:
        """Add the routes, and the headers that every answer carries."""
        routes: tuple[tuple[str, str, Answer], ...] = (
            ("POST", "call-dial", self._call_dial),
            ("GET", "call-get/{call_id}", self._call_get),
            ("POST", "call-list", self._call_list),
            ("GET", "agent-list", self._agent_list),
            ("GET", "agent-get/{agent_id}", self._agent_get),
        )
        for method, path, answer in routes:
            app.router.add_route("*", f"{_ROOT}/{path}", self._guarded(method, answer))
        app.router.add_route("*", f"{_ROOT}/{{path:.*}}", self._guarded(None, _no_such_function))
        app.router.add_get("/recordings/{token}.wav", self._recording)
        app.on_response_prepare.append(self._stamp)

    def _guarded(self, method: str | None, answer: Answer) -> Answer:
        async def guarded(request: web.Request) -> web.Response:
            try:
                self._admit(request)
                if method is not None and request.method != method:
                    raise RefusalError(405, f"Method not allowed. Use {method}")
                return await answer(request)
            except RefusalError as refusal:
                return web.json_response(refusal.body(), status=refusal.status)

        return guarded

    def _admit(self, request: web.Request) -> None:
        authorization = request.headers.get("Authorization")
        if authorization is None:
            raise RefusalError(401, "Missing authorization")
        if not compare_digest(authorization.encode("utf-8", "replace"), self._authorization):
            raise RefusalError(401, "Invalid API key")
        if not self._window.take(self._switchboard.plan.requests_per_minute):
            self.rate_limited += 1
            seconds = max(1, round(self._window.resets_at() - self._clock.epoch_seconds()))
            raise RefusalError(429, f"Rate limit exceeded. Please retry after {seconds} seconds.")

    async def _stamp(self, request: web.Request, response: web.StreamResponse) -> None:
        if not request.path.startswith(f"{_ROOT}/"):
            return
        limit = self._switchboard.plan.requests_per_minute
        remaining, resets_at = self._window.remaining(limit), float(self._window.resets_at())
        fault = request.get(FAULT)
        if fault is not None and fault.kind == "rate_limited":
            seconds = fault.retry_after
            wait_seconds = DEFAULT_RETRY_AFTER_SECONDS if seconds is None else seconds
            remaining, resets_at = 0, self._clock.epoch_seconds() + wait_seconds
        response.headers["Date"] = format_datetime(self._clock.told(self._clock.now()), usegmt=True)
        if fault is None or fault.kind != "rate_limited_bare":
            told_resets_at = self._clock.told_epoch_ms(resets_at) // 1000
            response.headers["X-RateLimit-Limit"] = str(limit)
            response.headers["X-RateLimit-Remaining"] = str(remaining)
            response.headers["X-RateLimit-Reset"] = str(told_resets_at)

    async def _call_dial(self, request: web.Request) -> web.Response:
        dial = parse_dial(await read_body(request), self._from_numbers)
        fate, call = self._switchboard.dial(dial)
        match fate.answer:
            case DialAnswer.ERROR_AFTER_PLACING:
                raise RefusalError(500, "Internal server error")
            case DialAnswer.HTML_AFTER_PLACING:
                return web.Response(text=_HTML, content_type="text/html")
            case DialAnswer.CREATED if call is not None:
                return web.json_response(_created(call, dial), status=HTTPStatus.CREATED)
        return drop(request)

    async def _call_get(self, request: web.Request) -> web.Response:
        call = self._switchboard.find(
            request.match_info["call_id"], seconds_ago=_find_staleness(request)
        )
        url = None
        if call.has_recording:
            url = f"{self._base_url()}/recordings/{self._links.sign(call.call_id)}.wav"
        return web.json_response(call.whole(self._clock, url))

    async def _call_list(self, request: web.Request) -> web.Response:
        wanted = parse_list(await read_body(request))
        seen = self._switchboard.calls(seconds_ago=_find_staleness(request))
        page = build_page(wanted, seen, self._clock)
        calls = [call.light(self._clock) for call in page.calls]
        return web.json_response({"calls": calls, "total_count": page.total_count})

    async def _agent_list(self, request: web.Request) -> web.Response:
        return web.json_response({"agents": [agent.identity() for agent in AGENTS]})

    async def _agent_get(self, request: web.Request) -> web.Response:
        return web.json_response(find_agent(request.match_info["agent_id"]).whole())

    async def _recording(self, request: web.Request) -> web.Response:
        try:
            self._switchboard.find(self._links.check(request.match_info["token"]))
        except RefusalError as refusal:
            return web.json_response(refusal.body(), status=refusal.status)
        return web.Response(body=build_recording(), content_type="audio/wav")


def _find_staleness(request: web.Request) -> float:
    """Return how many seconds ago the calls were as they are shown."""
    fault = request.get(FAULT)
    return fault.seconds or 0.0 if fault is not None and fault.kind == "stale" else 0.0


async def _no_such_function(request: web.Request) -> web.Response:
    raise RefusalError(404, "Function not found")


def _created(call: Call, dial: DialRequest) -> dict[str, object]:
    return {
        "call_id": call.call_id,
        "call_status": "initiated",
        "call_type": call.call_type,
        "agent_id": dial.agent.agent_id,
        "from_number": call.from_number,
        "to_number": call.to_number,
        "direction": call.direction,
    }
