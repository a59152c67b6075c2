"""The page as browser tests use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, Locator, Page, expect

LONG_MILLISECONDS: Final = 120_000  # other programs may keep the machine busy
# after so long the bot asks for what came of a call
RESULT_SECONDS: Final = 30.0
CALL_JOHN: Final = "/call +15559876543 name=John"


@asynccontextmanager
async def visited(browser: Browser, url: str, *, height: int = 800) -> AsyncIterator[Page]:
    """Open the page as a newcomer does, and see that it complains of nothing to the end."""
    # what moves is painted anew sixty times a second
    context = await browser.new_context(
        viewport={"width": 1280, "height": height}, reduced_motion="reduce"
    )
    context.set_default_timeout(LONG_MILLISECONDS)
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda said: problems.append(said.text) if said.type in ("error", "warning") else None,
    )
    await page.goto(url)
    await expect(page.get_by_test_id("bot-status")).to_contain_text("on the line")
    yield page
    await context.close()
    assert problems == []


async def type_line(page: Page, text: str) -> None:
    """Type into the message box and press Enter."""
    composer = page.get_by_test_id("composer")
    await composer.fill(text)
    await composer.press("Enter")


def card_of(page: Page, number: str) -> Locator:
    """Return the card of a call in the channel."""
    return page.locator("#main").get_by_test_id("message").filter(has_text=number)
