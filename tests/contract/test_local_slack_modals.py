"""Modals of the local Slack: opening, entering, submitting, updating, stacking, closing."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.contract.blocks import AGENT, BUTTON, TO, field, modal, option, plain
from tests.contract.socket_app import SILENCE, SocketApp, open_modal, refusal
from tests.person import Person

TROUBLE = "We had some trouble connecting. Try again?"


async def test_a_form_starts_with_its_initial_values(app: SocketApp, alice: Person) -> None:
    view = await open_modal(
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
    view = await open_modal(app, alice, modal(TO, AGENT))

    answer = await alice.submit(view)

    assert answer == {"errors": {"to": "Please complete this required field."}}
    assert app.received.empty()


async def test_a_submission_carries_what_was_entered(app: SocketApp, alice: Person) -> None:
    app.answers["block_suggestion"] = {"options": [option("Booker"), option("Seller")]}
    view = await open_modal(app, alice, modal(TO, AGENT, private_metadata="secret"))

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
    view = await open_modal(app, alice, modal(TO))

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
    view = await open_modal(app, alice, modal(TO))
    await alice.fill(view, {"to": "1"})

    assert await alice.submit(view) == "trouble"
    assert alice.screen.view_events[-1]["text"] == TROUBLE


async def test_an_update_keeps_what_was_entered_and_sets_what_is_new(
    app: SocketApp, alice: Person
) -> None:
    view = await open_modal(app, alice, modal({**TO, "dispatch_action": True}))
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
    view = await open_modal(app, alice, modal(TO))
    await app.web.views_update(view_id=view["id"], hash=view["hash"], view=modal(TO))

    for stale in (view["hash"], ""):
        update = app.web.views_update(view_id=view["id"], hash=stale, view=modal(TO))
        assert await refusal(update) == "hash_conflict"


async def test_a_closed_view_is_not_found(app: SocketApp, alice: Person) -> None:
    view = await open_modal(app, alice, modal(TO, notify_on_close=True))
    await alice.close(view)
    told = await app.next_payload()

    update = app.web.views_update(view_id=view["id"], view=modal(TO))

    assert (told["type"], told["is_cleared"]) == ("view_closed", False)
    assert await refusal(update) == "not_found"


async def test_three_views_stack_and_no_more(app: SocketApp, alice: Person) -> None:
    deeper = {"type": "actions", "elements": [{**BUTTON, "action_id": "deeper"}]}
    view = await open_modal(app, alice, modal(deeper))
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
    view = await open_modal(app, alice, modal(TO))
    more = {} if action == "clear" else {"view": modal(TO, title=plain("Next"))}
    app.answers["view_submission"] = {"response_action": action, **more}
    await alice.fill(view, {"to": "1"})

    await alice.submit(view)

    assert len(alice.screen.views) == left


async def test_an_external_id_is_taken_while_its_view_is_open(
    app: SocketApp, alice: Person, bob: Person
) -> None:
    await open_modal(app, alice, modal(TO, external_id="one"))
    await bob.type("#sales", "/call")
    trigger_id = (await app.next_payload())["trigger_id"]

    second = app.web.views_open(trigger_id=trigger_id, view=modal(TO, external_id="one"))

    assert await refusal(second) == "duplicate_external_id"


async def test_a_selected_conversation_can_come_with_a_response_url(
    app: SocketApp, alice: Person
) -> None:
    element = {"type": "conversations_select", "response_url_enabled": True}
    view = await open_modal(app, alice, modal(field(element, "where")))
    await alice.fill(view, {"where": "#general"})
    await alice.submit(view)
    urls = (await app.next_payload())["response_urls"]

    async with aiohttp.ClientSession() as http:
        await http.post(urls[0]["response_url"], json={"text": "hi", "response_type": "in_channel"})

    assert urls[0]["channel_id"] == "C0GENERAL"
    await alice.wait_for_message("#general", "hi")


async def test_views_belong_to_the_person_who_opened_them(
    sandbox: Sandbox, app: SocketApp, alice: Person, bob: Person
) -> None:
    view = await open_modal(app, alice, modal(TO))

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
