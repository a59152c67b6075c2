"""What a stranger does on the page, in a real browser."""

import asyncio
import re
from datetime import timedelta

import pytest
from playwright.async_api import FloatRect, Page, Route, expect

from tests.builders.page import CALL_JOHN, RESULT_SECONDS, card_of, type_line
from tests.e2e.times import HOMES
from tests.e2e.world import WATCHABLE, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    await expect(card).to_contain_text("Ended")
    await world.jump(seconds=RESULT_SECONDS)
    await expect(end).to_contain_text("Summary")
    await expect(end).to_contain_text("@Alice Moreau")
    await expect(card).to_have_count(1)
    await expect(card.get_by_test_id("replies")).to_contain_text(re.compile("[34] replies"))
    await page.get_by_test_id("thread-close").click()
    await expect(thread).to_have_count(0)


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


async def test_phone_shows_one_pane_at_a_time_and_nothing_sticks_out(
    world: World, page: Page
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.reload()
    await type_line(page, "/call +15559876019 name=John")
    card = card_of(page, "+1 555-987-6019")
    await expect(card).to_contain_text("Ended")
    await card.get_by_test_id("replies").click()
    await world.jump(seconds=RESULT_SECONDS)
    thread = page.get_by_test_id("thread")
    await expect(thread).to_contain_text("התור אושר")
    pane = await thread.bounding_box()
    assert pane is not None
    assert (pane["x"], pane["width"]) == (0, 390)
    sticking_out = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert await page.evaluate(sticking_out) is False


async def test_time_that_was_let_pass_is_shown_and_dates_what_comes(
    world: World, page: Page
) -> None:
    has_passed, is_near_the_morning = asyncio.Event(), asyncio.Event()

    async def answer_late(route: Route) -> None:
        answer = await route.fetch()
        has_passed.set()
        await is_near_the_morning.wait()
        await route.fulfill(response=answer)

    await page.route("**/_control", answer_late, times=1)
    shown = page.locator("#sidebar").get_by_test_id("sandbox-time")
    await expect(shown).to_be_hidden()
    await page.locator('[data-jump="15"]').click()
    await expect(shown).to_be_visible()
    await has_passed.wait()
    # an hour or two before, because time passes in small steps
    now = world.sandbox.clock.now().astimezone(HOMES["alice"])
    early = (now + timedelta(days=1)).replace(hour=7, minute=30, second=0)
    await world.jump(seconds=early.timestamp() - now.timestamp())
    # how far it is to the morning is reckoned from the time that the page knows, whatever an
    # answer says that comes late
    await expect(shown).to_contain_text(f"{early:%A} 07:3")
    is_near_the_morning.set()
    await page.locator('[data-jump="morning"]').click()
    await expect(shown).to_have_text(re.compile(r"It is \w+day 09:00 in New York"))
    await type_line(page, CALL_JOHN)
    card = card_of(page, "John")
    await expect(card.locator("time").first).to_have_text("09:00")
    await page.reload()
    await expect(shown).to_contain_text("09:00")
    assert world.sandbox.clock.ahead_seconds > 15 * 60


async def test_toolbar_of_a_message_covers_no_thread_bar(
    world: World, page: Page, subtests: pytest.Subtests
) -> None:
    await world.hurry()
    cards = [card_of(page, f"987-{number}") for number in ("6001", "6002")]
    for number, card in zip(("6001", "6002"), cards, strict=True):
        await type_line(page, f"/call +1555987{number} name=John")
        await expect(card).to_be_visible()
    for card in cards:
        await expect(card).to_contain_text(re.compile("Busy|No answer"))
        await expect(card.get_by_test_id("replies")).to_be_visible()
    for width in (1280, 760, 420):
        with subtests.test(width=width):
            await page.set_viewport_size({"width": width, "height": 800})
            bars = await _find_boxes(page, ".replies-last")
            tools = await _find_boxes(page, ".message-actions")
            assert len(bars) == 2
            assert [tool for tool in tools if any(_overlap(tool, bar) for bar in bars)] == []


async def _find_boxes(page: Page, selector: str) -> list[FloatRect]:
    boxes = [await each.bounding_box() for each in await page.locator(selector).all()]
    return [box for box in boxes if box]


def _overlap(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )
