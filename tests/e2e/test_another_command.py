"""A command of another name: printed into the manifest, set, typed, and shown in every example."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import print_manifest
from bot.ui.call_list import NO_LIVE_CALLS_HERE
from bot.ui.help import OPENS_FORM
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, is_card, see
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text


@pytest.fixture
async def outside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[World]:
    """Open a sandbox in which the command is `/dial`."""
    print_manifest("/dial")
    manifest_path = tmp_path / "dial.yml"
    manifest_path.write_text(capsys.readouterr().out, encoding="utf-8")
    async with World(tmp_path / "calls.db", manifest_path=manifest_path) as world:
        yield world


async def test_command_of_another_name_places_calls_and_is_the_one_that_is_explained(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(slash_command="/dial")
    card = await ask(alice, "#sales", "/dial +15559876001 name=John")
    end = await hear_the_end(alice, card, Head.BUSY)
    told = [shown_text(card), shown_text(end)]
    for typed, wanted in {
        "/dial help": OPENS_FORM,
        "/dial banana": "▸banana◂",
        "/dial agents": "Appointment Booker",
        "/dial status": NO_LIVE_CALLS_HERE,
        "/dial history": "Busy",
        "/dial dnc": "/dial dnc add",
        "/dial +18765550123": "an admin can change it with “/dial rules”",
    }.items():
        await alice.type("#sales", typed)
        answer = await alice.wait_for_ephemeral("#sales", wanted, PATIENCE_SECONDS)
        told.append(shown_text(answer))
    told.append(shown_text(await alice.open_home(PATIENCE_SECONDS)))
    assert [text for text in told if "/call" in text] == []
    assert sum("/dial" in text for text in told) >= 3


async def test_form_opens_with_the_command_of_another_name(outside: World, alice: Person) -> None:
    await outside.start_bot(slash_command="/dial")
    await alice.type("#sales", "/dial")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": "+15559876001"})
    assert await alice.submit(view) == "closed"
    card = await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    await see(alice, card, Head.BUSY)
