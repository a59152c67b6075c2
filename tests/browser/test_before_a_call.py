"""What a stranger does on the page before anybody is called, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from tests.builders.page import CALL_JOHN, type_line, visited
from tests.e2e.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def quiet_world(tmp_path_factory: pytest.TempPathFactory, port: int) -> AsyncIterator[World]:
    """Open a sandbox with a bot at work in it, for all of them: none minds another."""
    async with World(tmp_path_factory.mktemp("quiet") / "calls.db", port=port) as world:
        await world.start_bot()
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def page(quiet_world: World, tab: Page) -> AsyncIterator[Page]:
    """Open its page as a newcomer does."""
    async with visited(tab, quiet_world.url) as page:
        yield page


async def test_command_is_hinted_at_while_it_is_typed(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("/c")
    await expect(page.get_by_test_id("hints").first).to_contain_text("Place an AI phone call")
    await composer.press("Tab")
    await expect(composer).to_have_value("/call ")


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
    await expect(page.locator("body")).not_to_have_css("background-color", before)
    await page.reload()
    await expect(root).to_have_attribute("data-theme", "dark")


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


async def test_everybody_sees_what_is_theirs(quiet_world: World, page: Page) -> None:
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
    await quiet_world.do("reactivate", user="U0ERIN")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await expect(names.first).to_have_text("general")


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
