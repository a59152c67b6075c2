"""Help, status, history and agents: answers to the person alone."""

import pytest

from bot.ui.call_list import CALLS_HERE, LIVE_CALLS_HERE, NO_LIVE_CALLS_HERE, NONE_HERE
from bot.ui.help import OPENS_FORM
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear, hear_the_end
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import shown_text

pytestmark = pytest.mark.usefixtures("world")


async def test_help_shows_the_command_by_example(alice: Person, bob: Person) -> None:
    await alice.type("#sales", "/call help")
    answer = await alice.wait_for_ephemeral("#sales", OPENS_FORM, PATIENCE_SECONDS)
    for word in ("name=John", "agent=", "from=", "status", "history", "agents"):
        assert word in answer["text"]
    assert bob.ephemerals("#sales") == []


async def test_agents_lists_the_active_ones(alice: Person) -> None:
    await alice.type("#sales", "/call agents")
    answer = await alice.wait_for_ephemeral("#sales", "Appointment Booker", PATIENCE_SECONDS)
    assert "תזכורת תור" in answer["text"]
    assert "Old Campaign" not in answer["text"]


async def test_status_lists_the_live_calls_with_a_link_to_each_card(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876012 name=John")
    await ask(alice, "#general", "/call +15559886012 name=Elsewhere")
    await hear(alice, card, Head.INITIATED)
    await alice.type("#sales", "/call status")
    answer = await alice.wait_for_ephemeral("#sales", LIVE_CALLS_HERE, PATIENCE_SECONDS)
    assert "+1 555-987-6012 (John)" in shown_text(answer)
    assert "requested by @alice" in shown_text(answer)
    assert f"/archives/C0SALES/p{card['ts'].replace('.', '')}" in str(answer["blocks"])
    assert "Elsewhere" not in shown_text(answer)


async def test_status_says_so_when_no_call_is_live(alice: Person) -> None:
    card = await ask(alice, "#sales", "/call +15559876011")
    await hear_the_end(alice, card, Head.ENDED)
    await alice.type("#sales", "/call status")
    await alice.wait_for_ephemeral("#sales", NO_LIVE_CALLS_HERE, PATIENCE_SECONDS)


async def test_history_lists_what_became_of_the_latest_calls_newest_first(alice: Person) -> None:
    await alice.type("#sales", "/call history")
    await alice.wait_for_ephemeral("#sales", NONE_HERE, PATIENCE_SECONDS)
    busy = await ask(alice, "#sales", "/call +15559876001")
    refused = await ask(alice, "#sales", "/call +15559876004")
    await hear_the_end(alice, busy, Head.BUSY)
    await hear_the_end(alice, refused, Head.REFUSED)
    await alice.type("#sales", "/call history")
    answer = await alice.wait_for_ephemeral("#sales", CALLS_HERE, PATIENCE_SECONDS)
    lines = answer["text"].splitlines()[1:]
    assert ["6004" in lines[0], "6001" in lines[1]] == [True, True]
    assert "Not dialed" in lines[0]
    assert "Busy" in lines[1]
