"""Answers to people: they wait for their second, and for a Slack that has no time."""

from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest

from bot.domain.requesters import ReplyAddress, ReplyKind
from bot.errors import SlackUnavailableError
from bot.messaging.replies import Reply
from bot.slack import Slack
from bot.ui.notices import build_note
from tests.builders.slack_wire import Json, Responder, Wire, answer, opened_slack, refuse
from tests.builders.virtual_time import VirtualTime

DM: Json = {"ok": True, "channel": {"id": "D1"}, "ts": "1.0001"}
LIMITED = refuse("ratelimited", 429, Retry_After="20")
AWAY = refuse("service_unavailable")
HELLO = build_note("Hello")


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
async def slack(wire: Wire, time: VirtualTime) -> AsyncIterator[Slack]:
    async with opened_slack(wire.url, time) as slack:
        yield slack


def build_reply(slack: Slack, kind: ReplyKind) -> Reply:
    address = ReplyAddress(kind=kind, user_id="U1", channel_id="D1", message_ts="1.0001")
    return Reply(slack, address)


@pytest.mark.parametrize("no", [LIMITED, AWAY], ids=["limited", "unavailable"])
@pytest.mark.parametrize(
    ("kind", "methods"),
    [
        (ReplyKind.IN_DM, ["chat.postMessage", "chat.postMessage"]),
        (ReplyKind.EDIT, ["chat.update", "chat.update"]),
        (ReplyKind.DIRECT, ["conversations.open", "conversations.open", "chat.postMessage"]),
    ],
)
async def test_person_is_answered_after_the_pause_that_slack_wants(
    wire: Wire, slack: Slack, no: Responder, kind: ReplyKind, methods: list[str]
) -> None:
    wire.script = [no, answer(DM)]

    await build_reply(slack, kind)(HELLO)

    assert wire.methods == methods


async def test_answers_in_a_direct_message_are_a_second_apart(
    wire: Wire, slack: Slack, time: VirtualTime
) -> None:
    said_at: list[float] = []
    wire.script = [_note(said_at, lambda: time.seconds)]

    for _ in range(4):
        await build_reply(slack, ReplyKind.IN_DM)(HELLO)

    assert [later - earlier for earlier, later in pairwise(said_at)] == [1.0, 1.0, 1.0]


async def test_pause_of_the_outbox_holds_up_no_answer(
    wire: Wire, slack: Slack, time: VirtualTime
) -> None:
    wire.script = [answer(DM)]
    slack.pace_of("D1").pause(600)
    before = time.seconds

    await build_reply(slack, ReplyKind.IN_DM)(HELLO)

    assert time.seconds == before


async def test_answer_in_place_goes_to_the_direct_message_instead_of_waiting(
    wire: Wire, slack: Slack
) -> None:
    wire.script = [LIMITED, answer(DM)]

    await build_reply(slack, ReplyKind.EPHEMERAL)(HELLO)

    assert wire.methods == ["chat.postEphemeral", "conversations.open", "chat.postMessage"]


async def test_slack_that_is_away_for_good_is_not_asked_for_ever(wire: Wire, slack: Slack) -> None:
    wire.script = [AWAY]

    with pytest.raises(SlackUnavailableError):
        await build_reply(slack, ReplyKind.IN_DM)(HELLO)

    assert 1 < len(wire.asked) <= 10


def _note(said_at: list[float], now: Callable[[], float]) -> Responder:
    respond = answer(DM)

    async def note(request: object) -> object:
        said_at.append(now())
        return await respond(request)  # type: ignore[arg-type]

    return note  # type: ignore[return-value]
