"""What an app hears of messages: people's, its own, edits and deletions."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.contract.socket_app import JsonObject, SocketApp
from tests.contract.team_app import TEAM_SCOPES, open_sandbox
from tests.person import Person

EVENTS = ["message.channels", "message.im"]


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path, scopes=TEAM_SCOPES, events=EVENTS) as sandbox:
        yield sandbox


async def next_event(app: SocketApp) -> JsonObject:
    event: JsonObject = (await app.next_payload())["event"]
    return event


async def test_an_app_hears_its_own_posts(app: SocketApp, slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="hi")
    echo = await next_event(app)

    assert (echo["type"], echo["channel"], echo["channel_type"]) == (
        "message",
        "C0SALES",
        "channel",
    )
    assert (echo["ts"], echo["event_ts"], echo["text"]) == (posted["ts"], posted["ts"], "hi")
    assert (echo["user"], echo["bot_id"], echo["app_id"]) == ("U0VOICY", "B0VOICY", "A0VOICY")
    assert echo.keys().isdisjoint({"client_msg_id", "subtype"})


async def test_an_app_hears_its_own_edits(app: SocketApp, slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="before")
    await next_event(app)

    await slack.chat_update(channel="C0SALES", ts=posted["ts"], text="after")
    edit = await next_event(app)

    assert (edit["subtype"], edit["hidden"], edit["channel"]) == (
        "message_changed",
        True,
        "C0SALES",
    )
    assert edit["ts"] == edit["event_ts"] > posted["ts"]
    assert (edit["message"]["text"], edit["previous_message"]["text"]) == ("after", "before")
    assert edit["message"]["ts"] == edit["previous_message"]["ts"] == posted["ts"]
    assert (edit["message"]["bot_id"], edit["message"]["edited"]["user"]) == ("B0VOICY", "U0VOICY")
    assert "edited" not in edit["previous_message"]


async def test_an_app_hears_its_own_deletions(app: SocketApp, slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="gone")
    await next_event(app)

    await slack.chat_delete(channel="C0SALES", ts=posted["ts"])
    deletion = await next_event(app)

    assert (deletion["subtype"], deletion["hidden"]) == ("message_deleted", True)
    assert deletion["deleted_ts"] == deletion["previous_message"]["ts"] == posted["ts"]
    assert deletion["previous_message"]["text"] == "gone"
    assert "message" not in deletion


async def test_a_deleted_parent_with_replies_is_told_as_a_change(
    app: SocketApp, slack: AsyncWebClient, alice: Person
) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="parent")
    await alice.type("#sales", "reply", thread_ts=posted["ts"])
    echo, reply = await next_event(app), await next_event(app)

    await slack.chat_delete(channel="C0SALES", ts=posted["ts"])
    change = await next_event(app)

    assert (echo["ts"], reply["thread_ts"]) == (posted["ts"], posted["ts"])
    assert (change["subtype"], change["message"]["subtype"]) == ("message_changed", "tombstone")


async def test_only_what_people_type_has_an_id_of_their_client(
    app: SocketApp, alice: Person
) -> None:
    await alice.type("#sales", "hello")
    typed = await next_event(app)
    await alice.type("#sales", "/remove @bob")
    left = await next_event(app)

    assert (typed["text"], len(typed["client_msg_id"])) == ("hello", 36)
    assert (left["subtype"], "client_msg_id" in left) == ("channel_leave", False)


async def test_nothing_is_told_of_places_without_the_bot(
    app: SocketApp, sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    outside = next(each for each in sandbox.workspace.conversations if not each.has_bot)
    sandbox.workspace.messages.post(channel=outside.id, user="U0ALICE", text="secret")
    await slack.chat_postMessage(channel="U0ALICE", text="hi")

    assert (await next_event(app))["text"] == "hi"
