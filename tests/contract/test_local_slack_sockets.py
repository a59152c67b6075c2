"""Socket Mode of the local Slack: greetings, pongs, turns, redelivery, forced reconnects."""

import asyncio

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.socket_mode import ACK_SECONDS
from tests.contract.socket_app import SILENCE, JsonObject, SocketApp, connected_app
from tests.person import Person

DEADLINE_SECONDS = 8


async def control(sandbox: Sandbox, **asked: object) -> JsonObject:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{sandbox.url}/_control", json=asked) as response,
    ):
        told: JsonObject = await response.json()
        return told


async def open_link(sandbox: Sandbox) -> str:
    client = AsyncWebClient(base_url=sandbox.slack_api_url, retry_handlers=[])
    opened = await client.apps_connections_open(app_token=sandbox.app_token)
    return str(opened["url"])


async def test_a_connection_begins_with_hello(app: SocketApp) -> None:
    hello = app.hellos[0]

    assert hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": "A0VOICY"}
    assert hello["debug_info"]["approximate_connection_time"] == 18060


async def test_a_ticket_opens_one_connection(sandbox: Sandbox) -> None:
    url = await open_link(sandbox)
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(url) as first:
            hello = await first.receive_json(timeout=DEADLINE_SECONDS)
        async with http.get(url.replace("ws://", "http://")) as second:
            status = second.status

    assert (hello["type"], status) == ("hello", 401)


async def test_a_ping_is_answered_with_its_own_words(sandbox: Sandbox) -> None:
    url = await open_link(sandbox)
    async with aiohttp.ClientSession() as http, http.ws_connect(url, autoping=False) as link:
        await link.receive(timeout=DEADLINE_SECONDS)
        await link.ping(b"sdk-ping-pong:1.5")

        pong = await link.receive(timeout=DEADLINE_SECONDS)

    assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_connections_take_turns(sandbox: Sandbox, alice: Person) -> None:
    async with aiohttp.ClientSession() as http:
        links = [await http.ws_connect(await open_link(sandbox)) for _ in range(2)]
        for link in links:
            await link.receive_json(timeout=DEADLINE_SECONDS)
        for number in range(4):
            await alice.type("#sales", f"/call {number}")
        received = [
            [(await link.receive_json(timeout=DEADLINE_SECONDS))["payload"]["text"] for _ in "12"]
            for link in links
        ]

    assert received == [["0", "2"], ["1", "3"]]


async def test_an_eleventh_connection_is_sent_away(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as http:
        links = [await http.ws_connect(await open_link(sandbox)) for _ in range(11)]

        told = await links[-1].receive_json(timeout=DEADLINE_SECONDS)

    assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")


async def test_a_forced_reconnect_brings_the_app_back(
    sandbox: Sandbox, app: SocketApp, alice: Person
) -> None:
    await control(sandbox, do="disconnect")
    await alice.wait_until(lambda: len(app.hellos) == 2, "a second hello", instead=lambda: "none")
    await alice.wait_for_bot()

    await alice.type("#sales", "/call 1")

    assert (await app.next_payload())["command"] == "/call"


async def test_a_dropped_app_comes_back_and_the_page_is_told(
    sandbox: Sandbox, app: SocketApp, alice: Person
) -> None:
    await alice.wait_for_bot()

    await control(sandbox, do="drop_sockets")

    await alice.wait_until(lambda: not alice.screen.is_bot_connected, "the bot to be gone")
    await alice.wait_for_bot()


async def test_what_was_not_acknowledged_is_sent_once_more(
    sandbox: Sandbox, app: SocketApp, alice: Person
) -> None:
    app.answers["/call"] = SILENCE
    await alice.type("#sales", "/call 1")
    first = await app.next_envelope()

    await control(sandbox, do="disconnect")
    second = await app.next_envelope()
    await control(sandbox, do="disconnect")
    await alice.wait_until(lambda: len(app.hellos) == 3, "a third hello", instead=lambda: "none")

    assert second.envelope_id == first.envelope_id
    assert app.received.empty()


async def test_an_event_that_nobody_heard_is_sent_again_after_a_minute(
    sandbox: Sandbox, alice: Person
) -> None:
    sandbox.clock.speed = 60.0
    await alice.type("#sales", "@Voicy hello")
    await alice.wait_for_message("#sales", "hello")

    async with connected_app(sandbox) as app:
        envelope = await app.next_envelope()

    assert envelope.payload["event"]["type"] == "app_mention"
    assert (envelope.retry_attempt, envelope.retry_reason) == (2, "http_error")


async def test_an_event_is_dropped_after_three_retries(sandbox: Sandbox, alice: Person) -> None:
    sandbox.clock.speed = 3_600.0
    async with connected_app(sandbox) as app:
        app.answers["event_callback"] = SILENCE
        await alice.type("#sales", "@Voicy hello")
        heard = [await app.next_envelope() for _ in range(4)]
        sandbox.clock.speed = 100_000.0
        await asyncio.sleep(ACK_SECONDS + 0.5)

        assert app.received.empty()
    assert [(one.retry_attempt, one.retry_reason) for one in heard] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({one.payload["event_id"] for one in heard}) == 1


async def test_an_acknowledged_event_is_not_sent_again(sandbox: Sandbox, alice: Person) -> None:
    sandbox.clock.speed = 3_600.0
    async with connected_app(sandbox) as app:
        app.answers["event_callback"] = SILENCE
        await alice.type("#sales", "@Voicy hello")
        await app.next_envelope()
        app.answers.clear()
        again = await app.next_envelope()
        await asyncio.sleep(0.5)

        assert (again.retry_attempt, app.received.empty()) == (1, True)


async def test_events_without_an_app_expire(sandbox: Sandbox, alice: Person) -> None:
    sandbox.clock.speed = 3_600.0
    await alice.type("#sales", "@Voicy hello")
    await alice.wait_for_message("#sales", "hello")
    await asyncio.sleep(0.5)

    async with connected_app(sandbox) as app:
        await asyncio.sleep(0.5)

        assert app.received.empty()


async def test_an_envelope_can_be_duplicated(
    sandbox: Sandbox, app: SocketApp, alice: Person
) -> None:
    await control(sandbox, do="duplicate_next_envelope")

    await alice.type("#sales", "/call 1")
    await alice.type("#sales", "/call 2")
    received = [await app.next_envelope() for _ in range(3)]

    assert [one.payload["text"] for one in received] == ["1", "1", "2"]
    assert received[0].envelope_id == received[1].envelope_id


async def test_the_ledger_counts_requests_and_messages(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="hi")
    await slack.chat_delete(channel="C0SALES", ts=posted["ts"])

    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{sandbox.url}/_control?ledger=1") as response,
    ):
        ledger = await response.json()

    assert ledger["slack_requests"] == {"chat.postMessage": 1, "chat.delete": 1}
    assert [(one["text"], one["deleted"]) for one in ledger["messages"]] == [("hi", True)]


async def test_control_says_what_it_does_not_understand(sandbox: Sandbox) -> None:
    unknown = await control(sandbox, do="dance")
    nowhere = await control(sandbox, do="archive", channel="C0NOWHERE")

    assert unknown["error"].startswith('"do" must be one of fault, clear_faults')
    assert nowhere["error"] == "There is no conversation 'C0NOWHERE'."


async def test_control_changes_the_workspace(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    for asked in (
        {"do": "archive", "channel": "C0GENERAL"},
        {"do": "kick_bot", "channel": "G0DEALS"},
        {"do": "invite_bot", "channel": "G0BOARD"},
        {"do": "speed", "speed": 10},
    ):
        assert (await control(sandbox, **asked))["ok"]

    answers = await asyncio.gather(
        *(
            slack.chat_postMessage(channel=channel, text="hi")
            for channel in ("C0GENERAL", "G0DEALS", "G0BOARD")
        ),
        return_exceptions=True,
    )

    errors = [one.response["error"] if isinstance(one, Exception) else None for one in answers]  # type: ignore[attr-defined]
    assert errors == ["is_archived", "channel_not_found", None]
