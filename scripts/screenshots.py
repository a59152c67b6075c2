"""Take the pictures of the papers from the running sandbox: `python -m scripts.screenshots`."""

import asyncio
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

from playwright.async_api import Error, Page, expect

from scripts.studio import (
    IMAGES,
    Studio,
    be_told,
    call,
    cards,
    open_studio,
    open_thread,
    say,
    shoot,
)

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
    # each reply at its own time; a dial may share one with what comes next
    await expect(card.get_by_test_id("replies")).to_contain_text(re.compile("1 reply|2 replies"))
    studio.jump(minutes=16)
    await expect(card.get_by_test_id("replies")).to_contain_text(re.compile("[234] replies"))
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


async def take_refused(studio: Studio) -> None:
    """What is never called, or not before an admin allows it."""
    page = await studio.open(height=1000)
    await be_told(page, "/call +18765556543 name=Ann", "Calls to Jamaica are closed")
    await be_told(page, "/call +19005556543", "premium number")
    await be_told(page, "/call +448451234567", "begins with +44845")
    await be_told(page, "/call +12025556543 name=Nina", "do-not-call list")
    await shoot(page, "refused")


async def take_asked(studio: Studio) -> None:
    """What is asked before anybody is called: when, in which zone, why, and whether it is meant."""
    page = await studio.open(height=1200)
    await be_told(page, "/call +13055556543 name=Carla", "Quiet hours there")
    await be_told(page, "/call +79161236543 name=Ivan", "one of several zones")
    await be_told(page, "/call +33142686543 name=Luc", "On what basis")
    await be_told(page, "/call +34912346543 name=Lola", "your first call to Spain")
    await shoot(page, "asked")


async def take_approval(studio: Studio) -> None:
    """A call that waits for a second person, who looks at it."""
    page = await studio.open()
    told = await be_told(page, "/call +493012346543 name=Eva", "your first call to Germany")
    await told.get_by_role("button", name="Call", exact=True).click()
    await expect(cards(page)).to_contain_text("Waits for approval")
    admin = await studio.open(user="U0DANA")
    await expect(cards(admin).get_by_role("button", name="Approve")).to_be_visible()
    await shoot(admin, "approval")


async def take_limits(studio: Studio) -> None:
    """A cap that is used up, and a pause."""
    page = await studio.open()
    studio.hurry()
    await call(page, JOHN, until="Ended")
    admin = await studio.open(user="U0DANA")
    await set_cap(admin, calls=1)
    await be_told(page, JOHN, "calls to one number in 24 hours here is 1")
    await say(admin, "/call pause wrong list")
    await expect(page.locator("#main")).to_contain_text("wrong list")
    await be_told(page, "/call +15559876544 name=Mia", "All calls are paused")
    await shoot(page, "limits")


async def take_rules(studio: Studio) -> None:
    """What is in force, with who set it, as an admin sees it."""
    page = await studio.open(height=1200, user="U0DANA")
    await be_told(page, "/call rules", "What may be called")
    await shoot(page, "rules")


async def take_audit(studio: Studio) -> None:
    """Who did what, and what was refused, as an admin sees it."""
    page = await studio.open()
    for number in ("+18765556543", "+12025556543"):
        await be_told(page, f"/call {number}", "Nobody was called")
    studio.hurry()
    await call(page, JOHN, until="Ended")
    admin = await studio.open(user="U0DANA")
    await be_told(admin, "/call audit since=1d", "asked for a call")
    await shoot(admin, "audit")


async def set_cap(admin: Page, *, calls: int) -> None:
    """Let an admin say how many calls one number gets."""
    told = await be_told(admin, "/call rules", "What may be called")
    await told.get_by_role("button", name="Change caps").click()
    modal = admin.get_by_test_id("modal")
    await modal.get_by_label("At most").fill(str(calls))
    await modal.get_by_role("combobox", name="Calls in 24 hours").click()
    await admin.get_by_role("option", name="calls to one number").click()
    await modal.get_by_role("button", name="Change", exact=True).click()
    await expect(modal).to_be_hidden()


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
    take_refused,
    take_asked,
    take_approval,
    take_limits,
    take_rules,
    take_audit,
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
