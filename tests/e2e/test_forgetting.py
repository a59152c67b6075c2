"""A number that is forgotten: nothing of it is left here or in Slack, whatever crashes."""

import json
import signal
from collections.abc import AsyncIterator

import pytest

from bot.ui.denials import format_denial
from bot.ui.erasure import CANNOT_REACH, LIVE
from bot.ui.number_file import HELD, HELD_ALREADY, NOT_HELD, RELEASED
from bot.ui.suppressions import NOTHING_TO_EXPORT
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, ask_anyway, be_told, hear_the_end, schedule, see, see_result
from tests.e2e.process import Running, Start
from tests.e2e.test_approvals import want
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NUMBER = "+15559876543"
NAME = "Rumpelstilz"
WRITTEN = ("15559876543", "555-987-6543", NAME)
ADMINS_ONLY = format_denial("rules", "member")


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def be_called(world: World, person: Person, channel: str = "#sales") -> JsonObject:
    """Have the callee be called, with what was said shown and saved."""
    card = await ask(person, channel, f"/call {NUMBER} name={NAME} note={NAME}")
    await see_all_of_it(world, person, card)
    return card


async def see_all_of_it(world: World, person: Person, card: JsonObject) -> None:
    """Have what was said be shown and saved."""
    end = await hear_the_end(person, card, Head.ENDED)
    await see_result(world, person, end, "Summary")
    await person.click(await see(person, card, "Transcript"), "Transcript")
    view = await person.wait_for_view("Save to thread", PATIENCE_SECONDS)
    await person.click(view, "Save to thread")
    await person.wait_for_message(
        card["channel"],
        lambda said: bool(said.get("files")),
        PATIENCE_SECONDS,
        thread_ts=card["ts"],
    )


async def forget(person: Person, channel: str = "#general", *, number: str = NUMBER) -> JsonObject:
    """Have the number be forgotten, and return what is told once it is."""
    asked = await be_told(person, channel, f"/call forget {number}", "This cannot be undone.")
    await person.click(asked, "Forget this number")
    return await hear_of_it(person)


async def hear_of_it(person: Person) -> JsonObject:
    return await person.wait_for_message("@voicy", "is forgotten: ", 10 * PATIENCE_SECONDS)


def find_in_slack(world: World) -> list[str]:
    """Return what stands in Slack and names the callee, messages of people left out."""
    slack = world.sandbox.workspace
    standing = [
        slack.messages.to_wire(each, with_metadata=True)
        for conversation in slack.conversations
        for each in slack.messages.in_channel(conversation.id)
        if each.user == "U0VOICY"
    ]
    files = [
        (each.name, each.title, (each.content or b"").decode(errors="replace"))
        for each in slack.files._by_id.values()
    ]
    said = [json.dumps(each, ensure_ascii=False) for each in (*standing, *files)]
    return [each for each in said if any(word in each for word in WRITTEN)]


def find_in_database(world: World) -> list[str]:
    """Return the files of the database that hold a byte of it."""
    found = world.database_path.parent.glob(f"{world.database_path.name}*")
    words = [word.encode() for word in WRITTEN]
    return [each.name for each in found if any(word in each.read_bytes() for word in words)]


async def test_nothing_is_left_of_a_number_that_was_called_exported_and_listed(
    world: World, alice: Person, dana: Person
) -> None:
    await alice.type("#support", "/call watch")
    await alice.wait_for_message("#support", "turned on call updates", PATIENCE_SECONDS)
    await alice.type("@voicy", f"dnc check {NUMBER}")
    await alice.wait_for_message("@voicy", "is not on the do-not-call list", PATIENCE_SECONDS)
    later = await schedule(alice, "#general", f'/call {NUMBER} name={NAME} at="in 30 hours"')
    card = await ask(alice, "#sales", f"/call {NUMBER} name={NAME}")
    await see_all_of_it(world, alice, card)
    await alice.wait_for_message("#support", f"+1 … 6543 ({NAME})", PATIENCE_SECONDS)
    await be_told(alice, "#general", "/call export", "in the file")
    await be_told(alice, "#general", f"/call dnc check {NUMBER}", "is not on the")
    await be_told(alice, "#sales", f"/call forget {NUMBER}", ADMINS_ONLY)

    told = await forget(dana)

    assert CANNOT_REACH in shown_text(told)
    assert "+1…6543 is forgotten: 2 calls. Deleted: " in shown_text(told)
    await see(alice, later, "@dana had its number forgotten")
    assert "a deleted number" in shown_text(alice.message(card))
    assert find_in_slack(world) == []
    assert find_in_database(world) == []
    await world.stop_bot()
    await world.start_bot()
    assert find_in_database(world) == []
    assert await world.dialed_numbers() == [NUMBER]


async def test_what_was_said_is_deleted_also_where_number_and_name_are_not_shown(
    world: World, alice: Person, dana: Person
) -> None:
    card = await ask(alice, "#partners", f"/call {NUMBER}")
    await see_all_of_it(world, alice, card)
    (saved,) = world.sandbox.workspace.files._by_id.values()
    assert not saved.is_deleted

    await forget(dana)

    assert saved.is_deleted


async def test_forgotten_number_stays_on_the_do_not_call_list_and_is_called_by_nobody(
    world: World, alice: Person, dana: Person
) -> None:
    await be_called(world, alice)
    await be_told(
        alice, "#sales", f'/call dnc add {NUMBER} why="{NAME} said so"', "is on the do-not-call"
    )
    asked = await be_told(dana, "#general", f"/call forget {NUMBER}", "stays on the do-not-call")
    await dana.click(asked, "Forget this number")
    await hear_of_it(dana)

    assert find_in_database(world) == []
    await be_told(alice, "#sales", f"/call {NUMBER}", "This number is on the do-not-call list")
    await be_told(dana, "#sales", "/call dnc export", NOTHING_TO_EXPORT)
    await be_told(alice, "#sales", f"/call dnc add {NUMBER}", "stood on the do-not-call list")
    await be_told(dana, "#sales", f"/call dnc remove {NUMBER}", "is off the do-not-call list")
    assert await world.dialed_numbers() == [NUMBER]


async def test_home_that_was_open_for_long_shows_nothing_of_the_number(
    world: World, alice: Person, dana: Person
) -> None:
    await be_called(world, alice)
    for person in (alice, dana):
        await person.open_home(PATIENCE_SECONDS)
    await alice.wait_for_home(NAME, PATIENCE_SECONDS)
    await world.jump(minutes=30)
    await world.stop_bot()
    await world.start_bot()
    await forget(dana)
    await alice.wait_for_home(lambda view: NAME not in shown_text(view), PATIENCE_SECONDS)


async def test_who_was_asked_to_approve_a_call_keeps_nothing_of_its_number(
    outside: World, alice: Person, bob: Person, dana: Person
) -> None:
    await outside.start_bot(approvers=frozenset({"U0BOB"}))
    await want(dana, "country:US")
    card = await ask(alice, "#sales", f"/call {NUMBER} name={NAME}")
    await bob.wait_for_message("@voicy", lambda said: NAME in said["text"], PATIENCE_SECONDS)
    await alice.click(await see(alice, card, "Cancel"), "Cancel")
    await hear_the_end(alice, card, Head.WITHDRAWN)
    await forget(dana)
    assert find_in_slack(outside) == []


async def test_calls_that_were_forgotten_count_against_the_cap_of_their_number(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(max_calls_per_number_per_day=1)
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await see_result(outside, alice, await hear_the_end(alice, card, Head.ENDED), "Summary")
    await forget(dana)

    await be_told(
        alice, "#sales", f"/call {NUMBER}", "The cap for calls to one number in 24 hours is 1"
    )


@pytest.mark.parametrize("method", ["chat.update", "conversations.replies", "chat.delete"])
async def test_bot_that_is_stopped_in_the_middle_goes_on_where_it_was(
    world: World, alice: Person, dana: Person, method: str
) -> None:
    await be_called(world, alice)
    await world.break_slack(method, "rate_limited", times=100, seconds=30.0)
    asked = await be_told(dana, "#general", f"/call forget {NUMBER}", "This cannot be undone.")
    await dana.click(asked, "Forget this number")
    await dana.wait_for_ephemeral("#general", "is forgotten in my database", PATIENCE_SECONDS)
    await world.stop_bot()
    await world.do("clear_faults")
    assert find_in_slack(world) != []

    await world.start_bot()
    await hear_of_it(dana)

    assert find_in_slack(world) == []
    assert find_in_database(world) == []
    told = [each for each in dana.messages("@voicy") if "is forgotten: " in each["text"]]
    assert len(told) == 1


async def test_number_that_is_on_the_phone_is_not_forgotten(
    world: World, alice: Person, dana: Person
) -> None:
    await world.hurry(0.1)
    await ask(alice, "#sales", f"/call {NUMBER}")
    await alice.wait_until(lambda: bool(alice.messages("#sales")), "the card", PATIENCE_SECONDS)
    await be_told(dana, "#general", f"/call forget {NUMBER}", LIVE)


async def test_number_on_hold_is_not_forgotten_until_it_is_released(
    world: World, alice: Person, dana: Person
) -> None:
    await be_told(alice, "#sales", f"/call file {NUMBER} hold", ADMINS_ONLY)
    card = await ask(alice, "#sales", f"/call {NUMBER} name={NAME}")
    await see_result(world, alice, await hear_the_end(alice, card, Head.ENDED), "Summary")
    asked = await be_told(dana, "#general", f"/call forget {NUMBER}", "This cannot be undone.")
    await be_told(dana, "#general", f"/call file {NUMBER} hold", HELD)
    await be_told(dana, "#general", f"/call file {NUMBER} hold", HELD_ALREADY)

    await dana.click(asked, "Forget this number")
    await dana.wait_for_ephemeral("#general", "was put on hold by @dana", PATIENCE_SECONDS)
    assert NAME in shown_text(alice.message(card))

    await be_told(dana, "#general", f"/call file {NUMBER} release", RELEASED)
    await be_told(dana, "#general", f"/call file {NUMBER} release", NOT_HELD)
    await forget(dana)
    await see(alice, card, "a deleted number")


async def test_file_of_a_number_tells_its_calls_and_who_saw_what_was_said(
    world: World, alice: Person, dana: Person
) -> None:
    await be_called(world, alice)
    await be_told(alice, "#sales", f"/call dnc add {NUMBER} why=asked", "is on the do-not-call")
    await be_told(alice, "#sales", f"/call file {NUMBER}", ADMINS_ONLY)
    await be_told(dana, "#sales", f"/call file {NUMBER}", "with 1 call, is in your direct message")

    text = await read_file(dana)

    for part in (
        "Call asked for ",
        f"variable name: {NAME}",
        "Do not call (all), by alice",
        "opened a transcript",
        "saved a transcript",
        "asked for a call · allowed by the rules of version 1",
        "put a number on the do-not-call list",
        "was refused · rules",
        "Agent: ",
    ):
        assert part in text, f"{part}\n{text}"
    await forget(dana)
    assert find_in_slack(world) == []
    await be_told(dana, "#sales", f"/call file {NUMBER}", "with 1 call, is in your direct message")
    evidence = await read_file(dana)
    assert NAME not in evidence
    assert "what was said, and to whom, is forgotten" in evidence
    assert "Attempt 1: Ended" in evidence


async def read_file(person: Person) -> str:
    """Return the newest file that the bot sent somebody."""
    shared = await person.wait_for_message(
        "@voicy",
        lambda said: any(
            file.get("name", "").startswith("number-") for file in said.get("files") or ()
        ),
        PATIENCE_SECONDS,
    )
    return (await person.download(shared["files"][0])).decode()


@pytest.mark.real
async def test_bot_that_is_killed_while_it_forgets_goes_on_where_it_was(
    outside: World, settings: dict[str, str], start: Start, alice: Person, dana: Person
) -> None:
    # a result comes eight real seconds after the end, and this is not about results
    busy = {"path": "ringing 1 > busy", "summary_after_seconds": 0}
    await outside.do("decide", number=NUMBER, **busy)
    first: Running = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    card = await ask(alice, "#sales", f"/call {NUMBER} name={NAME}")
    await hear_the_end(alice, card, Head.BUSY)
    await outside.break_slack("chat.update", "rate_limited", times=100, seconds=30.0)
    asked = await be_told(dana, "#general", f"/call forget {NUMBER}", "This cannot be undone.")
    await dana.click(asked, "Forget this number")
    await dana.wait_for_ephemeral("#general", "is forgotten in my database", PATIENCE_SECONDS)
    await first.stop(signal.SIGKILL)
    await outside.do("clear_faults")

    await start(**settings)
    await hear_of_it(dana)

    assert find_in_slack(outside) == []
    assert find_in_database(outside) == []


MISTAKES = (
    ("forget", "“forget” needs a phone number."),
    ("forget tomorrow", "is not a phone number"),
    ("file", "“file” needs a phone number."),
    (f"file {NUMBER} burn", "is not a phone number"),
    (f"file {NUMBER} hold why=x", "“why=” is not an option of “file”, which has none."),
    ("audit what=gossip", "“gossip” is not a kind of audit entry: write one of calls, "),
    ("audit order=7", "“7” is not an order_id such as an export has."),
    ("audit now", "is not a phone number"),
    (f"audit {NUMBER} since=soon", "is not a time to look back to"),
)


@pytest.mark.usefixtures("world")
async def test_mistakes_are_named(alice: Person, subtests: pytest.Subtests) -> None:
    for typed, words in MISTAKES:
        with subtests.test(typed):
            await be_told(alice, "#sales", f"/call {typed}", words)


async def test_call_that_is_asked_for_anew_is_a_new_one(
    world: World, alice: Person, dana: Person
) -> None:
    await be_called(world, alice)
    await forget(dana)
    card = await ask(alice, "#sales", f"/call {NUMBER} name=Mia")
    await hear_the_end(alice, card, Head.ENDED)
    again = await ask_anyway(alice, "#sales", f"/call {NUMBER} name=Mia")
    await hear_the_end(alice, again, Head.ENDED)
    assert await world.dialed_numbers() == [NUMBER] * 3
