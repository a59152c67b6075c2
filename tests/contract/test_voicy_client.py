"""The client against a scripted API over real sockets: every way an answer can go wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any

import pytest
from aiohttp import web

from bot.errors import (
    ConfigError,
    DialUnconfirmed,
    VoicyBusy,
    VoicyError,
    VoicyRefused,
    VoicyUnavailable,
)
from bot.phone_numbers import E164
from bot.voicy import DialAccepted, RequestBudget, VoicyCall, VoicyClient

KEY = "voicy_sk_live_abcdefghijklmnopqrstuvwxyz12"
SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ACCEPTED = {"call_id": "c1", "call_status": "initiated", "agent_id": "a1"}

Responder = Callable[[web.Request], Awaitable[web.StreamResponse]]
BuildClient = Callable[..., VoicyClient]


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


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    api = ScriptedApi()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", api.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.base_url = f"http://{host}:{port}/functions/v1"
    yield api
    api.let_go.set()
    await runner.cleanup()


@pytest.fixture
async def build_client(api: ScriptedApi) -> AsyncIterator[BuildClient]:
    clients: list[VoicyClient] = []

    def build(**changes: Any) -> VoicyClient:
        defaults: dict[str, Any] = {
            "base_url": api.base_url,
            "api_key": KEY,
            "budget": RequestBudget(),
            "connect_timeout_seconds": 0.3,
            "read_timeout_seconds": 0.15,
            "dial_timeout_seconds": 0.15,
            "deadline_seconds": 0.4,
            "dial_deadline_seconds": 0.4,
        }
        clients.append(VoicyClient(**(defaults | changes)))
        return clients[-1]

    yield build
    for client in clients:
        await client.aclose()


@pytest.fixture
def client(build_client: BuildClient) -> VoicyClient:
    return build_client()


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


async def list_since(client: VoicyClient) -> tuple[VoicyCall, ...]:
    return await client.list_calls(started_since=SINCE)


async def agents(client: VoicyClient) -> object:
    return await client.list_agents()


async def agent(client: VoicyClient) -> object:
    return await client.get_agent("a1")


READS = [get, list_since, agents, agent]


# What is sent


async def test_dial_sends_what_the_api_asks_for(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [answer(ACCEPTED, 201)]

    accepted = await dial(client, agent_id="a2", variables={"name": "Zoë"})

    assert accepted == DialAccepted(call_id="c1", status="initiated", agent_id="a1")
    request = api.requests[0]
    assert (request.method, request.path) == ("POST", "/functions/v1/call-dial")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Content-Type"] == "application/json"
    assert api.bodies == [
        {
            "from_number": "+15551234567",
            "to_number": "+15559876543",
            "override_agent_id": "a2",
            "vars_provided": {"name": "Zoë"},
        }
    ]


async def test_plain_dial_sends_the_two_numbers_only(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [answer(ACCEPTED, 201)]

    await dial(client)

    assert api.bodies == [{"from_number": "+15551234567", "to_number": "+15559876543"}]


async def test_slash_at_the_end_of_the_address_does_not_matter(
    api: ScriptedApi, build_client: BuildClient
) -> None:
    api.script = [answer({"call_id": "c1"})]

    await get(build_client(base_url=api.base_url + "/"))

    assert api.requests[0].path == "/functions/v1/call-get/c1"


async def test_odd_id_stays_in_its_place_in_the_path(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [answer({"call_id": "c1"})]

    await client.get_call("../agent-list?x=1#y")

    assert api.requests[0].raw_path == "/functions/v1/call-get/..%2Fagent-list%3Fx%3D1%23y"


async def test_each_dial_has_a_fresh_connection_and_reads_share_one(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(ACCEPTED)]

    for _ in range(3):
        await dial(client)
    assert len(api.connections) == 3

    api.connections.clear()
    for _ in range(3):
        await get(client)
    assert len(api.connections) == 1


# A dial: what is proven, what is not


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"error": "Invalid phone number format."}, 400, "Invalid phone number format."),
        ({"status": "error", "message": "Not yours."}, 403, "Not yours."),
        ({"error": {"code": 7, "message": "Nested."}}, 422, "Nested."),
        ({"error": "Two\nlines\x00 and \x1b[31mred"}, 400, "Two lines and [31mred"),
        ({"error": "x" * 400}, 400, "x" * 299 + "…"),
        ({"error": None}, 400, "The Voicy API cannot make sense of this request."),
        (b"<html>Forbidden</html>", 403, "The Voicy API key is not allowed to do this."),
        (b"", 401, "The Voicy API does not accept the API key."),
        (b"[1]", 404, "The Voicy API does not know what it was asked for."),
        (b"{", 418, "The Voicy API refuses this request (HTTP 418)."),
        (b"[" * 100_000, 422, "The Voicy API cannot carry out this request."),
    ],
)
async def test_refused_dial_says_why(
    api: ScriptedApi, client: VoicyClient, body: Any, status: int, sentence: str
) -> None:
    api.script = [answer(body, status)]

    with pytest.raises(VoicyRefused) as caught:
        await dial(client)

    assert (caught.value.status, str(caught.value)) == (status, sentence)


async def test_refusal_whose_body_breaks_off_is_a_refusal(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [raw(b'HTTP/1.1 403 Forbidden\r\nContent-Length: 90\r\n\r\n{"error": "Pho')]

    with pytest.raises(VoicyRefused) as caught:
        await dial(client)

    assert caught.value.status == 403


@pytest.mark.parametrize(
    "status",
    [301, 302, 307, 308],
)
async def test_redirect_is_not_followed(api: ScriptedApi, client: VoicyClient, status: int) -> None:
    api.script = [answer(b"", status, headers={"Location": f"{api.base_url}/elsewhere"})]

    with pytest.raises(VoicyUnavailable, match="address in the settings is wrong"):
        await dial(client)
    with pytest.raises(VoicyUnavailable, match="address in the settings is wrong"):
        await get(client)

    assert len(api.requests) == 2


NO_ID = "without the id of a call"
LOST: dict[str, tuple[Responder, str]] = {
    "dropped": (raw(b""), "the connection broke"),
    "half a status line": (raw(b"HTTP/1.1 201 Cre"), "the connection broke"),
    "not HTTP": (raw(b"\x15\x03\x01nonsense\r\n\r\n"), "the connection broke"),
    "half a body": (raw(b"HTTP/1.1 201 OK\r\nContent-Length: 9\r\n\r\n{"), "connection broke"),
    "truncated JSON": (answer(b'{"call_id": "c', 201), f"HTTP 201, {NO_ID}"),
    "HTML": (answer(b"<html>Welcome</html>"), f"HTTP 200, {NO_ID}"),
    "no id": (answer({"call_status": "initiated"}, 201), f"HTTP 201, {NO_ID}"),
    "an error in a success": (answer({"error": "Hm."}), f"HTTP 200: Hm., {NO_ID}"),
    "nothing": (answer(b"", 204), f"HTTP 204, {NO_ID}"),
    "not gzip": (answer(b"zip?", 201, headers={"Content-Encoding": "gzip"}), "cannot be read"),
    "500 with words": (answer({"error": "Database away"}, 500), "HTTP 500: Database away"),
    "502": (answer(b"<html>", 502), "HTTP 502"),
    "503": (answer(b"", 503), "HTTP 503"),
    "504": (answer(b"", 504), "HTTP 504"),
    "408": (answer(b"", 408), "HTTP 408"),
}


@pytest.mark.parametrize(("respond", "reason"), LOST.values(), ids=LOST)
async def test_dial_whose_answer_is_lost_is_unconfirmed(
    api: ScriptedApi, client: VoicyClient, respond: Responder, reason: str
) -> None:
    api.script = [respond]

    with pytest.raises(DialUnconfirmed, match=reason):
        await dial(client)

    assert len(api.requests) == 1


async def test_dial_without_an_answer_in_time_is_unconfirmed(
    api: ScriptedApi, client: VoicyClient
) -> None:
    for respond in (api.hang(), api.drip()):
        api.script = [respond]
        with pytest.raises(DialUnconfirmed, match="no answer in time"):
            await dial(client)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/v1",
        "127.0.0.1:1/v1",
        "ftp://127.0.0.1/v1",
        "http://[half",
        "http://",
        "http://127.0.0.1:99999",
        "",
    ],
)
async def test_dial_that_cannot_be_sent_is_no_dial(build_client: BuildClient, address: str) -> None:
    client = build_client(base_url=address)

    with pytest.raises(VoicyUnavailable):
        await dial(client)
    with pytest.raises(VoicyUnavailable):
        await get(client)


async def test_closed_client_dials_nobody(api: ScriptedApi, client: VoicyClient) -> None:
    await client.aclose()

    with pytest.raises(VoicyUnavailable, match="the client is closed"):
        await dial(client)

    assert api.requests == []


async def test_cancelled_dial_stays_cancelled(api: ScriptedApi, build_client: BuildClient) -> None:
    api.script = [api.hang(), answer(ACCEPTED)]
    client = build_client(dial_timeout_seconds=5.0, dial_deadline_seconds=5.0)
    dialing = asyncio.create_task(dial(client))
    await api.wait_for_requests(1)
    dialing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await dialing
    assert (await dial(client)).call_id == "c1"


async def test_dials_cancelled_at_any_moment_leave_connections_for_the_rest(
    api: ScriptedApi, build_client: BuildClient
) -> None:
    api.script = [answer(ACCEPTED)]
    client = build_client(budget=RequestBudget(limit=10_000))
    for turns in range(60):
        dialing = [asyncio.create_task(dial(client)) for _ in range(4)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in dialing:
            task.cancel()
        await asyncio.gather(*dialing, return_exceptions=True)

    accepted = await asyncio.gather(*(dial(client) for _ in range(12)))

    assert [each.call_id for each in accepted] == ["c1"] * 12


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Maximum number of concurrent calls reached."),
        (403, "Concurrency limit exceeded"),
        (422, "Too many active calls on this account"),
        (400, "10 simultaneous calls are allowed."),
    ],
)
async def test_dial_without_a_free_slot_waits_for_one(
    api: ScriptedApi, client: VoicyClient, status: int, words: str
) -> None:
    api.script = [answer({"error": words}, status), answer(ACCEPTED)]

    with pytest.raises(VoicyBusy, match=words) as caught:
        await dial(client)

    assert (caught.value.for_slot, caught.value.retry_after_seconds) == (True, 5.0)
    assert (await dial(client)).call_id == "c1"


@pytest.mark.parametrize("words", ["Monthly call limit reached.", "Too many concurrent requests"])
async def test_other_limits_are_not_taken_for_slots(
    api: ScriptedApi, client: VoicyClient, words: str
) -> None:
    api.script = [answer({"error": words}, 403)]

    with pytest.raises(VoicyRefused, match=words):
        await dial(client)


# The request limit


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({"Retry-After": "7"}, "", 7.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}, "", 10.0),
        ({}, "Rate limit exceeded. Please retry after 30 seconds.", 30.0),
        ({}, "", 1.0),
    ],
)
async def test_request_limit_makes_the_next_one_wait_its_turn(
    api: ScriptedApi,
    build_client: BuildClient,
    headers: dict[str, str],
    words: str,
    seconds: float,
) -> None:
    api.script = [answer({"error": words}, 429, headers=headers), answer(ACCEPTED)]
    client = build_client(deadline_seconds=0.1, dial_deadline_seconds=0.1)

    with pytest.raises(VoicyBusy) as caught:
        await dial(client)
    assert caught.value.retry_after_seconds == pytest.approx(seconds, abs=0.2)
    assert not caught.value.for_slot

    for request in (dial, get):
        with pytest.raises(VoicyBusy, match="was not sent") as waited:
            await request(client)
        assert 0.5 < waited.value.retry_after_seconds <= seconds
    assert len(api.requests) == 1


async def test_headers_of_every_answer_teach_the_budget(
    api: ScriptedApi, build_client: BuildClient
) -> None:
    told = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "321", "X-RateLimit-Reset": "30"}
    api.script = [answer({"error": "No."}, 404, headers=told)]
    budget = RequestBudget()

    with pytest.raises(VoicyRefused):
        await get(build_client(budget=budget))

    assert (budget.limit, budget.remaining) == (600, 321)


async def test_clock_of_the_api_is_learned(api: ScriptedApi, client: VoicyClient) -> None:
    assert client.clock_offset_seconds == 0.0
    ahead = datetime.now(UTC).timestamp() + 3600
    api.script = [answer({"call_id": "c1"}, headers={"Date": formatdate(ahead, usegmt=True)})]

    await get(client)

    assert client.clock_offset_seconds == pytest.approx(3600, abs=2)


async def test_more_requests_than_connections_all_get_through(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer({"call_id": "c1"})]

    calls = await asyncio.gather(*(get(client) for _ in range(40)))

    assert [call.call_id for call in calls] == ["c1"] * 40


async def test_storm_of_cancellations_leaves_connections_for_the_rest(
    api: ScriptedApi, build_client: BuildClient
) -> None:
    client = build_client(read_timeout_seconds=5.0, deadline_seconds=5.0)
    api.script = [answer({"call_id": "c1"}), api.hang()]
    await get(client)  # the budget lets more than a few go at once after the first answer
    storm = [asyncio.create_task(get(client)) for _ in range(40)]
    await api.wait_for_requests(1 + 8)
    for task in storm:
        task.cancel()
    await asyncio.gather(*storm, return_exceptions=True)

    api.script = [answer({"call_id": "c1"})]
    calls = await asyncio.gather(*(get(client) for _ in range(10)))
    assert len(calls) == 10


# Reads


UNREADABLE: dict[str, tuple[Responder, str]] = {
    "dropped": (raw(b""), "the connection broke"),
    "HTML": (answer(b"<html>Login</html>"), "cannot be read"),
    "truncated JSON": (answer(b'{"call_id": "c1", "calls": ['), "cannot be read"),
    "not text": (answer(b"\xff\xfe\x00"), "cannot be read"),
    "not an object": (answer(b"7"), "its answer"),
    "an error in a success": (answer({"status": "error", "message": "Hm."}), "its answer"),
    "503 with words": (answer({"error": "Restarting"}, 503), "HTTP 503: Restarting"),
    "408": (answer(b"", 408), "HTTP 408"),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(("respond", "reason"), UNREADABLE.values(), ids=UNREADABLE)
async def test_read_that_fails_says_unavailable(
    api: ScriptedApi, client: VoicyClient, read: Any, respond: Responder, reason: str
) -> None:
    api.script = [respond]

    with pytest.raises(VoicyUnavailable, match=reason):
        await read(client)


@pytest.mark.parametrize("read", READS)
async def test_read_without_an_answer_in_time_says_unavailable(
    api: ScriptedApi, client: VoicyClient, read: Any
) -> None:
    for respond in (api.hang(), api.drip()):
        api.script = [respond]
        with pytest.raises(VoicyUnavailable, match="no answer in time"):
            await read(client)


@pytest.mark.parametrize("read", READS)
async def test_refused_read_says_why(api: ScriptedApi, client: VoicyClient, read: Any) -> None:
    api.script = [answer({"error": "Invalid API key"}, 401)]

    with pytest.raises(VoicyRefused, match="Invalid API key") as caught:
        await read(client)

    assert caught.value.status == 401


async def test_answer_without_end_is_not_read_to_the_end(
    api: ScriptedApi, build_client: BuildClient
) -> None:
    api.script = [answer(b" " * 20_000_001)]
    client = build_client(read_timeout_seconds=5.0, deadline_seconds=5.0)

    with pytest.raises(VoicyUnavailable, match="its answer cannot be read"):
        await get(client)


async def test_nonsense_types_do_no_harm(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [
        answer(
            b'{"call_id": "c1", "call_status": ["x"], "duration_ms": NaN, "agent": 5,'
            b' "start_timestamp": 1e999, "summary": "half \\ud83d", "transcript": {},'
            b' "vars_collected": {"a": "\\udc00"}}'
        )
    ]

    assert await get(client) == VoicyCall(
        call_id="c1", summary="half \ufffd", collected={"a": "\ufffd"}
    )


async def test_agents_are_read(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [
        answer({"agents": [{"agent_id": "a1", "name": "Dana", "language": "he"}]}),
        answer({"agent_id": "a1", "name": "Dana", "variables_provided": [{"name": "city"}]}),
    ]

    assert [found.name for found in await client.list_agents()] == ["Dana"]
    found = await client.get_agent("a1")
    assert [variable.name for variable in found.variables] == ["city"]
    assert [request.path for request in api.requests] == [
        "/functions/v1/agent-list",
        "/functions/v1/agent-get/a1",
    ]


# Lists


def build_page(first: int, last: int, total: int | None = None) -> Responder:
    calls = [{"call_id": f"c{number}", "call_status": "ringing"} for number in range(first, last)]
    return answer({"calls": calls, "total_count": total})


async def test_list_asks_for_the_outgoing_calls_since(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [build_page(0, 2)]

    calls = await list_since(client)

    assert [call.call_id for call in calls] == ["c0", "c1"]
    assert api.bodies == [
        {
            "filter_criteria": {
                "direction": ["outgoing"],
                "start_timestamp": {"lower_threshold": int(SINCE.timestamp() * 1000)},
                "include_test_calls": True,
            },
            "sort_order": "descending",
            "limit": 1000,
        }
    ]


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([build_page(0, 3), build_page(3, 6), build_page(6, 7)], 7),
        ([build_page(0, 3, 6), build_page(3, 6, 6)], 6),
        ([build_page(0, 3), build_page(3, 3)], 3),
    ],
)
async def test_list_follows_its_pages_to_the_end(
    api: ScriptedApi, client: VoicyClient, pages: list[Responder], found: int
) -> None:
    api.script = [*pages]

    calls = await client.list_calls(started_since=SINCE, limit=3)

    assert [call.call_id for call in calls] == [f"c{number}" for number in range(found)]
    keys = [body.get("pagination_key") for body in api.bodies]
    assert keys == [None, "c2", "c5"][: len(pages)]


async def test_list_that_never_moves_on_is_asked_twice(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [build_page(0, 3)]

    calls = await client.list_calls(started_since=SINCE, limit=3)

    assert (len(calls), len(api.requests)) == (3, 2)


async def test_list_without_end_stops_after_ten_pages(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [build_page(number, number + 1) for number in range(12)]

    calls = await client.list_calls(started_since=SINCE, limit=1)

    assert (len(calls), len(api.requests)) == (10, 10)


async def test_list_reaches_further_back_when_the_clock_of_the_api_is_behind(
    api: ScriptedApi, client: VoicyClient
) -> None:
    behind = datetime.now(UTC).timestamp() - 600
    api.script = [answer({"calls": []}, headers={"Date": formatdate(behind, usegmt=True)})]

    await list_since(client)
    await list_since(client)

    first, second = (
        body["filter_criteria"]["start_timestamp"]["lower_threshold"] for body in api.bodies
    )
    assert first - second == pytest.approx(600_000, abs=2_000)


# The key


async def test_key_shows_nowhere(
    api: ScriptedApi, client: VoicyClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    api.script = [raw(b"")]

    with pytest.raises(VoicyError) as caught:
        await get(client)

    for text in (repr(client), str(caught.value), caplog.text):
        assert KEY not in text


async def test_key_that_cannot_be_sent_is_refused_at_once() -> None:
    for key in ("voicy\nsk", "voicy_sk_é"):
        with pytest.raises(ConfigError):
            VoicyClient(base_url="http://127.0.0.1:1", api_key=key, budget=RequestBudget())
