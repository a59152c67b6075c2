"""The bot's requests to Slack over real sockets: what is sent, and what is read back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.errors import ChannelUnavailableError, LeaseExpiredError
from bot.slack import Posted, Slack
from bot.ui.rich_text import Text, build_message
from bot.workspace import Identity
from tests.builders.calls import WORKSPACE
from tests.builders.slack_wire import Granted, Json, Responder, Wire, answer, opened_slack, refuse

HELLO = build_message([[Text("Hello")]])
A_DAY = 86_400
SINCE = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
STANDS = {"ok": True, "ts": "1.0001", "message": {"text": "Hello"}}


@pytest.fixture
async def slack(wire: Wire) -> AsyncIterator[Slack]:
    async with opened_slack(wire.url) as slack:
        yield slack


async def post(slack: Slack, thread_ts: str | None = None) -> Posted:
    return await slack.post("C1", HELLO, thread_ts=thread_ts, delivery_id="d1", claim=Granted())


async def test_post_is_marked_and_nothing_in_it_becomes_a_link(wire: Wire, slack: Slack) -> None:
    wire.script = [answer(STANDS)]

    await post(slack)

    ((method, sent),) = wire.asked
    assert method == "chat.postMessage"
    assert (sent["channel"], sent["text"]) == ("C1", "Hello")
    assert sent["blocks"][0]["type"] == "rich_text"
    assert sent["metadata"]["event_payload"] == {"delivery_id": "d1"}
    assert (sent["parse"], sent["link_names"]) == ("none", False)
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert "thread_ts" not in sent
    assert "reply_broadcast" not in sent


async def test_post_is_claimed_before_anything_arrives(wire: Wire, slack: Slack) -> None:
    wire.script = [answer(STANDS)]
    arrived: list[int] = []
    claim = Granted(lambda: arrived.append(len(wire.asked)))

    await slack.post("C1", HELLO, thread_ts=None, delivery_id="d1", claim=claim)

    assert arrived == [0]
    assert len(wire.asked) == 1


async def test_post_that_slack_slows_down_is_claimed_anew(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("ratelimited", 429, Retry_After="0.1"), answer(STANDS)]
    arrived: list[int] = []
    claim = Granted(lambda: arrived.append(len(wire.asked)))

    await slack.post("C1", HELLO, thread_ts=None, delivery_id="d1", claim=claim)

    assert arrived == [0, 1]


async def test_post_whose_claim_is_too_old_is_not_sent(wire: Wire, slack: Slack) -> None:
    def expire() -> None:
        raise LeaseExpiredError

    with pytest.raises(LeaseExpiredError):
        await slack.post("C1", HELLO, thread_ts=None, delivery_id="d1", claim=Granted(expire))

    assert wire.asked == []


@pytest.mark.parametrize(
    ("message", "landed"),
    [({"thread_ts": "1.0"}, "1.0"), ({"text": "Hello"}, None), ({}, "1.0"), (None, "1.0")],
)
async def test_post_says_in_which_thread_it_landed(
    wire: Wire, slack: Slack, message: Json | None, landed: str | None
) -> None:
    wire.script = [answer({"ok": True, "ts": "1.5", "message": message})]

    assert await post(slack, "1.0") == Posted(ts="1.5", thread_ts=landed)


def read_page(*delivery_ids: str, cursor: str = "") -> Responder:
    messages = [
        {"ts": f"9.{index}", "metadata": {"event_payload": {"delivery_id": delivery_id}}}
        for index, delivery_id in enumerate(delivery_ids)
    ]
    return answer(
        {
            "ok": True,
            "messages": [{"ts": "8.0", "text": "a person's"}, *messages],
            "response_metadata": {"next_cursor": cursor},
        }
    )


async def find_delivery(slack: Slack, thread_ts: str | None = None) -> str | None:
    return await slack.own_messages.find_delivery("C1", "d1", thread_ts=thread_ts, since=SINCE)


@pytest.mark.parametrize(
    ("thread_ts", "method", "param"),
    [
        ("1.0", "conversations.replies", ("ts", "1.0")),
        (None, "conversations.history", ("oldest", f"{SINCE.timestamp() - A_DAY:.6f}")),
    ],
)
async def test_delivery_is_found_by_its_mark(
    wire: Wire, slack: Slack, thread_ts: str | None, method: str, param: tuple[str, str]
) -> None:
    wire.script = [read_page("d0", "d1", "d2")]

    assert await find_delivery(slack, thread_ts) == "9.1"
    ((asked, sent),) = wire.asked
    assert asked == method
    assert param in sent.items()
    assert sent["include_all_metadata"] in {"1", "true", "True"}


async def test_delivery_is_looked_for_on_further_pages(wire: Wire, slack: Slack) -> None:
    wire.script = [read_page("d0", cursor="more"), read_page("d1")]

    assert await find_delivery(slack) == "9.0"
    assert wire.asked[1][1]["cursor"] == "more"


async def test_delivery_that_stands_nowhere_is_not_found(wire: Wire, slack: Slack) -> None:
    wire.script = [read_page("d0")]

    assert await find_delivery(slack) is None


@pytest.mark.parametrize(("name", "stands"), [("a.png", True), ("b.png", False)])
async def test_file_is_found_in_its_thread_by_its_name(
    wire: Wire, slack: Slack, name: str, stands: bool
) -> None:
    files = [{"id": "F1", "name": "a.png"}]
    wire.script = [answer({"ok": True, "messages": [{"ts": "1.0"}, {"ts": "1.1", "files": files}]})]

    assert await slack.own_messages.has_file("C1", name, thread_ts="1.0", since=SINCE) is stands
    assert wire.methods == ["conversations.replies"]


async def test_public_channel_is_joined_to_be_read(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("not_in_channel"), answer({"ok": True}), read_page("d1")]

    assert await find_delivery(slack) == "9.0"
    assert wire.methods == ["conversations.history", "conversations.join", "conversations.history"]


async def test_channel_that_cannot_be_joined_is_gone(wire: Wire, slack: Slack) -> None:
    wire.script = [refuse("not_in_channel"), refuse("channel_not_found")]

    with pytest.raises(ChannelUnavailableError, match="channel_not_found"):
        await find_delivery(slack)


async def test_bot_learns_who_it_is(wire: Wire, slack: Slack) -> None:
    wire.script = [
        answer(
            {
                "ok": True,
                "team_id": "T1",
                "user_id": "U1",
                "bot_id": "B1",
                "user": "voicy",
                "team": "Acme",
            },
            X_OAuth_Scopes="chat:write, commands",
        )
    ]

    assert await slack.identify() == Identity(
        team_id=WORKSPACE, user_id="U1", bot_id="B1", name="voicy", team_name="Acme"
    )
    assert await slack.granted_scopes() == frozenset({"chat:write", "commands"})


async def test_scopes_that_slack_does_not_name_are_unknown(wire: Wire, slack: Slack) -> None:
    wire.script = [answer({"ok": True})]

    assert await slack.granted_scopes() is None
