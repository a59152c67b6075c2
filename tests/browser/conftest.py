"""A real Chromium at the page of a running world; anything it complains of fails the test."""

import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from scripts.chromium import QUIETLY, find_chromium
from tests.builders.page import LONG_MILLISECONDS, visited
from tests.e2e.world import World

IS_CI = "CI" in os.environ  # noqa: TID251 - tests ask whether this is CI

# one browser for all tests, so they share its event loop
fixture = pytest_asyncio.fixture(loop_scope="session")

expect.set_options(timeout=LONG_MILLISECONDS)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the browser; without one the tests are skipped, but never in CI."""
    path = find_chromium()
    if path is None and IS_CI:
        pytest.fail("There is no Chromium here, and CI has to have one.")
    if path is None:
        pytest.skip("no Chromium is installed, so the page is not tried in a browser")
    return path


@pytest.fixture(scope="session")
def port() -> int:
    """Find a port for one world after the other: the browser knows the page there already."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


@fixture
async def world(tmp_path: Path, port: int) -> AsyncIterator[World]:
    """Open a sandbox with a bot at work in it."""
    async with World(tmp_path / "calls.db", port=port) as world:
        await world.start_bot(allowed_countries=frozenset({"US", "GB"}))
        yield world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(chromium: str) -> AsyncIterator[Page]:
    """Start the browser, with one tab in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        # what moves is painted anew sixty times a second
        tab = await browser.new_page(reduced_motion="reduce")
        tab.set_default_timeout(LONG_MILLISECONDS)
        yield tab
        await browser.close()


@fixture
async def page(world: World, tab: Page) -> AsyncIterator[Page]:
    """Open the page as a newcomer does."""
    async with visited(tab, world.url) as page:
        yield page
