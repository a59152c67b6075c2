"""A real Chromium at the page of a running world; anything it complains of fails the test."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.world import World

IS_CI = "CI" in os.environ  # noqa: TID251 - tests ask whether this is CI
QUIETLY = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

LONG_MILLISECONDS = 120_000  # other programs may keep the machine busy
# one browser for all tests, so they share its event loop
fixture = pytest_asyncio.fixture(loop_scope="session")

expect.set_options(timeout=LONG_MILLISECONDS)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the browser; without one the tests are skipped, but never in CI."""
    path = shutil.which("chromium")
    if path is None and IS_CI:
        pytest.fail("There is no chromium here, and CI has to have one.")
    if path is None:
        pytest.skip("no chromium is installed, so the page is not tried in a browser")
    return path


@fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Open a sandbox with a bot at work in it."""
    async with World(tmp_path / "calls.db") as world:
        await world.start_bot(allowed_countries=frozenset({"US", "GB"}))
        yield world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Start the browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        yield browser
        await browser.close()


@fixture
async def page(world: World, browser: Browser) -> AsyncIterator[Page]:
    """Open the page as a newcomer does, and see that it complains of nothing to the end."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(LONG_MILLISECONDS)
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda said: problems.append(said.text) if said.type in ("error", "warning") else None,
    )
    await page.goto(world.url)
    await expect(page.get_by_test_id("bot-status")).to_contain_text("on the line")
    yield page
    await context.close()
    assert problems == []
