"""What a stranger does on the page, in a real browser."""

import re

import pytest
from playwright.async_api import FilePayload, FloatRect, Page, expect

from tests.builders.page import card_of, type_line
from tests.e2e.world import WATCHABLE, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALL_JOHN = "/call +15559876543 name=John"


async def test_newcomer_sees_the_first_call_go_all_its_way(world: World, page: Page) -> None:
    await world.hurry(WATCHABLE)
    await type_line(page, CALL_JOHN)
    card = card_of(page, "John")
    await expect(card).to_be_visible()
    await card.get_by_test_id("replies").click()
    thread = page.get_by_test_id("thread")
    for words in ("Initiated", "Ringing", "Ongoing"):
        await expect(thread).to_contain_text(words)
    await expect(card).to_contain_text("Ongoing")
    await world.hurry()
    end = thread.get_by_test_id("message").filter(has_text="the callee hung up").last
    await expect(end).to_contain_text("Summary")
    await expect(end).to_contain_text("@Alice Moreau")
    await expect(card).to_contain_text("Ended")
    await expect(card).to_have_count(1)
    await expect(card.get_by_test_id("replies")).to_contain_text("4 replies")
    await page.get_by_test_id("thread-close").click()
    await expect(thread).to_have_count(0)


async def test_command_is_hinted_at_while_it_is_typed(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("/c")
    await expect(page.get_by_test_id("hints").first).to_contain_text("Place an AI phone call")
    await composer.press("Tab")
    await expect(composer).to_have_value("/call ")


async def test_fate_picked_from_the_list_is_one_enter_away(world: World, page: Page) -> None:
    await page.locator('[data-fate="busy"]').click()
    await expect(page.get_by_test_id("composer")).to_have_value("/call +15559876001 name=John")
    await page.keyboard.press("Enter")
    await expect(card_of(page, "+1 555-987-6001")).to_contain_text("Busy")


async def test_form_shows_a_mistake_at_its_field_and_finds_agents_while_typing(
    world: World, page: Page
) -> None:
    await type_line(page, "/call")
    form = page.get_by_role("dialog")
    await form.get_by_label("To", exact=True).fill("12")
    agent = form.get_by_role("combobox", name="Agent")
    await agent.fill("qual")
    await form.get_by_role("option", name="Lead Qualifier").click()
    await form.get_by_label("company").fill("ACME")
    await form.get_by_test_id("modal-submit").click()
    mistake = form.locator('[data-testid="field-error"][data-block-id="to"]')
    await expect(mistake).to_contain_text("too short")
    await expect(form.get_by_label("To", exact=True)).to_have_value("12")
    await form.get_by_label("To", exact=True).fill("(555) 987-6543")
    await expect(mistake).to_be_hidden()
    await form.get_by_test_id("modal-submit").click()
    await expect(form).to_have_count(0)
    card = card_of(page, "+1 555-987-6543")
    await expect(card).to_contain_text("Lead Qualifier")
    await expect(card).to_contain_text("Ended")
    (dial,) = (await world.ledger())["dials"]
    assert dial["vars_provided"] == {"company": "ACME"}


async def test_mistyped_command_is_answered_to_the_person_alone(page: Page) -> None:
    await type_line(page, "/call banana")
    answer = page.get_by_test_id("ephemeral")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("banana")
    await page.get_by_test_id("user-switch").get_by_role("radio", name="Bob Okafor").click()
    await expect(page.locator(".me-name")).to_have_text("Bob Okafor")
    await expect(answer).to_have_count(0)


async def test_theme_is_chosen_and_remembered(page: Page) -> None:
    root = page.locator("html")
    before = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    await page.get_by_test_id("theme-toggle").click()
    await expect(root).to_have_attribute("data-theme", "dark")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    await page.reload()
    await expect(root).to_have_attribute("data-theme", "dark")


async def test_phone_shows_one_pane_at_a_time_and_nothing_sticks_out(
    world: World, page: Page
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.reload()
    await type_line(page, "/call +15559876019 name=John")
    card = card_of(page, "+1 555-987-6019")
    await expect(card).to_contain_text("Ended")
    await card.get_by_test_id("replies").click()
    thread = page.get_by_test_id("thread")
    await expect(thread).to_contain_text("התור אושר")
    pane = await thread.bounding_box()
    assert pane is not None
    assert (pane["x"], pane["width"]) == (0, 390)
    sticking_out = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert await page.evaluate(sticking_out) is False


async def test_try_it_gives_way_where_a_window_becomes_narrow_and_comes_back(page: Page) -> None:
    panel = page.get_by_test_id("try-it")
    await expect(panel).to_be_visible()
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(panel).to_have_count(0)
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await page.get_by_test_id("try-it-toggle").click()
    await expect(panel).to_be_visible()
    await page.get_by_test_id("try-it-close").click()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(panel).to_have_count(0)
    await page.get_by_test_id("try-it-toggle").click()
    await page.set_viewport_size({"width": 700, "height": 800})
    await expect(panel).to_have_count(0)
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(panel).to_be_visible()


async def test_time_that_was_let_pass_is_shown_and_dates_what_comes(
    world: World, page: Page
) -> None:
    shown = page.locator("#sidebar").get_by_test_id("sandbox-time")
    await expect(shown).to_be_hidden()
    await page.locator('[data-jump="15"]').click()
    await page.locator('[data-jump="morning"]').click()
    await expect(shown).to_have_text(re.compile(r"It is \w+day 09:00 in New York"))
    await type_line(page, CALL_JOHN)
    card = card_of(page, "John")
    await expect(card.locator("time").first).to_have_text("09:00")
    await page.reload()
    await expect(shown).to_contain_text("09:00")
    assert world.sandbox.clock.ahead_seconds > 15 * 60


async def test_everybody_sees_what_is_theirs(world: World, page: Page) -> None:
    switch, places = (
        page.get_by_test_id("user-switch"),
        page.locator("#sidebar .place[data-channel]"),
    )
    names = places.locator(".place-name")
    await expect(page.locator("#sidebar .shared-sign")).to_have_count(1)
    await switch.get_by_role("radio", name="Grace Lin, guest").click()
    await expect(page.locator(".me-name")).to_have_text("Grace Lin")
    await expect(names).to_have_text(["launch"])
    await switch.get_by_role("radio", name="Grace Lin, guest").press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(names).to_have_text(["partners"])
    await expect(page.locator(".workspace-name")).to_have_text("Other Inc")
    await type_line(page, CALL_JOHN)
    await expect(page.get_by_test_id("ephemeral")).to_contain_text("is not a valid command")
    await switch.get_by_role("radio", name="Erin Walsh, deactivated").click()
    await expect(page.get_by_test_id("archived-notice")).to_contain_text("account is deactivated")
    await expect(page.get_by_test_id("composer")).to_be_hidden()
    await expect(places).to_have_count(0)
    await world.do("reactivate", user="U0ERIN")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await expect(names.first).to_have_text("general")


@pytest.mark.parametrize("width", [1280, 760, 420])
async def test_toolbar_of_a_message_covers_no_thread_bar(
    world: World, page: Page, width: int
) -> None:
    await world.hurry()
    for number in ("6001", "6002"):
        await type_line(page, f"/call +1555987{number} name=John")
        bar = card_of(page, f"987-{number}").get_by_test_id("replies")
        await expect(bar).to_contain_text("2 replies")
    await page.set_viewport_size({"width": width, "height": 800})
    bars = await page.locator(".replies-last").all()
    for toolbar in await page.locator(".message-actions").all():
        tool = await toolbar.bounding_box()
        for bar in bars:
            last = await bar.bounding_box()
            assert not (tool and last and _overlap(tool, last))


def _overlap(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


async def test_file_is_attached_and_named_before_it_is_sent(page: Page) -> None:
    attach = page.locator("#main").get_by_test_id("attach")
    await expect(attach).to_have_text("Attach a file")
    async with page.expect_file_chooser() as chosen:
        await attach.click()
    numbers = FilePayload(name="מספרים.txt", mimeType="text/plain", buffer=b"+15559876543")
    await (await chosen.value).set_files(numbers)
    await expect(attach).to_have_text("מספרים.txt")

    await page.get_by_test_id("composer").press("Enter")

    await expect(page.get_by_test_id("file")).to_contain_text("מספרים.txt")
    await expect(attach).to_have_text("Attach a file")
