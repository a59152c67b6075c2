"""Messages as Slack tells them: with a file, broadcast, edited, in channels that were joined."""

import pytest

from bot.ui.help import HELP_TITLE
from bot.ui.notices import EDIT_NOT_READ, EDITED_TOO_LATE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, bot_messages, see, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
async def test_message_with_more_than_words_is_read_alike(
    world: World, alice: Person, subtype: str
) -> None:
    messages = world.sandbox.workspace.messages
    messages.post(channel="D0ALICE", user="U0ALICE", text="call +15559876004", subtype=subtype)
    await see(alice, await wait_for_card(alice, "@voicy", set()), "Not dialed")


async def test_file_without_words_gets_the_short_help(world: World, alice: Person) -> None:
    messages = world.sandbox.workspace.messages
    messages.post(channel="D0ALICE", user="U0ALICE", text="", subtype="file_share")
    await alice.wait_for_message("@voicy", HELP_TITLE, PATIENCE_SECONDS)


async def test_mention_reaches_the_bot_where_it_told_a_call(world: World, alice: Person) -> None:
    card = await ask(alice, "#support", "/call +15559876001")
    await alice.wait_for_message("#support", Head.BUSY, PATIENCE_SECONDS, thread_ts=card["ts"])
    await alice.type("#support", "@voicy call +15559876004")
    before = {card["ts"]}
    await see(alice, await wait_for_card(alice, "#support", before), "Not dialed")


async def test_edit_after_the_call_changes_nothing_and_is_answered_once(
    world: World, alice: Person
) -> None:
    await alice.type("@voicy", "call +15559876004 name=John")
    await see(alice, await wait_for_card(alice, "@voicy", set()), "Not dialed")
    messages = world.sandbox.workspace.messages
    (said,) = (each for each in messages.in_channel("D0ALICE") if each.user == "U0ALICE")
    for name in ("Jane", "Jim"):
        messages.edit(said, text=f"call +15559876004 name={name}", blocks=None)
    await alice.wait_for_message("@voicy", EDITED_TOO_LATE, PATIENCE_SECONDS)
    await alice.type("@voicy", "thanks")
    await alice.wait_for_message("@voicy", HELP_TITLE, PATIENCE_SECONDS)
    assert len(await world.dialed_numbers()) == 1
    answers = [each for each in bot_messages(await world.ledger()) if "edit" in each["text"]]
    assert len(answers) == 1


async def test_edit_of_what_was_no_order_is_not_read(world: World, alice: Person) -> None:
    await alice.type("@voicy", "call 12")
    await alice.wait_for_message("@voicy", "too short", PATIENCE_SECONDS)
    messages = world.sandbox.workspace.messages
    (said,) = (each for each in messages.in_channel("D0ALICE") if each.user == "U0ALICE")
    messages.edit(said, text="call +15559876004", blocks=None)
    await alice.wait_for_message("@voicy", EDIT_NOT_READ, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []
