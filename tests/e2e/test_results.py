"""What a call brought: its transcript, its recording, and who may have them."""

from bot.ui.labels import NOBODY_CALLED
from bot.ui.results import SAVE_LABEL, SAVED
from bot.ui.slack_codes import SENTENCE_OF_CODE
from bot.ui.variable_question import CALL_ANYWAY
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, see, see_result, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text, unmarked


async def finish_call(
    world: World, person: Person, channel: str, typed: str
) -> tuple[JsonObject, JsonObject]:
    """Ask for a call; return its card once that has everything, and its last reply."""
    await person.type(channel, typed)
    if "agent=" in typed:
        question = await person.wait_for_ephemeral(channel, CALL_ANYWAY, PATIENCE_SECONDS)
        await person.click(question, CALL_ANYWAY)
    card = await wait_for_card(person, channel, set())
    end = await hear_the_end(person, card, Head.ENDED)
    return await see_result(world, person, card, "Recording"), end


async def wait_for_file(person: Person, card: JsonObject, ending: str) -> JsonObject:
    """Wait until a file of this kind stands in the thread of a call."""

    def found() -> list[JsonObject]:
        files = person.files(card["channel"], card["ts"])
        return [file for file in files if file["name"].endswith(ending)]

    await person.wait_until(found, f"a file {ending} in the thread", PATIENCE_SECONDS)
    (file,) = found()
    return file


async def test_transcript_is_read_and_kept_in_the_thread(world: World, alice: Person) -> None:
    card, _ = await finish_call(
        world, alice, "#sales", '/call +15559876543 agent="Appointment Booker" name=John'
    )
    await alice.click(card, "Transcript")
    view = await alice.wait_for_view("Hi John", PATIENCE_SECONDS)
    shown = shown_text(view)
    assert "Half past ten, and it takes about forty-five minutes." in shown
    assert "find_appointment (name: John; date: your next appointment) → time: 10:30" in shown
    await alice.click(view, SAVE_LABEL)
    await alice.wait_for_view(SAVED, PATIENCE_SECONDS)
    file = await wait_for_file(alice, card, ".txt")
    assert unmarked(file["title"]) == "Transcript of the call to +1 555-987-6543 (John)"
    lines = unmarked((await alice.download(file)).decode()).split("\n")
    assert lines[0] == "Call to +1 555-987-6543 (John)"
    assert "Callee: Perfect, I will be there. Should I bring anything?" in "\n".join(lines)


async def test_transcript_is_saved_once_however_often_it_is_clicked(
    world: World, alice: Person
) -> None:
    card, _ = await finish_call(world, alice, "#sales", "/call +15559876543")
    await alice.click(card, "Transcript")
    view = await alice.wait_for_view(SAVE_LABEL, PATIENCE_SECONDS)
    await alice.click(view, SAVE_LABEL)
    await alice.click(view, SAVE_LABEL)
    await alice.wait_for_view(SAVED, PATIENCE_SECONDS)
    await wait_for_file(alice, card, ".txt")
    assert len(alice.files(card["channel"], card["ts"])) == 1


async def test_transcript_of_four_hundred_turns_is_leafed_through_and_kept_whole(
    world: World, alice: Person
) -> None:
    card, _ = await finish_call(
        world, alice, "#sales", '/call +15559876022 agent="Appointment Booker" name=John'
    )
    await alice.click(card, "Transcript")
    view = await alice.wait_for_view("page 1 of 10", PATIENCE_SECONDS)
    await alice.click(view, "Later ▶")
    view = await alice.wait_for_view("page 2 of 10", PATIENCE_SECONDS)
    await alice.click(view, SAVE_LABEL)
    file = await wait_for_file(alice, card, ".txt")
    kept = (await alice.download(file)).decode()
    assert sum(kept.count(f"{speaker}: ") for speaker in ("Agent", "Callee")) == 400


async def test_recording_is_shown_to_one_person_and_kept_on_demand(
    world: World, alice: Person, bob: Person
) -> None:
    card, _ = await finish_call(world, alice, "#sales", "/call +15559876543 name=John")
    await bob.click(card, "Recording")
    link = await bob.wait_for_ephemeral("#sales", "Recording of the call to", PATIENCE_SECONDS)
    assert "/recordings/" in str(link["blocks"])
    assert "thread_ts" not in link
    assert alice.ephemerals("#sales") == []
    await bob.click(link, SAVE_LABEL)
    file = await wait_for_file(alice, card, ".wav")
    assert (await alice.download(file)).startswith(b"RIFF")
    await bob.wait_for_ephemeral("#sales", SAVED, PATIENCE_SECONDS)
    assert "/recordings/" not in str((await world.ledger())["messages"])


async def test_call_without_a_conversation_left_nothing_behind(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear_the_end(alice, card, Head.BUSY)
    shown = shown_text(await see(alice, card, "Call again"))
    assert "Transcript" not in shown
    assert "Recording" not in shown


async def test_result_is_not_for_people_who_left_the_channel(world: World, alice: Person) -> None:
    await alice.type("#board", "/invite @voicy")
    await alice.wait_for_message("#board", "has joined", PATIENCE_SECONDS)
    card, _ = await finish_call(world, alice, "#board", "/call +15559876543")
    await alice.click(card, "Transcript")
    view = await alice.wait_for_view(SAVE_LABEL, PATIENCE_SECONDS)
    workspace = world.sandbox.workspace
    board = workspace.conversations.get(card["channel"])
    assert board is not None
    workspace.remove_member(board, "U0ALICE")
    await alice.click(view, SAVE_LABEL)
    await alice.wait_for_view("people who can see the conversation", PATIENCE_SECONDS)
    assert [message for message in (await world.ledger())["messages"] if message.get("files")] == []


async def test_api_that_does_not_answer_is_named_in_the_modal(world: World, alice: Person) -> None:
    card, _ = await finish_call(world, alice, "#sales", "/call +15559876543")
    await world.break_voicy("call-get", "status", times=0)
    await alice.click(card, "Transcript")
    view = await alice.wait_for_view("❌", PATIENCE_SECONDS)
    assert "Voicy API is not available right now" in shown_text(view)
    await alice.click(card, "Recording")
    said = await alice.wait_for_ephemeral("#sales", "not available right now", PATIENCE_SECONDS)
    assert NOBODY_CALLED not in said["text"]


async def test_recording_that_cannot_be_fetched_is_told_to_the_person(
    world: World, alice: Person
) -> None:
    card, _ = await finish_call(world, alice, "#sales", "/call +15559876543")
    await alice.click(card, "Recording")
    link = await alice.wait_for_ephemeral("#sales", "Recording of the call to", PATIENCE_SECONDS)
    await world.break_voicy("recordings", "status", times=0)
    await alice.click(link, SAVE_LABEL)
    await alice.wait_for_ephemeral("#sales", "The recording is not available", PATIENCE_SECONDS)
    assert alice.files(card["channel"], card["ts"]) == []


async def test_slack_that_takes_no_file_is_named_in_the_modal(world: World, alice: Person) -> None:
    card, _ = await finish_call(world, alice, "#sales", "/call +15559876543")
    await alice.click(card, "Transcript")
    view = await alice.wait_for_view(SAVE_LABEL, PATIENCE_SECONDS)
    await world.break_slack("files.completeUploadExternal", "error", error="file_uploads_disabled")
    await alice.click(view, SAVE_LABEL)
    view = await alice.wait_for_view("❌", PATIENCE_SECONDS)
    assert SENTENCE_OF_CODE["file_uploads_disabled"] in shown_text(view)
    assert "Agent" in shown_text(view)
