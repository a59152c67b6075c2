"""Buttons, selects and triggers of the local Slack, with the real client on the other side."""

from typing import Any

import aiohttp
import pytest

from sandbox.slack.errors import SlackError
from sandbox.slack.triggers import TriggerBook
from tests.contract.blocks import AGENT, BUTTON, TO, JsonObject, modal, option, options, plain
from tests.contract.socket_app import SILENCE, SocketApp, open_modal, refusal
from tests.person import Person

CARD = [{"type": "actions", "block_id": "card", "elements": [BUTTON]}]


async def clicked(app: SocketApp, alice: Person) -> JsonObject:
    """Click the button of a card, and return what the app receives."""
    await app.web.chat_postMessage(channel="C0SALES", text="card", blocks=CARD)
    await alice.click(await alice.wait_for_message("#sales", "card"), "Call again")
    return await app.next_payload()


async def test_a_click_arrives_as_slack_sends_it(app: SocketApp, alice: Person) -> None:
    payload = await clicked(app, alice)

    assert payload["type"] == "block_actions"
    assert payload["user"] == {
        "id": "U0ALICE",
        "username": "alice",
        "name": "alice",
        "team_id": "T0SANDBOX",
    }
    assert payload["container"] == {
        "type": "message",
        "message_ts": payload["message"]["ts"],
        "channel_id": "C0SALES",
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": "C0SALES", "name": "sales"}
    action = {key: payload["actions"][0][key] for key in ("type", "block_id", "value", "text")}
    text = plain("Call again")
    assert action == {"type": "button", "block_id": "card", "value": "7", "text": text}


async def test_the_response_url_of_a_click_replaces_its_message(
    app: SocketApp, alice: Person
) -> None:
    payload = await clicked(app, alice)

    async with aiohttp.ClientSession() as http:
        body = {"replace_original": True, "text": "done"}
        await http.post(payload["response_url"], json=body)

    await alice.wait_for_message("#sales", "done")
    assert len(alice.messages("#sales")) == 1


async def test_an_ephemeral_message_is_replaced_and_deleted_by_its_response_url(
    app: SocketApp, alice: Person
) -> None:
    app.answers["/call"] = {"text": "sure?", "blocks": CARD}
    await alice.type("#sales", "/call")
    await alice.click(await alice.wait_for_ephemeral("#sales", "sure?"), "again")
    await app.next_payload()
    payload = await app.next_payload()

    async with aiohttp.ClientSession() as http:
        body = {"replace_original": True, "text": "calling"}
        await http.post(payload["response_url"], json=body)
        await alice.wait_for_ephemeral("#sales", "calling")
        await http.post(payload["response_url"], json={"delete_original": True})

    await alice.wait_until(lambda: not alice.ephemerals("#sales"), "it to go")
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload


async def test_a_click_that_nobody_takes_is_told(app: SocketApp, alice: Person) -> None:
    app.answers["block_actions"] = SILENCE
    await clicked(app, alice)

    await alice.wait_until(lambda: alice.screen.complaints, "a warning")

    assert alice.screen.complaints == ["This app did not respond."]


async def test_a_trigger_is_good_for_one_view(app: SocketApp, alice: Person) -> None:
    await alice.type("#sales", "/call")
    trigger_id = (await app.next_payload())["trigger_id"]
    await app.web.views_open(trigger_id=trigger_id, view=modal(TO))

    again = app.web.views_open(trigger_id=trigger_id, view=modal(TO))
    invented = app.web.views_open(trigger_id="1.2.abc", view=modal(TO))

    assert await refusal(again) == "exchanged_trigger_id"
    assert await refusal(invented) == "invalid_trigger_id"


def test_a_trigger_lives_three_seconds() -> None:
    seconds = [0.0]
    book = TriggerBook(lambda: seconds[0])
    early, late = book.issue(user="U0ALICE"), book.issue(user="U0ALICE")
    seconds[0] = 3.0
    book.exchange(early)
    seconds[0] = 3.1

    with pytest.raises(SlackError, match="expired_trigger_id"):
        book.exchange(late)


@pytest.mark.parametrize(
    "offered",
    [
        {"options": options(101)},
        {"options": [option("x" * 76)]},
        {"text": "no options"},
        {},
        SILENCE,
    ],
)
async def test_wrong_or_late_suggestions_are_no_result(
    app: SocketApp, alice: Person, offered: Any
) -> None:
    app.answers["block_suggestion"] = offered
    view = await open_modal(app, alice, modal(AGENT))

    assert await alice.suggest(view, "agent", "b") == []
    assert [one["error"] for one in alice.screen.answers.values()] == ["No result"]


async def test_option_groups_can_be_suggested(app: SocketApp, alice: Person) -> None:
    groups = [{"label": plain("All"), "options": [option("Booker")]}]
    app.answers["block_suggestion"] = {"option_groups": groups}
    view = await open_modal(app, alice, modal(AGENT))

    assert await alice.suggest(view, "agent") == [option("Booker")]
