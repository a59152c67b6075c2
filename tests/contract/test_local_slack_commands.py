"""Slash commands of the local Slack: the payload, the answer shown, Slack's own sentences."""

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.slack.errors import SlackError
from sandbox.slack.response_urls import ResponseUrlBook
from tests.contract.socket_app import SILENCE, JsonObject, SocketApp
from tests.person import Person

BROKEN_BLOCKS = [{"type": "section"}]


async def answer(url: str, **body: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as response:
        return response.status, await response.text()


async def command(app: SocketApp, alice: Person, text: str = "/call") -> JsonObject:
    await alice.type("#sales", text)
    return await app.next_payload()


async def test_a_command_arrives_as_slack_sends_it(app: SocketApp, alice: Person) -> None:
    await alice.type("#sales", '/call  +1 555 name="A & B" <x> @bob ')
    envelope = await app.next_envelope()
    payload = dict(envelope.payload)

    assert envelope.type == "slash_commands"
    assert envelope.accepts_response_payload
    assert payload.pop("response_url").startswith("http://127.0.0.1:")
    assert payload.pop("trigger_id").count(".") == 2
    assert payload == {
        "token": "sandbox-verification-token",
        "team_id": "T0SANDBOX",
        "team_domain": "sandbox-hq",
        "channel_id": "C0SALES",
        "channel_name": "sales",
        "user_id": "U0ALICE",
        "user_name": "alice",
        "command": "/call",
        "text": '+1 555 name="A &amp; B" &lt;x&gt; @bob',
        "api_app_id": "A0VOICY",
        "is_enterprise_install": "false",
    }


async def test_escaping_turns_names_into_ids(app: SocketApp, alice: Person) -> None:
    payload = await command(app, alice, "/linked @bob in #sales & @nobody")

    assert payload["text"] == "<@U0BOB|bob> in <#C0SALES|sales> &amp; @nobody"


@pytest.mark.parametrize(
    ("channel", "name"), [("#deals", "privategroup"), ("@voicy", "directmessage")]
)
async def test_private_places_are_not_named(
    app: SocketApp, alice: Person, channel: str, name: str
) -> None:
    await alice.type(channel, "/call")

    assert (await app.next_payload())["channel_name"] == name


async def test_the_acknowledgement_is_shown_to_the_person_alone(
    app: SocketApp, alice: Person, bob: Person
) -> None:
    app.answers["/call"] = {"text": "Calling"}

    await alice.type("#sales", "/call 1")
    shown = await alice.wait_for_ephemeral("#sales", "Calling")

    assert shown["user"] == "U0VOICY"
    assert bob.ephemerals("#sales") == []


async def test_an_answer_in_the_channel_shows_what_was_typed_too(
    app: SocketApp, alice: Person, bob: Person
) -> None:
    app.answers["/call"] = {"text": "Calling", "response_type": "in_channel"}

    await alice.type("#sales", "/call 1")
    await bob.wait_for_message("#sales", "Calling")

    assert [one["text"] for one in bob.messages("#sales")] == ["/call 1", "Calling"]


async def test_broken_blocks_in_the_acknowledgement_fail_the_command(
    app: SocketApp, alice: Person
) -> None:
    app.answers["/call"] = {"text": "Calling", "blocks": BROKEN_BLOCKS}

    await alice.type("#sales", "/call 1")

    await alice.wait_for_ephemeral("#sales", 'failed with the error "invalid_command_response"')


async def test_three_seconds_of_silence_are_told(app: SocketApp, alice: Person) -> None:
    app.answers["/call"] = SILENCE

    await alice.type("#sales", "/call 1")

    sentence = '/call failed with the error "operation_timeout"'
    shown = await alice.wait_for_ephemeral("#sales", sentence)
    assert shown["user"] == "USLACKBOT"


async def test_nobody_connected_is_told(alice: Person) -> None:
    await alice.type("#sales", "/call 1")

    await alice.wait_for_ephemeral("#sales", "/call failed because the app did not respond")


async def test_a_command_that_is_not_in_the_manifest_does_not_exist(
    app: SocketApp, alice: Person
) -> None:
    await alice.type("#sales", "/dial 1")

    await alice.wait_for_ephemeral("#sales", "/dial is not a valid command.")
    assert app.received.empty()


async def test_commands_do_not_work_in_threads(app: SocketApp, alice: Person) -> None:
    await alice.type("#sales", "hello")
    parent = await alice.wait_for_message("#sales", "hello")

    await alice.type("#sales", "/call 1", thread_ts=parent["ts"])

    sentence = "/call is not supported in threads. Sorry!"
    shown = await alice.wait_for_ephemeral("#sales", sentence)
    assert shown["thread_ts"] == parent["ts"]
    assert app.received.empty()


async def test_a_response_url_answers_five_times(app: SocketApp, alice: Person) -> None:
    url = (await command(app, alice))["response_url"]

    answers = [await answer(url, text=str(number)) for number in range(6)]

    assert answers[:5] == [(200, "ok")] * 5
    assert answers[5] == (404, '{"ok": false, "error": "used_url"}')
    assert [one["text"] for one in alice.ephemerals("#sales")] == ["0", "1", "2", "3", "4"]


def test_a_response_url_lives_half_an_hour() -> None:
    seconds = [0.0]
    book = ResponseUrlBook(lambda: seconds[0])
    hook_id = book.issue(user="U0ALICE", channel="C0SALES")
    seconds[0] = 1800.0
    book.use(hook_id)
    seconds[0] = 1801.0

    with pytest.raises(SlackError, match="expired_url"):
        book.use(hook_id)


@pytest.mark.parametrize(
    ("body", "error"),
    [({}, "no_text"), ({"text": "x", "blocks": BROKEN_BLOCKS}, "invalid_blocks")],
)
async def test_a_response_url_checks_what_it_is_given(
    app: SocketApp, alice: Person, body: JsonObject, error: str
) -> None:
    url = (await command(app, alice))["response_url"]

    status, told = await answer(url, **body)

    assert (status, error in told) == (400, True)


async def test_an_invitation_brings_the_bot_in_and_says_so(
    sandbox: Sandbox, app: SocketApp, alice: Person
) -> None:
    await alice.type("#board", "/invite @Voicy")
    joined = await alice.wait_for_message("#board", "has joined the channel")
    event = await app.next_payload()

    assert (joined["subtype"], joined["user"]) == ("group_join", "U0VOICY")
    assert event["event"]["type"] == "member_joined_channel"
    board = sandbox.workspace.conversations.get("G0BOARD")
    assert board is not None
    assert board.has_bot


async def test_a_mention_is_an_event_where_the_bot_is_a_member(
    app: SocketApp, alice: Person
) -> None:
    await alice.type("#support", "@Voicy are you here?")
    await alice.type("#sales", "@Voicy call <me>")
    payload = await app.next_payload()

    assert payload["type"] == "event_callback"
    assert payload["event"]["type"] == "app_mention"
    assert payload["event"]["channel"] == "C0SALES"
    assert payload["event"]["text"] == "<@U0VOICY> call &lt;me&gt;"


async def test_nobody_writes_into_an_archived_channel(alice: Person) -> None:
    await alice.type("#old-campaign", "hello")

    await alice.wait_until(lambda: alice.screen.complaints, "a complaint")
    assert alice.messages("#old-campaign") == []
