"""Slack's answers over real sockets: each becomes the error that says what to do about it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.errors import (
    ChannelUnavailableError,
    DeliveryUnknownError,
    InvalidPayloadError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
    SlackUnavailableError,
)
from bot.slack import Posted, Slack
from bot.ui.rich_text import Text, build_message
from tests.builders.slack_wire import Granted, Responder, Wire, answer, opened_slack, refuse

HELLO = build_message([[Text("Hello")]])
STANDS = {"ok": True, "ts": "1.0001", "message": {"text": "Hello"}}


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@pytest.fixture
async def slack(wire: Wire) -> AsyncIterator[Slack]:
    async with opened_slack(wire.url) as slack:
        yield slack


async def post(slack: Slack, channel_id: str = "C1") -> Posted:
    return await slack.post(channel_id, HELLO, thread_ts=None, delivery_id="d1", claim=Granted())


async def find_error(slack: Slack, channel_id: str = "C1") -> SlackError:
    with pytest.raises(SlackError) as caught:
        await post(slack, channel_id)
    return caught.value


# what is done about a code is tried with one or two of its class, in tests/contract
CLASSES: dict[type[SlackError], str] = {
    ChannelUnavailableError: (
        "channel_not_found not_in_channel is_archived restricted_action message_not_found "
        "restricted_action_thread_locked ekm_access_denied "
        "user_disabled user_not_found cannot_dm_bot"
    ),
    SlackAuthError: (
        "invalid_auth token_revoked account_inactive missing_scope team_access_not_granted "
        "accesslimited"
    ),
    SlackUnavailableError: (
        "ratelimited rate_limited message_limit_exceeded service_unavailable request_timeout "
        "external_channel_migrating team_added_to_org org_login_required"
    ),
    DeliveryUnknownError: "internal_error fatal_error",
    InvalidPayloadError: "edit_window_closed cant_update_message invalid_blocks msg_too_long",
    SlackRefusedError: "a_word_nobody_listed",
}
KINDS = {code: kind for kind, codes in CLASSES.items() for code in codes.split()}


async def test_refusal_becomes_the_error_of_its_class(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse(code) for code in KINDS]

    # each in a place of its own, as a place takes a message a second
    errors = {code: await find_error(slack, f"C{index}") for index, code in enumerate(KINDS)}

    assert {code: type(error) for code, error in errors.items()} == KINDS
    assert [error.code for error in errors.values()] == list(KINDS)
    assert len(wire.asked) == len(KINDS)


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
    "502 with words of its own": (refuse("bad_gateway", 502), "bad_gateway"),
    "no ts": (answer({"ok": True}), "the answer names no message"),
    "an odd ts": (answer({"ok": True, "ts": 1.5}), "the answer names no message"),
}


@pytest.mark.parametrize(("respond", "code"), UNTRUSTWORTHY.values(), ids=UNTRUSTWORTHY)
async def test_answer_that_cannot_be_trusted_leaves_the_post_in_doubt(
    wire: Wire, slack: Slack, respond: Responder, code: str | None
) -> None:
    wire.script = [respond]

    error = await find_error(slack)

    assert type(error) is DeliveryUnknownError
    assert code in {None, error.code}
    assert len(wire.asked) == 1


async def test_answer_that_does_not_come_leaves_the_post_in_doubt(wire: Wire) -> None:
    wire.script = [wire.hang]
    async with opened_slack(wire.url, timeout_seconds=1) as slack:
        error = await find_error(slack)

    assert (type(error), error.code) == (DeliveryUnknownError, "TimeoutError")
    assert len(wire.asked) == 1


async def test_refused_connection_means_that_nothing_was_done(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/api"

    async with opened_slack(url) as slack:
        error = await find_error(slack)

    assert type(error) is SlackUnavailableError


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"retry_after": "7"}, 7.0),
        ({"Retry_After": "0"}, 0.1),
        ({"Retry_After": "86400"}, 600.0),
        ({"Retry_After": "soon"}, 1.0),
        ({"Retry_After": "nan"}, 1.0),
        ({"Retry_After": "-inf"}, 0.1),
        ({"Retry_After": "1e400"}, 600.0),
        ({}, 1.0),
    ],
)
async def test_limit_told_with_a_success_says_how_long_to_wait(
    wire: Wire, slack: Slack, headers: dict[str, str], seconds: float
) -> None:
    wire.script = [refuse("ratelimited", 200, **headers)]

    error = await find_error(slack)

    assert isinstance(error, SlackUnavailableError)
    assert error.retry_after_seconds == seconds


async def test_limit_is_waited_for_once(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After="0"), answer(STANDS)]

    assert (await post(slack)).ts == "1.0001"
    assert wire.methods == ["chat.postMessage"] * 2


async def test_limit_that_stays_means_that_nothing_was_done(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After="0")]

    error = await find_error(slack)

    assert (type(error), error.code) == (SlackUnavailableError, "ratelimited")
    assert len(wire.asked) == 2


@pytest.mark.parametrize("retry_after", ["0.5", "soon", "nan"])
async def test_limit_with_an_odd_header_still_means_that_nothing_was_done(
    wire: Wire, slack: Slack, retry_after: str
) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After=retry_after)]

    assert type(await find_error(slack)) is SlackUnavailableError


async def test_limit_without_a_body_means_that_nothing_was_done(wire: Wire, slack: Slack) -> None:
    wire.script = [answer(b"", 429, Retry_After="0")]

    assert type(await find_error(slack)) is SlackUnavailableError


async def test_pointers_into_refused_blocks_are_kept(wire: Wire, slack: Slack) -> None:
    pointer = "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text]"
    body = {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": [pointer]}}
    wire.script = [answer(body)]

    error = await find_error(slack)

    assert isinstance(error, InvalidPayloadError)
    assert error.details == (pointer,)
