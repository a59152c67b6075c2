"""Slack's answers over real sockets: each becomes the error that says what to do about it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.errors import (
    AppGone,
    PayloadRefused,
    PostUnconfirmed,
    SlackError,
    SlackUnavailable,
    TargetGone,
)
from bot.slack import Posted, Slack, build_web_client
from bot.ui.rich_text import Words, build_message

Json = dict[str, Any]
Responder = Callable[[web.Request], Awaitable[web.StreamResponse]]

HELLO = build_message([[Words("Hello")]])
STANDS = {"ok": True, "ts": "1.0001", "message": {"text": "Hello"}}


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


def refuse(code: str, status: int = 200, **headers: str) -> Responder:
    return answer({"ok": False, "error": code}, status, **headers)


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


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


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with started_wire() as wire:
        yield wire


@pytest.fixture
def slack(wire: Wire) -> Slack:
    return Slack(build_web_client(token="xoxb-1", base_url=wire.url, timeout_seconds=2))


async def post(slack: Slack) -> Posted:
    return await slack.post("C1", HELLO, thread_ts=None, delivery_id="d1")


async def find_error(slack: Slack) -> SlackError:
    with pytest.raises(SlackError) as caught:
        await post(slack)
    return caught.value


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("channel_not_found", TargetGone),
        ("not_in_channel", TargetGone),
        ("is_archived", TargetGone),
        ("restricted_action", TargetGone),
        ("message_not_found", TargetGone),
        ("cant_update_message", TargetGone),
        ("invalid_auth", AppGone),
        ("token_revoked", AppGone),
        ("account_inactive", AppGone),
        ("missing_scope", AppGone),
        ("ratelimited", SlackUnavailable),
        ("rate_limited", SlackUnavailable),
        ("service_unavailable", SlackUnavailable),
        ("internal_error", PostUnconfirmed),
        ("fatal_error", PostUnconfirmed),
        ("invalid_blocks", PayloadRefused),
        ("msg_too_long", PayloadRefused),
        ("a_word_nobody_listed", PayloadRefused),
    ],
)
async def test_refusal_becomes_the_error_of_its_class(
    wire: Wire, slack: Slack, code: str, kind: type[SlackError]
) -> None:
    wire.script = [refuse(code)]

    error = await find_error(slack)

    assert (type(error), error.code) == (kind, code)
    assert len(wire.asked) == 1


UNTRUSTWORTHY: dict[str, tuple[Responder, str | None]] = {
    "dropped": (drop, "ServerDisconnectedError"),
    "empty": (answer(b"", 503), "HTTP 503"),
    "empty HTML": (answer(b"", 500, "text/html"), "HTTP 500"),
    "HTML": (answer(b"<html>Bad gateway</html>", 502, "text/html"), "HTTP 502"),
    "HTML in a success": (answer(b"<html>Login</html>", 200, "text/html"), "HTTP 200"),
    "nothing in a success": (answer(b"", 200), "HTTP 200"),
    "cut JSON": (answer(b'{"ok": true, "ts": "1.0', 200), "HTTP 200"),
    "plain text": (answer(b"upstream connect error", 503, "text/plain"), None),
    "an array": (answer(b"[]", 200), None),
    "a string": (answer(b'"ok"', 200), None),
    "null": (answer(b"null", 200), None),
    "no text": (answer(b"\xff\xfe", 200), None),
    "no reason": (answer({"ok": False}), "HTTP 200"),
    "an odd reason": (answer({"ok": False, "error": 7}), "7"),
    "500 with words": (refuse("internal_error", 500), "internal_error"),
    "no ts": (answer({"ok": True}), "the answer names no message"),
    "an odd ts": (answer({"ok": True, "ts": 1.5}), "the answer names no message"),
}


@pytest.mark.parametrize(("respond", "code"), UNTRUSTWORTHY.values(), ids=UNTRUSTWORTHY)
async def test_answer_that_cannot_be_trusted_leaves_the_post_in_doubt(
    wire: Wire, slack: Slack, respond: Responder, code: str | None
) -> None:
    wire.script = [respond]

    error = await find_error(slack)

    assert type(error) is PostUnconfirmed
    assert code in {None, error.code}
    assert len(wire.asked) == 1


async def test_answer_that_does_not_come_leaves_the_post_in_doubt(wire: Wire) -> None:
    wire.script = [wire.hang]
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url, timeout_seconds=1))

    error = await find_error(slack)

    assert (type(error), error.code) == (PostUnconfirmed, "TimeoutError")
    assert len(wire.asked) == 1


async def test_refused_connection_means_that_nothing_was_done(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/api"

    error = await find_error(Slack(build_web_client(token="xoxb-1", base_url=url)))

    assert type(error) is SlackUnavailable


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"retry_after": "7"}, 7.0),
        ({"Retry_After": "0"}, 0.1),
        ({"Retry_After": "86400"}, 600.0),
        ({"Retry_After": "soon"}, 1.0),
        ({}, 1.0),
    ],
)
async def test_limit_told_with_a_success_says_how_long_to_wait(
    wire: Wire, slack: Slack, headers: dict[str, str], seconds: float
) -> None:
    wire.script = [refuse("ratelimited", 200, **headers)]

    error = await find_error(slack)

    assert isinstance(error, SlackUnavailable)
    assert error.retry_after_seconds == seconds


async def test_limit_is_waited_for_once(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After="0"), answer(STANDS)]

    assert (await post(slack)).ts == "1.0001"
    assert wire.methods == ["chat.postMessage"] * 2


async def test_limit_that_stays_means_that_nothing_was_done(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After="0")]

    error = await find_error(slack)

    assert (type(error), error.code) == (SlackUnavailable, "ratelimited")
    assert len(wire.asked) == 2


@pytest.mark.parametrize("retry_after", ["0.5", "soon"])
async def test_limit_with_an_odd_header_still_means_that_nothing_was_done(
    wire: Wire, slack: Slack, retry_after: str
) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After=retry_after)]

    assert type(await find_error(slack)) is SlackUnavailable


async def test_limit_without_a_body_means_that_nothing_was_done(wire: Wire, slack: Slack) -> None:
    wire.script = [answer(b"", 429, Retry_After="0")]

    assert type(await find_error(slack)) is SlackUnavailable


async def test_pointers_into_refused_blocks_are_kept(wire: Wire, slack: Slack) -> None:
    pointer = "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text]"
    body = {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": [pointer]}}
    wire.script = [answer(body)]

    error = await find_error(slack)

    assert isinstance(error, PayloadRefused)
    assert error.details == (pointer,)
