"""The elements of a form, used by hand in a real browser."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.builders.page import visited
from tests.contract.blocks import field, modal, option, plain
from tests.contract.socket_app import JsonObject, SocketApp, connected_app
from tests.contract.team_app import open_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGENTS = [option("Booker"), option("Qualifier"), option("Reminder")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SocketApp]:
    """Open a sandbox with an app that does what a test tells it to."""
    folder = tmp_path_factory.mktemp("elements")
    async with open_sandbox(folder) as sandbox, connected_app(sandbox) as app:
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def page(app: SocketApp, tab: Page) -> AsyncIterator[Page]:
    """Open the page as Alice does."""
    async with visited(tab, app.web.base_url.removesuffix("api/"), height=900) as page:
        yield page


async def open_form(app: SocketApp, page: Page, *blocks: JsonObject) -> Locator:
    """Let the app open a form with these blocks, as it does after a command."""
    composer = page.get_by_test_id("composer")
    await composer.fill("/call")
    await composer.press("Enter")
    payload = await app.next_payload()
    await app.web.views_open(trigger_id=payload["trigger_id"], view=modal(*blocks))
    form = page.get_by_test_id("modal")
    await expect(form).to_be_visible()
    return form


async def submit(app: SocketApp, form: Locator) -> JsonObject:
    """Submit the form; return {block_id: state} as the app gets it."""
    await form.get_by_test_id("modal-submit").click()
    while (payload := await app.next_payload())["type"] != "view_submission":
        pass
    values: JsonObject = payload["view"]["state"]["values"]
    return {block: next(iter(actions.values())) for block, actions in values.items()}


def multi(kind: str, **more: Any) -> JsonObject:
    """Build a select of several choices."""
    return {"type": f"multi_{kind}_select", **more}


async def test_several_choices_become_chips_that_can_be_taken_away(
    app: SocketApp, page: Page
) -> None:
    form = await open_form(
        app, page, field(multi("static", options=AGENTS, max_selected_items=2), "agents")
    )
    box, chips = form.get_by_role("combobox"), form.get_by_test_id("chip")
    await box.click()
    await form.get_by_role("option", name="Booker").click()
    await box.fill("qual")
    await page.keyboard.press("Enter")
    await expect(chips).to_have_text(["Booker", "Qualifier"])
    await box.click()
    await expect(form.get_by_text("No result")).to_be_visible()
    await chips.filter(has_text="Booker").click()
    await box.click()
    await expect(form.get_by_role("option")).to_have_text(["Booker", "Reminder"])
    await form.get_by_role("option", name="Reminder").click()
    await page.keyboard.press("Backspace")
    await expect(chips).to_have_text(["Qualifier"])
    assert await submit(app, form) == {
        "agents": {"type": "multi_static_select", "selected_options": [option("Qualifier")]}
    }


async def test_several_people_channels_and_found_choices_are_sent_as_lists(
    app: SocketApp, page: Page
) -> None:
    app.answers["block_suggestion"] = {"options": AGENTS}
    form = await open_form(
        app,
        page,
        field(multi("users", initial_users=["U0BOB"]), "people"),
        field(multi("channels"), "channels"),
        field(multi("conversations", default_to_current_conversation=True), "places"),
        field(multi("external", min_query_length=0), "found"),
        field(multi("static", options=AGENTS), "none", optional=True),
    )
    await pick(form, "people", "Alice")
    await pick(form, "channels", "#support")
    await pick(form, "found", "Reminder")
    assert await submit(app, form) == {
        "people": {"type": "multi_users_select", "selected_users": ["U0BOB", "U0ALICE"]},
        "channels": {"type": "multi_channels_select", "selected_channels": ["C0SUPPORT"]},
        "places": {
            "type": "multi_conversations_select",
            "selected_conversations": ["C0SALES"],
        },
        "found": {"type": "multi_external_select", "selected_options": [option("Reminder")]},
        "none": {"type": "multi_static_select", "selected_options": []},
    }


async def pick(form: Locator, block_id: str, name: str) -> None:
    """Open the list of a select and choose from it."""
    box = form.locator(f'[data-block-id="{block_id}"]').get_by_role("combobox")
    await box.click()
    await form.get_by_role("option", name=name).click()


async def test_moment_is_picked_by_the_persons_own_clock(app: SocketApp, page: Page) -> None:
    form = await open_form(
        app,
        page,
        field({"type": "datetimepicker"}, "moment"),
        field({"type": "timepicker", "initial_time": "17:00"}, "time"),
        field({"type": "datepicker"}, "date"),
    )
    await form.locator('[data-block-id="moment"] input').fill("2027-03-14T02:30")
    await expect(form.get_by_text("The clocks skip 02:30 that day")).to_be_visible()
    await form.locator('[data-block-id="moment"] input').fill("2027-01-15T09:30")
    await form.locator('[data-block-id="date"] input').fill("2027-01-16")
    assert await submit(app, form) == {
        "moment": {"type": "datetimepicker", "selected_date_time": 1_800_023_400},
        "time": {"type": "timepicker", "selected_time": "17:00"},
        "date": {"type": "datepicker", "selected_date": "2027-01-16"},
    }


async def test_half_typed_moment_is_not_taken_for_none(app: SocketApp, page: Page) -> None:
    form = await open_form(app, page, field({"type": "datetimepicker"}, "moment", optional=True))
    moment = form.locator('[data-block-id="moment"] input')
    await moment.focus()
    await page.keyboard.type("0115")
    await form.get_by_test_id("modal-submit").click()
    await expect(form.get_by_test_id("field-error")).to_contain_text("not complete")
    await moment.fill("2027-01-15T09:30")
    await expect(form.get_by_test_id("field-error")).to_be_hidden()
    await moment.fill("")
    assert await submit(app, form) == {
        "moment": {"type": "datetimepicker", "selected_date_time": None}
    }


async def test_select_of_several_in_a_section_tells_the_app_at_once(
    app: SocketApp, page: Page
) -> None:
    accessory = {**multi("static", options=AGENTS), "action_id": "agents"}
    section = {"type": "section", "text": plain("Agents"), "accessory": accessory}
    form = await open_form(app, page, {**section, "block_id": "row"})
    await pick(form, "row", "Booker")
    action = (await app.next_payload())["actions"][0]
    assert action["selected_options"] == [option("Booker")]
