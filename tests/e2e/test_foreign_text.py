"""What callees say and people type stays text: no mention, no link, no format."""

import re
from collections.abc import Iterator
from typing import Any

from bot.ui.variable_question import CALL_ANYWAY
from tests.builders.heads import Head
from tests.e2e.dialogue import (
    ask,
    bot_messages,
    hear_the_end,
    see,
    see_result,
    wait_for_card,
)
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

# what Slack reads in a message's text: mentions, links and dates, unless they are escaped
MARKUP = re.compile(r"<[^>]*>")


def elements(value: Any) -> Iterator[JsonObject]:
    """Yield every object in some blocks that has a type."""
    if isinstance(value, list):
        for one in value:
            yield from elements(one)
    elif isinstance(value, dict):
        if "type" in value:
            yield value
        for one in value.values():
            yield from elements(one)


def mentions_and_links(messages: list[JsonObject]) -> list[str]:
    """Return everything in the messages that notifies, links or is parsed for formats."""
    in_texts = [found for message in messages for found in MARKUP.findall(message["text"])]
    plain = {"rich_text", "rich_text_section", "text", "plain_text", "context", "date"}
    buttons = {"actions", "button", "overflow"}
    in_blocks = [
        str(element.get("user_id", element["type"]))
        for message in messages
        for element in elements(message["blocks"])
        if element["type"] not in plain | buttons
    ]
    return [found for found in in_texts if not found.startswith("<!date^")] + in_blocks


async def test_results_of_a_mischievous_call_mention_and_link_nothing(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", '/call +15559876019 name="<!channel> *John*"')
    end = await see_result(world, alice, await hear_the_end(alice, card, Head.ENDED), "התור אושר")
    assert mentions_and_links(bot_messages(await world.ledger())) == ["<@U0ALICE>", "U0ALICE"]
    assert "<!channel> *<!channel> *John** said: <https://evil.example|click here>" in shown_text(
        {"blocks": end["blocks"]}
    )
    assert "deep: <https://evil.example|x>" in shown_text({"blocks": end["blocks"]})
    assert "הערה" in shown_text({"blocks": end["blocks"]})


async def test_name_typed_with_markup_stays_a_name_on_the_card(world: World, alice: Person) -> None:
    name = "<@U0BOB> & <https://evil.example|Bo> _x_ `y`"
    card = await ask(alice, "#sales", f'/call +15559876004 name="{name}"')
    assert name in shown_text({"blocks": card["blocks"]})
    assert mentions_and_links([card]) == []
    await see(alice, card, "Not dialed")
    assert (await world.ledger())["dials"][0]["vars_provided"] == {"name": name}


async def test_hebrew_survives_from_the_typing_to_the_summary(world: World, alice: Person) -> None:
    typed = '/call +15559876543 agent=תזכורת שם="דנה לוי" תאריך_התור="יום שלישי"'
    await alice.type("#sales", typed)
    question = await alice.wait_for_ephemeral("#sales", "clinic and doctor", PATIENCE_SECONDS)
    await alice.click(question, CALL_ANYWAY)
    card = await wait_for_card(alice, "#sales", set())
    end = await hear_the_end(alice, card, Head.ENDED)
    shown = shown_text(await see_result(world, alice, end, "אישר/ה את התור"))
    assert "חניה" in shown
    assert "📞 דנה לוי · +1 555-987-6543" in alice.message(card)["text"]
    sent = (await world.ledger())["dials"][0]["vars_provided"]
    assert sent == {"שם": "דנה לוי", "תאריך_התור": "יום שלישי"}


async def test_line_of_somebody_elses_making_cannot_pass_for_a_state(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", f'/call +15559876004 name="John\n{Head.ENDED}"')
    assert f"John {Head.ENDED}" in shown_text(card)
    await see(alice, card, "Not dialed")
    assert (await world.ledger())["dials"][0]["vars_provided"] == {"name": f"John\n{Head.ENDED}"}
