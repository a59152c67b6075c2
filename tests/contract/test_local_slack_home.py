"""App Home and shortcuts of the local Slack, with the real client on the other side."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.contract.blocks import TO, JsonObject, field, modal, option, section
from tests.contract.conftest import SCOPES
from tests.contract.socket_app import SILENCE, SocketApp, refusal
from tests.contract.team_app import open_sandbox
from tests.person import Person

BUTTON = {
    "type": "button",
    "action_id": "new_call",
    "text": {"type": "plain_text", "text": "New call"},
}
NOTHING_PUBLISHED = {"enabled": True, "view": None}
PICK = {"type": "static_select", "action_id": "outcome", "options": [option("Busy")]}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path) as sandbox:
        yield sandbox


def home(text: str, *elements: JsonObject, **more: Any) -> JsonObject:
    """Return a home view with a line of text and some elements."""
    row = {"type": "actions", "block_id": "row", "elements": [BUTTON, *elements]}
    return {"type": "home", "blocks": [section(text), row], **more}


async def trigger_of_a_click(app: SocketApp, alice: Person) -> str:
    """Publish a Home tab, let its button be clicked, and return the trigger_id."""
    await app.web.views_publish(user_id="U0ALICE", view=home("calls"))
    await alice.click(await alice.wait_for_home("calls"), "new_call")
    return str((await app.next_payload())["trigger_id"])


async def test_opening_the_home_tab_is_an_event(app: SocketApp, alice: Person) -> None:
    await app.web.views_publish(user_id="U0ALICE", view=home("calls", private_metadata="page 1"))

    view = await alice.open_home()
    event = (await app.next_payload())["event"]

    assert view["blocks"][0]["text"]["text"] == "calls"
    assert (event["type"], event["tab"], event["user"], event["channel"]) == (
        "app_home_opened",
        "home",
        "U0ALICE",
        "D0ALICE",
    )
    assert event["view"]["hash"] == view["hash"]
    assert event["view"]["private_metadata"] == "page 1"


async def test_a_home_tab_never_published_comes_without_a_view(
    app: SocketApp, alice: Person
) -> None:
    assert alice.screen.snapshot["home"] == NOTHING_PUBLISHED
    await alice.open_dm("@voicy")
    messages = (await app.next_payload())["event"]

    opening = asyncio.create_task(alice.open_home())
    first = (await app.next_payload())["event"]
    await app.web.views_publish(user_id="U0ALICE", view=home("calls"))

    assert (await opening)["id"] == alice.home["id"]
    assert (messages["tab"], first["tab"]) == ("messages", "home")
    assert "view" not in messages
    assert "view" not in first


async def test_what_is_published_appears_to_its_person_alone(
    app: SocketApp, alice: Person, bob: Person
) -> None:
    await app.web.views_publish(user_id="U0ALICE", view=home("first"))
    first = await alice.wait_for_home("first")
    await app.web.views_publish(user_id="U0ALICE", view=home("second"), hash=first["hash"])
    second = await alice.wait_for_home("second")

    stale = app.web.views_publish(user_id="U0ALICE", view=home("third"), hash=first["hash"])

    assert await refusal(stale) == "hash_conflict"
    assert (second["id"], second["hash"] != first["hash"]) == (first["id"], True)
    assert bob.screen.home is None
    assert alice.screen.views == []


async def test_a_click_in_the_home_tab_carries_the_view(app: SocketApp, alice: Person) -> None:
    published = home("calls", PICK, private_metadata="page 2", callback_id="home")
    await app.web.views_publish(user_id="U0ALICE", view=published)
    await alice.wait_for_home("home")

    await alice.select(alice.home, "outcome", "Busy")
    payload = await app.next_payload()

    assert payload["type"] == "block_actions"
    assert payload["container"] == {"type": "view", "view_id": alice.home["id"]}
    assert payload["view"]["private_metadata"] == "page 2"
    assert payload["view"]["hash"] == alice.home["hash"]
    assert payload["view"]["state"]["values"]["row"]["outcome"]["selected_option"] == option("Busy")
    assert payload["actions"][0]["selected_option"] == option("Busy")
    assert not {"channel", "message", "response_url"} & set(payload)


async def test_a_click_in_the_home_tab_opens_a_modal_and_pushes_none(
    app: SocketApp, alice: Person
) -> None:
    pushing = app.web.views_push(trigger_id=await trigger_of_a_click(app, alice), view=modal(TO))
    assert await refusal(pushing) == "not_found"
    trigger_id = await trigger_of_a_click(app, alice)

    await app.web.views_open(trigger_id=trigger_id, view=modal(TO))

    assert (await alice.wait_for_view("form"))["type"] == "modal"
    assert alice.home["type"] == "home"


async def test_pickers_stand_in_the_state(app: SocketApp, alice: Person) -> None:
    kinds = ("datepicker", "timepicker", "datetimepicker", "radio_buttons")
    elements: list[JsonObject] = [{"type": kind} for kind in kinds]
    elements[-1]["options"] = [option("Busy")]
    fields = [field(element, element["type"]) for element in elements]
    view = home("later")
    view["blocks"] += fields
    await app.web.views_publish(user_id="U0ALICE", view=view)
    view = await alice.wait_for_home("later")
    entered = ("2026-12-01", "09:00", 1_796_115_600, "Busy")

    await alice.fill(view, dict(zip(kinds, entered, strict=True)))
    await alice.click(view, "new_call")
    values = (await app.next_payload())["view"]["state"]["values"]

    assert [values[kind]["value"] for kind in kinds] == [
        {"type": "datepicker", "selected_date": "2026-12-01"},
        {"type": "timepicker", "selected_time": "09:00"},
        {"type": "datetimepicker", "selected_date_time": 1_796_115_600},
        {"type": "radio_buttons", "selected_option": option("Busy")},
    ]


async def test_a_click_that_nobody_takes_is_told(app: SocketApp, alice: Person) -> None:
    app.answers["block_actions"] = SILENCE
    await trigger_of_a_click(app, alice)

    await alice.wait_until(lambda: alice.screen.complaints, "a warning")

    assert alice.screen.complaints == ["This app did not respond."]


async def test_without_a_home_tab_nothing_is_published_or_opened(tmp_path: Path) -> None:
    async with (
        open_sandbox(tmp_path, app_home={"messages_tab_enabled": True}) as sandbox,
        Person(sandbox.url) as alice,
    ):
        slack = AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url, retry_handlers=[])
        publishing = slack.views_publish(user_id="U0ALICE", view=home("calls"))

        assert await refusal(publishing) == "not_enabled"
        with pytest.raises(AssertionError, match="no Home tab"):
            await alice.open_home()


async def test_a_global_shortcut_knows_no_channel(app: SocketApp, alice: Person) -> None:
    await alice.shortcut("New call", channel="#general")
    envelope = await app.next_envelope()
    payload = dict(envelope.payload)

    assert (envelope.type, envelope.accepts_response_payload) == ("interactive", False)
    assert payload.pop("trigger_id").count(".") == 2
    assert float(payload.pop("action_ts")) > 0
    assert payload == {
        "type": "shortcut",
        "callback_id": "new_call",
        "token": "sandbox-verification-token",
        "team": {"id": "T0SANDBOX", "domain": "sandbox-hq"},
        "user": {"id": "U0ALICE", "username": "alice", "team_id": "T0SANDBOX"},
        "is_enterprise_install": False,
        "enterprise": None,
    }


async def test_the_modal_of_a_global_shortcut_starts_with_the_conversation_seen(
    app: SocketApp, alice: Person
) -> None:
    where = {"type": "conversations_select", "default_to_current_conversation": True}
    await alice.shortcut("new_call", channel="#general")
    trigger_id = (await app.next_payload())["trigger_id"]

    await app.web.views_open(trigger_id=trigger_id, view=modal(field(where, "where")))
    view = await alice.wait_for_view("form")

    state = view["state"]["values"]["where"]["value"]
    assert state["selected_conversation"] == "C0GENERAL"


async def test_a_message_shortcut_carries_the_message_even_where_the_bot_is_not(
    app: SocketApp, alice: Person
) -> None:
    await alice.type("#support", "call +1 555 987 6543")
    parent = await alice.wait_for_message("#support", "call")
    await alice.type("#support", "please", thread_ts=parent["ts"])
    reply = await alice.wait_for_message("#support", "please", thread_ts=parent["ts"])

    await alice.shortcut("Call number", reply)
    payload = await app.next_payload()

    assert (payload["type"], payload["callback_id"]) == ("message_action", "from_message")
    assert payload["channel"] == {"id": "C0SUPPORT", "name": "support"}
    assert payload["message_ts"] == payload["message"]["ts"] == reply["ts"]
    assert payload["message"]["thread_ts"] == parent["ts"]
    assert payload["user"]["name"] == "alice"
    async with aiohttp.ClientSession() as http:
        await http.post(payload["response_url"], json={"text": "found one"})
    await alice.wait_for_ephemeral("#support", "found one")


async def test_a_shortcut_that_nobody_takes_is_told(app: SocketApp, alice: Person) -> None:
    app.answers["shortcut"] = SILENCE

    await alice.shortcut("New call")
    await alice.wait_until(lambda: alice.screen.complaints, "a warning")

    assert alice.screen.complaints == ["This app did not respond."]


async def test_a_shortcut_is_chosen_where_it_belongs(sandbox: Sandbox, app: SocketApp) -> None:
    asked = {"type": "shortcut", "callback_id": "from_message", "kind": "global"}
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{sandbox.url}/page/socket") as page,
    ):
        await page.receive_json(timeout=5)
        await page.send_json(asked)
        told = await page.receive_json(timeout=5)

    assert (told["type"], told["text"]) == ("error", "This app has no such shortcut.")
    assert app.received.empty()


async def test_shortcuts_need_the_scope_for_commands(tmp_path: Path) -> None:
    poor = [scope for scope in SCOPES if scope != "commands"]
    async with open_sandbox(tmp_path, scopes=poor) as sandbox, Person(sandbox.url) as alice:
        assert alice.screen.snapshot["shortcuts"] == []
