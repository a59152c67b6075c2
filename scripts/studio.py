"""A running sandbox with a bot and a browser in it, for pictures."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from app import MANIFEST, SandboxTime, build_sandbox_config
from bootstrap import Parts
from call_bot import CallBot
from sandbox import Sandbox
from sandbox_rules import set_sandbox_rules
from scripts.chromium import QUIETLY, find_chromium

IMAGES: Final = Path(__file__).parent.parent / "docs" / "images"
NEW_YORK: Final = ZoneInfo("America/New_York")
_SPEED: Final = 4.0
_QUICK: Final = 30.0
_MORNING: Final = time(10, 0)
_FADING_MS: Final = 1_500  # how long a new message glows

expect.set_options(timeout=30_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """A world, and a browser to look at it."""

    sandbox: Sandbox
    browser: Browser

    async def open(
        self, *, height: int = 760, scheme: str = "light", user: str = "U0ALICE", place: str = ""
    ) -> Page:
        """Let a person open the page, in #sales unless a place is named."""
        page = await self.browser.new_page(
            viewport={"width": 1280, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            device_scale_factor=2,
        )
        await page.add_init_script("localStorage.setItem('sandbox.try-it', 'closed')")
        await page.goto(f"{self.sandbox.url}/?user={user}#{place or 'C0SALES'}")
        await expect(page.get_by_test_id("bot-status")).to_contain_text("on the line")
        return page

    def hurry(self, speed: float = _QUICK) -> float:
        """Let calls live faster from now on; returns the speed before."""
        before, self.sandbox.clock.speed = self.sandbox.clock.speed, speed
        return before

    def go_to_morning(self) -> None:
        """Let time pass until people in New York may be called."""
        now = self.sandbox.clock.now()
        there = now.astimezone(NEW_YORK)
        days = timedelta(days=0 if there.time() < _MORNING else 1)
        morning = datetime.combine(there.date() + days, _MORNING, NEW_YORK)
        self.sandbox.clock.jump((morning - now).total_seconds())

    def jump(self, **ahead: float) -> None:
        """Let hours or minutes pass."""
        self.sandbox.clock.jump(timedelta(**ahead).total_seconds())


@asynccontextmanager
async def open_studio() -> AsyncIterator[Studio]:
    """Start everything, and stop it also where a picture fails."""
    async with AsyncExitStack() as stack:
        sandbox = Sandbox(port=0, speed=_SPEED, manifest_path=MANIFEST)
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        config = build_sandbox_config(sandbox, Path(folder) / "calls.db")
        bot = CallBot(Parts(config, clock=SandboxTime(sandbox)))
        sandbox.clock.on_jump(bot.recheck_schedule)
        await bot.start()
        stack.push_async_callback(bot.stop)
        await set_sandbox_rules(bot.store, sandbox)
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=QUIETLY)
        stack.push_async_callback(browser.close)
        yield Studio(sandbox=sandbox, browser=browser)


async def say(page: Page, text: str) -> None:
    """Type into the message box and press Enter."""
    composer = page.get_by_test_id("composer")
    await composer.fill(text)
    await composer.press("Enter")


def cards(page: Page) -> Locator:
    """Return the cards of calls in the channel."""
    messages = page.locator("#main").get_by_test_id("message")
    return messages.filter(has=page.locator(".card"))


async def call(page: Page, line: str, *, until: str | None = None) -> Locator:
    """Type a command and return the card that appears, once it says what is waited for."""
    known = await cards(page).count()
    await say(page, line)
    await expect(cards(page)).to_have_count(known + 1)
    card = cards(page).nth(known)
    if until is not None:
        await expect(card).to_contain_text(until)
    return card


async def be_told(page: Page, line: str, words: str) -> Locator:
    """Type a command and return what is shown to this person alone, once it says `words`."""
    await say(page, line)
    told = page.locator("#main").get_by_test_id("ephemeral").last
    await expect(told).to_contain_text(words)
    return told


async def open_thread(card: Locator, *, says: str | None = None) -> Locator:
    """Open the thread of a card and return its last message once it says what is waited for."""
    await card.get_by_test_id("replies").click()
    last = card.page.get_by_test_id("thread").get_by_test_id("message").last
    if says is not None:
        await expect(last).to_contain_text(says)
    return last


async def shoot(page: Page, name: str) -> None:
    """Take the picture once nothing glows any more and the pointer is out of the way."""
    await page.mouse.move(640, 30)
    await page.wait_for_timeout(_FADING_MS)
    picture = Image.open(BytesIO(await page.screenshot()))
    await page.close()
    # a page has few colours: with a palette its picture takes a third of the room
    palette = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    palette.save(IMAGES / f"{name}.png", optimize=True)
