"""Take the README's pictures from the running sandbox: `python -m scripts.screenshots`."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from app import MANIFEST, build_sandbox_config
from call_bot import CallBot
from sandbox import Sandbox

IMAGES = Path(__file__).parent.parent / "docs" / "images"
QUIET_CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SPEED = 4.0
PATIENCE_MS = 30_000


async def main() -> None:
    """Start everything, take every picture, stop everything."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox(port=0, speed=SPEED, manifest_path=MANIFEST)
    await sandbox.start()
    with tempfile.TemporaryDirectory() as folder:
        bot = CallBot(build_sandbox_config(sandbox, Path(folder) / "calls.db"))
        await bot.start()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=QUIET_CHROMIUM
            )
            await _take_thread(browser, sandbox.url)
            await _take_form(browser, sandbox.url)
            await _take_home(browser, sandbox.url)
            await browser.close()
        await bot.stop()
    await sandbox.stop()


async def _open(browser: Browser, url: str, *, width: int, height: int, scheme: str) -> Page:
    page = await browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2,
    )
    await page.goto(url)
    return page


async def _type(page: Page, text: str) -> None:
    composer = page.get_by_test_id("composer")
    await composer.fill(text)
    await composer.press("Enter")


async def _take_thread(browser: Browser, url: str) -> None:
    page = await _open(browser, url, width=1280, height=760, scheme="light")
    await page.locator('[data-channel="C0SALES"]').click()
    await _type(page, '/call +15559876543 name=John company="Blue Lake"')
    card = page.get_by_text("Call to +1 555-987-6543 (John)").first
    await expect(card).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_text("4 replies").click(timeout=PATIENCE_MS)
    thread = page.get_by_test_id("thread")
    await expect(thread.get_by_text("Summary", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await page.mouse.move(640, 200)  # away from the message, which shows its menu under the pointer
    await page.wait_for_timeout(1_500)  # lets the highlight of the last edit fade
    await page.screenshot(path=IMAGES / "thread.png")
    await page.close()


async def _take_form(browser: Browser, url: str) -> None:
    page = await _open(browser, url, width=1280, height=900, scheme="dark")
    await page.locator('[data-channel="C0SALES"]').click()
    await _type(page, "/call")
    modal = page.get_by_test_id("modal")
    await modal.locator('[data-block-id="to"]').get_by_role("textbox").fill("+1 555 987 6543")
    await modal.locator('[data-block-id="agent"]').get_by_role("combobox").click()
    await page.get_by_role("option", name="Appointment Booker").click()
    await expect(modal.get_by_text("appointment_date")).to_be_visible(timeout=PATIENCE_MS)
    await page.wait_for_timeout(400)  # lets the list close
    await page.screenshot(path=IMAGES / "form.png")
    await page.close()


async def _take_home(browser: Browser, url: str) -> None:
    page = await _open(browser, url, width=1280, height=760, scheme="light")
    await page.locator('[data-channel="D0ALICE"]').click()
    await page.get_by_test_id("tab-home").click()
    await expect(page.get_by_test_id("home").get_by_text("Latest")).to_be_visible(
        timeout=PATIENCE_MS
    )
    await page.screenshot(path=IMAGES / "home.png")
    await page.close()


if __name__ == "__main__":
    asyncio.run(main())
