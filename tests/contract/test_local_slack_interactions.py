"""Buttons, selects and modals of the local Slack, with the real client on the other side."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.errors import SlackError
from sandbox.slack.triggers import TriggerBook
from tests.contract.blocks import JsonObject, field, modal, option, options, plain
from tests.contract.socket_app import SILENCE, SocketApp
from tests.person import Person

TROUBLE = "We had some trouble connecting. Try again?"


TO = field({"type": "plain_text_input"}, "to")
AGENT = field({"type": "external_select", "min_query_length": 0}, "agent", optional=True)
BUTTON = {"type": "button", "action_id": "again", "text": plain("Call again"), "value": "7"}
CARD = [{"type": "actions", "block_id": "card", "elements": [BUTTON]}]


async def opened(app: SocketApp, alice: Person, view: JsonObject) -> JsonObject:
    """Open a modal as apps do, in answer to a command."""
    await alice.type("#sales", "/call")
    payload = await app.next_payload()
    await app.web.views_open(trigger_id=payload["trigger_id"], view=view)
    return await alice.wait_for_view("form")


async def clicked(app: SocketApp, alice: Person) -> JsonObject:
    """Click the button of a card, and return what the app receives."""
    await app.web.chat_postMessage(channel="C0SALES", text="card", blocks=CARD)
    await alice.click(await alice.wait_for_message("#sales", "card"), "Call again")
    return await app.next_payload()


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


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


async def test_a_form_starts_with_its_initial_values(app: SocketApp, alice: Person) -> None:
    view = await opened(
        app,
        alice,
        modal(
            field({"type": "plain_text_input", "initial_value": "+1"}, "to"),
            field(
                {"type": "conversations_select", "default_to_current_conversation": True},
                "where",
            ),
            field({"type": "plain_text_input", "multiline": True}, "notes", optional=True),
        ),
    )

    assert view["state"]["values"] == {
        "to": {"value": {"type": "plain_text_input", "value": "+1"}},
        "where": {"value": {"type": "conversations_select", "selected_conversation": "C0SALES"}},
        "notes": {"value": {"type": "plain_text_input", "value": None}},
    }


async def test_an_empty_required_field_is_refused_before_the_app_hears(
    app: SocketApp, alice: Person
) -> None:
    view = await opened(app, alice, modal(TO, AGENT))

    answer = await alice.submit(view)

    assert answer == {"errors": {"to": "Please complete this required field."}}
    assert app.received.empty()


async def test_a_submission_carries_what_was_entered(app: SocketApp, alice: Person) -> None:
    app.answers["block_suggestion"] = {"options": [option("Booker"), option("Seller")]}
    view = await opened(app, alice, modal(TO, AGENT, private_metadata="secret"))

    await alice.fill(view, {"To": "+1555", "Agent": "Booker"})
    answer = await alice.submit(view)
    suggestion, submission = await app.next_payload(), await app.next_payload()

    assert answer == "closed"
    assert (suggestion["type"], suggestion["value"]) == ("block_suggestion", "Booker")
    assert submission["type"] == "view_submission"
    assert submission["view"]["private_metadata"] == "secret"
    assert submission["view"]["state"]["values"] == {
        "to": {"value": {"type": "plain_text_input", "value": "+1555"}},
        "agent": {"value": {"type": "external_select", "selected_option": option("Booker")}},
    }


async def test_errors_are_shown_at_their_field(app: SocketApp, alice: Person) -> None:
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"to": "Too short"}}
    view = await opened(app, alice, modal(TO))

    await alice.fill(view, {"to": "1"})

    assert await alice.submit(view) == {"errors": {"to": "Too short"}}
    assert alice.screen.views


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "wrong"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
        {"text": "thanks"},
        SILENCE,
    ],
)
async def test_a_wrong_answer_to_a_submission_is_trouble(
    app: SocketApp, alice: Person, answer: Any
) -> None:
    app.answers["view_submission"] = answer
    view = await opened(app, alice, modal(TO))
    await alice.fill(view, {"to": "1"})

    assert await alice.submit(view) == "trouble"
    assert alice.screen.view_events[-1]["text"] == TROUBLE


async def test_an_update_keeps_what_was_entered_and_sets_what_is_new(
    app: SocketApp, alice: Person
) -> None:
    view = await opened(app, alice, modal({**TO, "dispatch_action": True}))
    await alice.fill(view, {"to": "typed"})
    click = await app.next_payload()
    new = field({"type": "plain_text_input", "initial_value": "John"}, "name")
    old = field({"type": "plain_text_input", "initial_value": "other"}, "to")

    await app.web.views_update(view_id=view["id"], hash=click["view"]["hash"], view=modal(old, new))
    updated = await alice.wait_for_view("Name")

    assert updated["state"]["values"] == {
        "to": {"value": {"type": "plain_text_input", "value": "typed"}},
        "name": {"value": {"type": "plain_text_input", "value": "John"}},
    }


async def test_an_update_under_an_old_hash_is_refused(app: SocketApp, alice: Person) -> None:
    view = await opened(app, alice, modal(TO))
    await app.web.views_update(view_id=view["id"], hash=view["hash"], view=modal(TO))

    for stale in (view["hash"], ""):
        update = app.web.views_update(view_id=view["id"], hash=stale, view=modal(TO))
        assert await refusal(update) == "hash_conflict"


async def test_a_closed_view_is_not_found(app: SocketApp, alice: Person) -> None:
    view = await opened(app, alice, modal(TO, notify_on_close=True))
    await alice.close(view)
    told = await app.next_payload()

    update = app.web.views_update(view_id=view["id"], view=modal(TO))

    assert (told["type"], told["is_cleared"]) == ("view_closed", False)
    assert await refusal(update) == "not_found"


async def test_three_views_stack_and_no_more(app: SocketApp, alice: Person) -> None:
    deeper = {"type": "actions", "elements": [{**BUTTON, "action_id": "deeper"}]}
    view = await opened(app, alice, modal(deeper))
    for depth in (2, 3):
        await alice.click(view, "deeper")
        trigger_id = (await app.next_payload())["trigger_id"]
        above = modal(deeper, title=plain(f"depth {depth}"))
        await app.web.views_push(trigger_id=trigger_id, view=above)
        view = await alice.wait_for_view(f"depth {depth}")
    await alice.click(view, "deeper")
    trigger_id = (await app.next_payload())["trigger_id"]

    fourth = app.web.views_push(trigger_id=trigger_id, view=modal(deeper))

    assert view["previous_view_id"] == alice.screen.views[1]["id"]
    assert view["root_view_id"] == alice.screen.views[0]["id"]
    assert await refusal(fourth) == "push_limit_reached"


@pytest.mark.parametrize(("action", "left"), [("push", 2), ("clear", 0), ("update", 1)])
async def test_a_submission_can_push_clear_or_update(
    app: SocketApp, alice: Person, action: str, left: int
) -> None:
    view = await opened(app, alice, modal(TO))
    more = {} if action == "clear" else {"view": modal(TO, title=plain("Next"))}
    app.answers["view_submission"] = {"response_action": action, **more}
    await alice.fill(view, {"to": "1"})

    await alice.submit(view)

    assert len(alice.screen.views) == left


async def test_an_external_id_is_taken_while_its_view_is_open(
    app: SocketApp, alice: Person, bob: Person
) -> None:
    await opened(app, alice, modal(TO, external_id="one"))
    await bob.type("#sales", "/call")
    trigger_id = (await app.next_payload())["trigger_id"]

    second = app.web.views_open(trigger_id=trigger_id, view=modal(TO, external_id="one"))

    assert await refusal(second) == "duplicate_external_id"


async def test_a_selected_conversation_can_come_with_a_response_url(
    app: SocketApp, alice: Person
) -> None:
    element = {"type": "conversations_select", "response_url_enabled": True}
    view = await opened(app, alice, modal(field(element, "where")))
    await alice.fill(view, {"where": "#general"})
    await alice.submit(view)
    urls = (await app.next_payload())["response_urls"]

    async with aiohttp.ClientSession() as http:
        await http.post(urls[0]["response_url"], json={"text": "hi", "response_type": "in_channel"})

    assert urls[0]["channel_id"] == "C0GENERAL"
    await alice.wait_for_message("#general", "hi")


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
    view = await opened(app, alice, modal(AGENT))

    assert await alice.suggest(view, "agent", "b") == []
    assert [one["error"] for one in alice.screen.answers.values()] == ["No result"]


async def test_option_groups_can_be_suggested(app: SocketApp, alice: Person) -> None:
    groups = [{"label": plain("All"), "options": [option("Booker")]}]
    app.answers["block_suggestion"] = {"option_groups": groups}
    view = await opened(app, alice, modal(AGENT))

    assert await alice.suggest(view, "agent") == [option("Booker")]


async def test_views_belong_to_the_person_who_opened_them(
    sandbox: Sandbox, app: SocketApp, alice: Person, bob: Person
) -> None:
    view = await opened(app, alice, modal(TO))

    submitting = asyncio.create_task(bob.submit(view))
    await bob.wait_until(lambda: bob.screen.complaints, "a complaint")
    submitting.cancel()

    assert sandbox.workspace.views.stack("U0BOB") == []
    assert app.received.empty()


async def test_an_update_needs_a_view_that_holds_together(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await slack.views_open(trigger_id="1.2.3", view={**modal(TO), "title": plain("x" * 25)})

    told = caught.value.response
    assert told["error"] == "invalid_arguments"
    assert told["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
