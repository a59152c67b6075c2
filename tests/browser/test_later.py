"""Calls for later, by hand in a real browser: the form's time, another time, taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.builders.page import card_of, type_line
from tests.e2e.times import HOMES
from tests.e2e.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

END_OF_ISOLATE = "\u2069"


def typed(at: datetime) -> str:
    """Write a moment as it is typed into a picker of Alice's."""
    return f"{at.astimezone(HOMES['alice']):%Y-%m-%dT%H:%M}"


async def test_call_is_scheduled_moved_and_canceled_with_pickers_and_buttons(
    world: World, page: Page
) -> None:
    at = datetime.now(UTC) + timedelta(hours=2)
    await type_line(page, "/call")
    form = page.get_by_role("dialog")
    await form.get_by_label("To", exact=True).fill("+442079460123")
    await form.locator('[data-block-id="when"] input').fill(typed(at - timedelta(hours=3)))
    await form.get_by_test_id("modal-submit").click()
    mistake = form.locator('[data-testid="field-error"][data-block-id="when"]')
    await expect(mistake).to_contain_text("has passed")
    await form.locator('[data-block-id="when"] input').fill(typed(at))
    await form.get_by_test_id("modal-submit").click()
    await expect(form).to_have_count(0)
    card = card_of(page, "+44 20 7946 0123")
    await expect(card).to_contain_text("Scheduled")
    there = f"{at.astimezone(HOMES['bob']):%H:%M}{END_OF_ISOLATE} there (Europe/London)"
    await expect(card).to_contain_text(there)
    await card.get_by_role("button", name="Change time").click()
    picker = form.locator('[data-block-id="when"] input')
    await expect(picker).to_have_value(typed(at))
    later = at + timedelta(minutes=10)
    await picker.fill(typed(later))
    await form.get_by_test_id("modal-submit").click()
    moved = f"{later.astimezone(HOMES['bob']):%H:%M}{END_OF_ISOLATE} there"
    await expect(card).to_contain_text(moved)
    await card.get_by_role("button", name="Cancel").click()
    question = page.get_by_test_id("confirm")
    await expect(question).to_contain_text("+44 20 7946 0123")
    await question.get_by_test_id("confirm-no").click()
    await expect(card).to_contain_text("Scheduled")
    await card.get_by_role("button", name="Cancel").click()
    await question.get_by_test_id("confirm-yes").click()
    await expect(card).to_contain_text("Canceled before dialing")
    assert await world.dialed_numbers() == []
