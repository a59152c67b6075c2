"""Take the pictures of the papers from the running sandbox: `python -m scripts.screenshots`."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

from playwright.async_api import Error, Page, expect

from scripts.studio import IMAGES, Studio, call, open_studio, open_thread, say, shoot

JOHN: Final = '/call +15559876543 name=John company="Blue Lake"'
SOME_CALLS: Final = (
    ("+15559876543 name=John", "Ended"),
    ("+15559876001 name=Maria", "Busy"),
    ('+15559876544 name="Zoë Blake" agent=Appointment appointment_date=Monday', "Ended"),
    ("+15559876002 name=Omar", "No answer"),
)


async def take_thread(studio: Studio) -> None:
    """A call told live in its thread."""
    page = await studio.open(height=900)
    card = await call(page, JOHN, until="Ended")
    await open_thread(card, says="Summary")
    await shoot(page, "thread")


async def take_form(studio: Studio) -> None:
    """The form, with the fields of the chosen agent."""
    page = await studio.open(height=900, scheme="dark")
    await say(page, "/call")
    modal = page.get_by_test_id("modal")
    await modal.get_by_label("To", exact=True).fill("+1 555 987 6543")
    await modal.get_by_role("combobox", name="Agent").click()
    await page.get_by_role("option", name="Appointment Booker").click()
    await expect(modal.get_by_text("appointment_date")).to_be_visible()
    await shoot(page, "form")


async def take_home(studio: Studio) -> None:
    """The Home tab with an upcoming call, a live one and the latest."""
    page = await studio.open(height=840)
    await place_some_calls(studio, page)
    await call(page, '/call +12125556544 name=Noor at="in 2 hours"', until="Scheduled")
    await call(page, "/call +15559876012 name=Ada", until="Ongoing")
    await page.locator('[data-channel="D0ALICE"]').click()
    await page.get_by_test_id("tab-home").click()
    await expect(page.get_by_test_id("home")).to_contain_text("Latest")
    await shoot(page, "home")


async def take_transcript(studio: Studio) -> None:
    """What was said, in a modal."""
    page = await studio.open(height=840)
    studio.hurry()
    card = await call(page, JOHN, until="Ended")
    await card.get_by_role("button", name="Transcript").click()
    await expect(page.get_by_test_id("modal")).to_contain_text("John")
    await shoot(page, "transcript")


async def take_later(studio: Studio) -> None:
    """A call whose time has not come, and the form that changes it."""
    page = await studio.open()
    # "tomorrow" would be asked about while it is another day in London
    day = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    line = f'/call +15559876543 name=John at="{day} 15:00" tz=Europe/London'
    card = await call(page, line, until="Scheduled")
    await card.get_by_role("button", name="Change time").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    await shoot(page, "later")


async def take_retries(studio: Studio) -> None:
    """A busy number that is tried again in the same thread."""
    studio.go_to_morning()
    page = await studio.open(height=900)
    studio.hurry()
    line = "/call +15559876001 name=John retry=2 tz=America/New_York"
    card = await call(page, line, until="Attempt 2 of 3")
    studio.jump(minutes=16)
    await expect(card).to_contain_text("Attempt 3 of 3")
    studio.jump(minutes=61)
    await open_thread(card, says="@Alice Moreau")
    await shoot(page, "retries")


async def take_history(studio: Studio) -> None:
    """The latest calls of a channel."""
    page = await studio.open()
    await place_some_calls(studio, page)
    await say(page, "/call history")
    await expect(page.get_by_test_id("ephemeral")).to_contain_text("Maria")
    await shoot(page, "history")


async def take_agents(studio: Studio) -> None:
    """What each agent wants to know."""
    page = await studio.open(height=1000)
    await say(page, "/call agents")
    await expect(page.get_by_test_id("ephemeral")).to_contain_text("Appointment Booker")
    await shoot(page, "agents")


async def take_watch(studio: Studio) -> None:
    """A channel that hears of every call that ends."""
    watcher = await studio.open(user="U0BOB", place="C0SUPPORT")
    await say(watcher, "/call watch")
    await expect(watcher.get_by_test_id("message").last).to_contain_text("call updates")
    page = await studio.open()
    await place_some_calls(studio, page)
    await page.close()
    await expect(watcher.locator("#main")).to_contain_text("Omar")
    await shoot(watcher, "watch")


async def take_stats(studio: Studio) -> None:
    """How calls went, as a picture in the chat with the bot."""
    studio.go_to_morning()
    page = await studio.open(height=1000)
    for hours in (24, 26, 22):
        await place_some_calls(studio, page)
        studio.jump(hours=hours)
    await say(page, "/call stats 7d")
    await page.locator('[data-channel="D0ALICE"]').click()
    await page.get_by_test_id("picture").click()
    await expect(page.get_by_test_id("enlarged")).to_be_visible()
    await shoot(page, "stats")


async def take_digest(studio: Studio) -> None:
    """The daily summary of a channel."""
    studio.go_to_morning()
    page = await studio.open(height=1000)
    await say(page, "/call watch digest 17:00")
    await place_some_calls(studio, page)
    studio.jump(hours=7)
    messages = page.locator("#main").get_by_test_id("message")
    await messages.filter(has_text="Calls that ended since").get_by_test_id("replies").click()
    await expect(page.get_by_test_id("thread").locator("img")).to_be_visible()
    await shoot(page, "digest")


async def take_shortcut(studio: Studio) -> None:
    """The numbers in a message, already in the form."""
    page = await studio.open(height=900)
    await say(page, "Could somebody ring John back? (555) 987-6543, he asked twice.")
    message = page.locator("#main").get_by_test_id("message").filter(has_text="ring John back")
    await message.hover()
    await message.get_by_test_id("more-actions").click()
    await page.get_by_role("menuitem", name="Call number").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    await shoot(page, "shortcut")


async def place_some_calls(studio: Studio, page: Page) -> None:
    """Let some calls end in different ways, quickly, and go on at the usual speed."""
    usual = studio.hurry()
    for line, end in SOME_CALLS:
        await call(page, f"/call {line}", until=end)
    studio.hurry(usual)


PICTURES: Final = (
    take_thread,
    take_form,
    take_home,
    take_transcript,
    take_later,
    take_retries,
    take_history,
    take_agents,
    take_watch,
    take_stats,
    take_digest,
    take_shortcut,
)


async def main(names: list[str]) -> int:
    """Take the named pictures, or all, each in a world of its own; returns how many failed."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    failed = 0
    for take in PICTURES:
        name = take.__name__.removeprefix("take_")
        if names and name not in names:
            continue
        try:
            async with open_studio() as studio:
                await take(studio)
            print(f"{name}: taken")
        except (AssertionError, Error) as problem:
            failed += 1
            print(f"{name}: {str(problem).splitlines()[0]}")
    return failed


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
