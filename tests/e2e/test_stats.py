"""Statistics as people ask for them: painted for one person, shared where they are wanted."""

import sys
from pathlib import Path

import pytest

from bot.ui.slack_codes import SENTENCE_OF_CODE
from bot.ui.statistics import CHART_IN_DM, SHARED_HERE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end
from tests.e2e.past_calls import write_past_calls
from tests.e2e.process import Start
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject

IN_MY_DM = CHART_IN_DM
PNG = b"\x89PNG\r\n\x1a\n"


def read_loaded(pid: int) -> str:
    """Return the files that a process has loaded code from."""
    return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


async def make_call(person: Person, channel: str, number: str, end: str) -> JsonObject:
    """Make a call to its end and return its card."""
    card = await ask(person, channel, f"/call +1555987{number}")
    await hear_the_end(person, card, end)
    return card


async def wait_for_picture(
    person: Person, channel: str, thread_ts: str | None = None
) -> JsonObject:
    """Wait for statistics with their picture."""
    return await person.wait_for_message(
        channel,
        lambda message: message["text"].startswith("📊 Calls") and bool(message.get("files")),
        PATIENCE_SECONDS,
        thread_ts=thread_ts,
    )


@pytest.mark.usefixtures("world")
async def test_picture_goes_to_the_person_alone_with_the_same_facts_in_words(
    alice: Person, bob: Person
) -> None:
    await make_call(alice, "#sales", "6001", Head.BUSY)
    await make_call(alice, "#sales", "6002", Head.NO_ANSWER)
    await alice.type("#sales", "/call stats")
    await alice.wait_for_ephemeral("#sales", IN_MY_DM, PATIENCE_SECONDS)
    dm = await alice.open_dm("@voicy")
    told = await wait_for_picture(alice, dm)
    assert "2 calls · 0 conversations (0 %)" in told["text"]
    assert f"{Head.NO_ANSWER} 1 · {Head.BUSY} 1" in told["text"]
    (file,) = told["files"]
    assert (file["original_w"], file["original_h"]) == (1_000, 800)
    assert "no answer 1, busy 1" in file["alt_txt"]
    assert (await alice.download(file)).startswith(PNG)
    assert not bob.screen.messages.get(dm)
    assert bob.ephemerals("#sales") == []


@pytest.mark.usefixtures("world")
async def test_what_is_shared_counts_only_what_all_here_may_see(alice: Person, bob: Person) -> None:
    await make_call(alice, "@voicy", "6001", Head.BUSY)
    await make_call(alice, "#sales", "6002", Head.NO_ANSWER)
    await alice.type("#sales", "/call stats 7d")
    note = await alice.wait_for_ephemeral("#sales", IN_MY_DM, PATIENCE_SECONDS)
    mine = await wait_for_picture(alice, "@voicy")
    assert "2 calls ·" in mine["text"]
    await alice.click(note, "Share here")
    shared = await wait_for_picture(bob, "#sales")
    assert "1 call · 0 conversations (0 %)" in shared["text"]
    assert "Shared by @alice." in shared["text"]
    await alice.wait_for_ephemeral("#sales", SHARED_HERE, PATIENCE_SECONDS)
    assert len(alice.ephemerals("#sales")) == 1


@pytest.mark.usefixtures("world")
async def test_mention_in_a_thread_is_answered_there_for_all(alice: Person, bob: Person) -> None:
    card = await make_call(alice, "#sales", "6001", Head.BUSY)
    await bob.type("#sales", "@voicy stats 30d", thread_ts=card["ts"])
    told = await wait_for_picture(alice, "#sales", card["ts"])
    assert "1 call · 0 conversations (0 %)" in told["text"]
    assert bob.ephemerals("#sales") == []


@pytest.mark.usefixtures("world")
async def test_in_the_chat_with_the_bot_the_picture_is_the_answer(alice: Person) -> None:
    await make_call(alice, "@voicy", "6001", Head.BUSY)
    await alice.type("@voicy", "stats agent=Lead")
    told = await wait_for_picture(alice, "@voicy")
    assert "1 call ·" in told["text"]
    assert IN_MY_DM not in str(alice.messages("@voicy"))


@pytest.mark.usefixtures("world")
async def test_without_calls_there_is_a_sentence_and_no_picture(alice: Person) -> None:
    await alice.type("#sales", "/call stats 7d")
    await alice.wait_for_ephemeral(
        "#sales", "No finished calls in the last 7 days", PATIENCE_SECONDS
    )
    await make_call(alice, "#sales", "6001", Head.BUSY)
    await alice.type("#sales", "/call stats agent=Nobody")
    await alice.wait_for_ephemeral("#sales", "No finished calls with this agent", PATIENCE_SECONDS)
    assert alice.files(await alice.open_dm("@voicy")) == []


@pytest.mark.usefixtures("world")
async def test_where_the_bot_is_not_it_says_how_to_invite_it(alice: Person) -> None:
    await make_call(alice, "#sales", "6001", Head.BUSY)
    await alice.type("#board", "/call stats")
    note = await alice.wait_for_ephemeral("#board", IN_MY_DM, PATIENCE_SECONDS)
    await alice.click(note, "Share here")
    await alice.wait_for_ephemeral("#board", "/invite @voicy", PATIENCE_SECONDS)
    assert alice.files("#board") == []


async def test_slack_that_takes_no_file_is_named(world: World, alice: Person) -> None:
    await make_call(alice, "#sales", "6001", Head.BUSY)
    await world.break_slack("files.completeUploadExternal", "error", error="file_uploads_disabled")
    await alice.type("#sales", "/call stats")
    sentence = SENTENCE_OF_CODE["file_uploads_disabled"]
    told = await alice.wait_for_ephemeral("#sales", sentence, PATIENCE_SECONDS)
    assert "❌" in told["text"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process has loaded")
async def test_what_paints_never_enters_the_bots_own_process(
    start: Start, settings: dict[str, str], alice: Person
) -> None:
    await write_past_calls(Path(settings["DATABASE_PATH"]), 3, channel_id="C0SALES")
    process = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    await alice.type("#sales", "/call stats")
    (file,) = (await wait_for_picture(alice, await alice.open_dm("@voicy")))["files"]
    loaded = read_loaded(process.pid)
    assert (await alice.download(file)).startswith(PNG)
    assert (file["original_w"], file["original_h"]) == (1_000, 800)
    assert (await process.stop()).code == 0
    assert "_sqlite3" in loaded
    assert [each for each in ("matplotlib", "numpy", "PIL") if each in loaded] == []
