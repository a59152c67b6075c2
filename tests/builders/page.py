"""The page as browser tests use it."""

from playwright.async_api import Locator, Page


async def type_line(page: Page, text: str) -> None:
    """Type into the message box and press Enter."""
    composer = page.get_by_test_id("composer")
    await composer.fill(text)
    await composer.press("Enter")


def card_of(page: Page, number: str) -> Locator:
    """Return the card of a call in the channel."""
    return page.locator("#main").get_by_test_id("message").filter(has_text=number)
