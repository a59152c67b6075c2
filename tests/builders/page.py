"""The page as browser tests use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Locator, Page, expect

LONG_MILLISECONDS: Final = 120_000  # other programs may keep the machine busy
# after so long the bot asks for what came of a call
RESULT_SECONDS: Final = 30.0
CALL_JOHN: Final = "/call +15559876543 name=John"


@asynccontextmanager
async def visited(tab: Page, url: str, *, height: int = 800) -> AsyncIterator[Page]:
    """Open the page as a newcomer does, and see that it complains of nothing to the end."""
    await tab.clear_console_messages()
    await tab.clear_page_errors()
    await tab.set_viewport_size({"width": 1280, "height": height})
    await tab.goto(url)
    await expect(tab.get_by_test_id("bot-status")).to_contain_text("on the line")
    yield tab
    # who comes next is a newcomer, too, and nothing of this page goes on
    await tab.evaluate("localStorage.clear()")
    await tab.goto("about:blank")
    complaints = await _list_complaints(tab)
    assert not complaints, complaints


async def _list_complaints(tab: Page) -> list[str]:
    said = await tab.console_messages(filter="all")
    thrown = await tab.page_errors(filter="all")
    return [one.text for one in said if one.type in ("error", "warning")] + list(map(str, thrown))


async def type_line(page: Page, text: str) -> None:
    """Type into the message box and press Enter."""
    composer = page.get_by_test_id("composer")
    await composer.fill(text)
    await composer.press("Enter")


def card_of(page: Page, number: str) -> Locator:
    """Return the card of a call in the channel."""
    return page.locator("#main").get_by_test_id("message").filter(has_text=number)
