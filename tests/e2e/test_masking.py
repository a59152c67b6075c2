"""Numbers are whole where a call was asked for, and masked everywhere else."""

from collections.abc import AsyncIterator

import pytest

from bot.ui.denials import format_denial
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

NUMBER = "+15559876543"
WHOLE = "+1 555-987-6543"
MASKED = "+1 … 6543"


@pytest.fixture
async def omar(outside: World) -> AsyncIterator[Person]:
    """Seat somebody of another company at the page."""
    async with outside.visitor("U0OMAR") as person:
        yield person


async def list_calls(person: Person, channel: str, asked: str) -> str:
    shown = await be_told(person, channel, f"/call history {asked}", "John")
    return shown_text(shown)


@pytest.mark.usefixtures("world")
async def test_number_is_whole_where_it_was_asked_for_and_masked_elsewhere(
    alice: Person, bob: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {NUMBER} name=John")
    await hear_the_end(alice, card, Head.ENDED)

    assert WHOLE in shown_text(bob.message(card))
    assert WHOLE in await list_calls(bob, "#sales", "here")
    assert WHOLE in await list_calls(bob, "#sales", "all")
    assert WHOLE in await list_calls(alice, "#general", "all")
    elsewhere = await list_calls(bob, "#general", "all")
    assert MASKED in elsewhere
    assert WHOLE not in elsewhere


@pytest.mark.usefixtures("world")
async def test_home_masks_the_numbers_of_others(alice: Person, bob: Person) -> None:
    card = await ask(alice, "#sales", f"/call {NUMBER} name=John")
    await hear_the_end(alice, card, Head.ENDED)
    home = await bob.open_home()
    await bob.click(home, "Everyone's calls")
    shown = shown_text(await bob.wait_for_home(MASKED, PATIENCE_SECONDS))
    assert WHOLE not in shown
    await alice.open_home()
    assert WHOLE in shown_text(await alice.wait_for_home(WHOLE, PATIENCE_SECONDS))


@pytest.mark.usefixtures("world")
async def test_export_masks_the_numbers_of_others(alice: Person, bob: Person) -> None:
    card = await ask(alice, "#sales", f"/call {NUMBER} name=John")
    await hear_the_end(alice, card, Head.ENDED)
    for person, shown in ((alice, f"'{NUMBER}"), (bob, "'+1…6543")):
        await be_told(person, "#sales", "/call export", "1 call is in the file")
        message = await person.wait_for_message(
            "@voicy", lambda said: bool(said.get("files")), PATIENCE_SECONDS
        )
        table = (await person.download(message["files"][0])).decode()
        assert f",{shown}," in table


@pytest.mark.usefixtures("world")
async def test_update_in_another_channel_is_masked_and_shows_the_number_on_a_click(
    alice: Person, bob: Person
) -> None:
    await bob.type("#general", "/call watch")
    await bob.wait_for_message("#general", "turned on call updates", PATIENCE_SECONDS)
    card = await ask(alice, "#sales", f"/call {NUMBER} name=John")
    await hear_the_end(alice, card, Head.ENDED)
    line = await bob.wait_for_message("#general", MASKED, PATIENCE_SECONDS)
    assert WHOLE not in shown_text(line)

    await bob.click(line, "Show number")
    await bob.wait_for_ephemeral("#general", WHOLE, PATIENCE_SECONDS)


@pytest.mark.usefixtures("world")
async def test_card_beside_another_company_is_masked_and_shows_the_number_to_members(
    alice: Person, omar: Person
) -> None:
    card = await ask(alice, "#partners", f"/call {NUMBER} name=John")
    await hear_the_end(alice, card, Head.ENDED)
    shown = alice.message(card)
    assert MASKED in shown_text(shown)
    assert WHOLE not in shown_text(shown)

    await alice.click(shown, "Show number")
    await alice.wait_for_ephemeral("#partners", WHOLE, PATIENCE_SECONDS)
    await omar.click(omar.message(card), "Show number")
    await omar.wait_for_ephemeral(
        "#partners", format_denial("results_access", "outsider"), PATIENCE_SECONDS
    )
