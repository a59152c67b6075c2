"""Two admins who change the same rule at once: neither takes back what the other one chose."""

import pytest

from bot.ui.rules import RULES_TITLE
from tests.e2e.dialogue import be_told
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject

FORM = "change_rule_form"


async def open_form(admin: Person, button: str) -> JsonObject:
    listed = await be_told(admin, "#sales", "/call rules", RULES_TITLE)
    await admin.click(listed, button)
    return await admin.wait_for_view(FORM, PATIENCE_SECONDS)


async def submit(admin: Person, view: JsonObject, named: list[str], said: str) -> None:
    await admin.fill(view, {"named": named})
    assert await admin.submit(view) == "closed"
    await admin.wait_for_message("#sales", lambda shown: said in shown["text"], PATIENCE_SECONDS)


@pytest.mark.parametrize(
    ("button", "first", "second", "said"),
    [
        ("Change callers", ["U0BOB"], [], "May call: <@U0BOB>."),
        ("Change callers", ["U0BOB"], ["U0DANA"], "May call: <@U0BOB>, <@U0DANA>."),
        ("Change guests", ["U0GRACE"], ["U0BOB"], "may call: now <@U0BOB>."),
    ],
)
async def test_what_one_named_while_the_other_had_the_form_open_stays(
    world: World, bob: Person, button: str, first: list[str], second: list[str], said: str
) -> None:
    await world.do("make_admin", user="U0BOB")
    async with world.visitor("U0DANA") as dana:
        early = await open_form(bob, button)
        await submit(dana, await open_form(dana, button), first, f"<@{first[0]}>.")
        await submit(bob, early, second, said)
        await be_told(dana, "#sales", "/call rules", f"<@{first[0]}>")


async def test_who_was_shown_is_taken_back(world: World) -> None:
    async with world.visitor("U0DANA") as dana:
        await submit(
            dana, await open_form(dana, "Change callers"), ["U0BOB"], "May call: <@U0BOB>."
        )
        await submit(dana, await open_form(dana, "Change callers"), [], "every full member.")
