"""What came of many calls, seen at a glance on the page in a real browser."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.builders.page import RESULT_SECONDS, card_of, type_line
from tests.e2e.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

# a channel of 20 finished calls once took 4,150 pixels
HIGHEST_OF_TWENTY = 4_150 / 2
ENDS = {"6543": "Ended", "6001": "Busy", "6006": "Nobody spoke", "6023": "Ended"}
OVER = re.compile("Ended|Busy")
SPAN = "([first, last]) => last.getBoundingClientRect().bottom - first.getBoundingClientRect().top"


async def test_twenty_finished_calls_fit_in_half_of_what_they_once_took(
    world: World, page: Page
) -> None:
    await world.hurry()
    for fate in ENDS:
        await type_line(page, f'/call +1555987{fate} name="John Smith"')
        await expect(card_of(page, f"987-{fate}")).to_be_visible()
    for fate in ENDS:
        await expect(card_of(page, f"987-{fate}")).to_contain_text(OVER)
    await world.jump(seconds=RESULT_SECONDS)
    for fate, end in ENDS.items():
        await expect(card_of(page, f"987-{fate}")).to_contain_text(end)
    first, last = (card_of(page, f"987-{fate}") for fate in (next(iter(ENDS)), fate))
    span = await page.evaluate(SPAN, [await first.element_handle(), await last.element_handle()])

    assert span / len(ENDS) * 20 <= HIGHEST_OF_TWENTY


async def test_signs_beside_names_in_hebrew_make_nothing_wider(page: Page) -> None:
    await type_line(page, "/call agents")
    await expect(page.get_by_test_id("ephemeral")).to_contain_text("תזכורת תור")
    hidden = "list => list.scrollWidth - list.clientWidth"

    assert await page.locator("#main .scroller").evaluate(hidden) == 0
