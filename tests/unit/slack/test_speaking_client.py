"""Posts and edits share connections; each post is held back by its own claim and sent once."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.errors import DeliveryUnknownError, LeaseExpiredError
from bot.slack import Slack
from bot.slack.speaking_client import SendingClaim
from bot.ui.rich_text import Text, build_message
from tests.builders.slack_wire import Granted, Wire, opened_slack

HELLO = build_message([[Text("Hello")]])
STANDS = {"ok": True, "ts": "1.0001", "message": {"text": "Hello"}}


class Refused(SendingClaim):
    """Let no post be sent."""

    async def take(self) -> None:
        raise LeaseExpiredError

    async def check(self) -> None:
        """Never get that far."""


class Callers:
    """Stands for Slack, and remembers from where each request came."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    async def answer(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        self.seen.append(request.transport.get_extra_info("peername"))
        return web.json_response(STANDS)


async def hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.fixture
async def slack(wire: Wire) -> AsyncIterator[Slack]:
    async with opened_slack(wire.url) as slack:
        yield slack


async def post(slack: Slack, claim: SendingClaim, *, channel_id: str = "C1") -> None:
    await slack.post(channel_id, HELLO, thread_ts=None, delivery_id="d1", claim=claim)


async def test_posts_and_edits_one_after_another_share_a_connection(
    wire: Wire, slack: Slack
) -> None:
    callers = Callers()
    wire.script = [callers.answer]

    await post(slack, Granted())
    await slack.edit("C1", "1.0001", HELLO)
    await slack.edit("C1", "1.0001", HELLO)

    assert len(callers.seen) == 3
    assert len(set(callers.seen)) == 1


async def test_post_on_a_kept_connection_takes_a_claim_of_its_own(wire: Wire, slack: Slack) -> None:
    wire.script = [Callers().answer]
    taken: list[str] = []

    await post(slack, Granted(lambda: taken.append("first")))
    await post(slack, Granted(lambda: taken.append("second")), channel_id="C2")
    await slack.edit("C1", "1.0001", HELLO)

    assert taken == ["first", "second"]


async def test_post_that_may_not_be_sent_does_not_leave_on_a_kept_connection(
    wire: Wire, slack: Slack
) -> None:
    wire.script = [Callers().answer]
    await post(slack, Granted())

    with pytest.raises(LeaseExpiredError):
        await post(slack, Refused(), channel_id="C2")

    assert wire.methods == ["chat.postMessage"]


async def test_post_whose_kept_connection_breaks_is_in_doubt_and_not_sent_again(
    wire: Wire, slack: Slack
) -> None:
    wire.script = [Callers().answer, hang_up]
    await post(slack, Granted())

    with pytest.raises(DeliveryUnknownError):
        await post(slack, Granted(), channel_id="C2")

    assert wire.methods == ["chat.postMessage"] * 2
