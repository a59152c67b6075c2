"""What results mean: an admin says so once, and everything that asks how a call ended says it."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator

import pytest

from bot.ui.call_back import SCHEDULE_CALL_BACK
from bot.ui.mapping_form import MAP_RESULTS_LABEL, MAPPING_FORM, SAVED
from bot.ui.notices import ALREADY_SCHEDULED
from tests.e2e.dialogue import ask, cards, heads, see
from tests.e2e.test_sight import answer
from tests.e2e.times import find_daytime_zone
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.form import find_element
from tests.person import Person
from tests.screen import JsonObject, shown_text

pytestmark = pytest.mark.usefixtures("world")

ANSWERED, SILENT, DEAD = "+15559876543", "+15559876006", "+15559876007"
VOICEMAIL, WRONG, OPTED_OUT = "+15559876023", "+15559876024", "+15559876025"
CALL_BACK, HUMAN = "+15559876026", "+15559876027"
BOOKER = 'agent="Appointment Booker" name=Ann appointment_date=Monday'
CALLED = ("6543", "6006", "6007", "6023", "6024", "6025", "6026", "6027")


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def open_mapping(person: Person) -> JsonObject:
    """Open the form of the first agent, the Appointment Booker."""
    await person.type("#general", "/call agents")
    agents = await person.wait_for_ephemeral("#general", MAP_RESULTS_LABEL, PATIENCE_SECONDS)
    await person.click(agents, MAP_RESULTS_LABEL)
    return await person.wait_for_view(MAPPING_FORM, PATIENCE_SECONDS)


async def choose(person: Person, form: JsonObject, meaning: str, field: str) -> JsonObject:
    """Choose the field that says so, and return the form with its values."""
    label = find_element(form, f"field.{meaning}")[0]["label"]["text"]
    await person.select(form, f"field.{meaning}", field)
    return await person.wait_for_view(f"{label}: values", PATIENCE_SECONDS)


async def map_results(person: Person) -> None:
    """Say of the Appointment Booker what its results mean."""
    form = await open_mapping(person)
    for meaning, field, values in (
        ("reached", "confirmed", ["YES", "moved"]),
        ("call_back", "call_back_at", []),
        ("wants_human", "call_outcome", ["wants a human"]),
        ("voicemail", "call_outcome", ["voicemail"]),
        ("wrong_person", "call_outcome", ["wrong person"]),
        ("opted_out", "call_outcome", ["do not call"]),
    ):
        form = await choose(person, form, meaning, field)
        label = find_element(form, f"field.{meaning}")[0]["label"]["text"]
        await person.fill(form, {f"{label}: values": values})
    await person.select(form, "headline", "new_date")
    assert await person.submit(form) == "closed"
    await person.wait_for_message("@voicy", SAVED, PATIENCE_SECONDS)


def tells_result(person: Person, card: JsonObject) -> bool:
    """Say whether the thread under a card has the result."""
    return any("Summary" in shown_text(each) for each in person.thread("#sales", card["ts"]))


async def wait_for_offer(person: Person, card: JsonObject) -> JsonObject:
    """Wait until a call back is offered under a call, and return the message that does."""

    def offers() -> list[JsonObject]:
        told = [person.message(card), *person.thread("#sales", card["ts"])]
        return [each for each in told if SCHEDULE_CALL_BACK in str(each.get("blocks"))]

    await person.wait_until(offers, "an offer to call back", PATIENCE_SECONDS)
    return offers()[0]


async def call_all(person: Person, *numbers: str) -> None:
    """Make calls to their end, and wait until their results are there."""
    calls = [await ask(person, "#sales", f"/call {number} {BOOKER}") for number in numbers]
    await person.wait_until(
        lambda: all(tells_result(person, card) for card in calls), "results", 2 * PATIENCE_SECONDS
    )


async def test_whatever_asks_how_calls_ended_goes_by_what_their_results_mean(
    world: World, alice: Person, dana: Person
) -> None:
    await map_results(dana)
    await alice.type("#general", "/call watch outcome=voicemail,opted_out")
    await alice.wait_for_message("#general", "voicemail, opted out", PATIENCE_SECONDS)

    await call_all(alice, ANSWERED, SILENT, DEAD, VOICEMAIL, WRONG, OPTED_OUT, CALL_BACK, HUMAN)

    for words, ends in {
        "reached": ("6543", "6026", "6027"),
        "call_back": ("6026",),
        "wants_human": ("6027",),
        "voicemail": ("6023",),
        "wrong_person,opted_out": ("6024", "6025"),
        "silence": ("6006",),
        "dead_line": ("6007",),
        "answered": (),
        "ended": CALLED,
    }.items():
        shown = await answer(alice, "#sales", f"/call history outcome={words}")
        listed = {each for each in CALLED if f"-{each}" in shown}
        assert listed == set(ends), words
    lines = [message for message in alice.messages("#general") if "+1 … " in message["text"]]
    assert ["… 6023" in lines[0]["text"], "… 6025" in lines[1]["text"], len(lines)] == [
        True,
        True,
        2,
    ]
    await alice.type("#sales", "/call stats 1d")
    told = await alice.wait_for_message("@voicy", "conversations", PATIENCE_SECONDS)
    assert "8 calls · 5 conversations (62 %) · 3 reached" in told["text"]
    dm = await alice.open_dm("@voicy")
    before = len(alice.files(dm))
    await alice.type("#sales", "/call export")
    await alice.wait_until(lambda: len(alice.files(dm)) > before, "the file", PATIENCE_SECONDS)
    table = (await alice.download(alice.files(dm)[-1])).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(table))
    meanings = {row["to_number"][-4:]: row["meaning"] for row in rows}
    assert meanings == {
        "6543": "Reached",
        "6006": "Nobody spoke",
        "6007": "Dead line",
        "6023": "Voicemail",
        "6024": "Wrong person",
        "6025": "Opted out",
        "6026": "Call back; Reached",
        "6027": "Wants a human; Reached",
    }


async def test_calls_of_before_follow_a_new_mapping_and_nobody_is_told_or_called(
    world: World, alice: Person, dana: Person
) -> None:
    await alice.type("#general", "/call watch outcome=voicemail")
    await alice.wait_for_message("#general", "voicemail", PATIENCE_SECONDS)
    await call_all(alice, f"{VOICEMAIL} retry=2 tz=UTC")
    before = await world.ledger()

    await map_results(dana)
    await world.jump(seconds=30)

    while "6023" not in await answer(alice, "#sales", "/call history outcome=voicemail"):
        await world.jump(seconds=30)
        await asyncio.sleep(1)
    assert len((await world.ledger())["dials"]) == len(before["dials"])
    assert [each for each in alice.messages("#general") if "6023" in each["text"]] == []


async def test_voicemail_is_tried_again_and_a_wrong_person_never(
    world: World, alice: Person, dana: Person
) -> None:
    await map_results(dana)
    again = f"retry=1 tz={find_daytime_zone()}"

    voicemail = await ask(alice, "#sales", f"/call {VOICEMAIL} {BOOKER} {again}")
    wrong = await ask(alice, "#sales", f"/call {WRONG} {BOOKER} {again}")
    await see(alice, voicemail, "Attempt 2 of 2")
    await alice.wait_until(lambda: tells_result(alice, wrong), "the result", PATIENCE_SECONDS)
    await world.jump(minutes=15)

    await alice.wait_until(
        lambda: heads(alice, voicemail).count("📤 Initiated") == 2, "a call", PATIENCE_SECONDS
    )
    dialed = await world.dialed_numbers()
    assert [dialed.count(VOICEMAIL), dialed.count(WRONG)] == [2, 1]
    await alice.wait_until(
        lambda: heads(alice, voicemail).count("🏁 Ended") == 2, "the end", PATIENCE_SECONDS
    )
    told = [each["text"].count("<@U0ALICE>") for each in alice.thread("#sales", voicemail["ts"])]
    assert [sum(told), told[-1]] == [1, 1]


async def test_members_read_what_is_mapped_and_guests_do_not(
    world: World, alice: Person, dana: Person
) -> None:
    await map_results(dana)
    await alice.type("#general", "/call agents")
    seen = await alice.wait_for_ephemeral("#general", "Appointment Booker", PATIENCE_SECONDS)
    assert "voicemail where call_outcome is “voicemail”" in shown_text(seen)
    assert "reached where confirmed is “YES” or “moved”" in shown_text(seen)
    assert MAP_RESULTS_LABEL not in shown_text(seen)
    async with world.visitor("U0GRACE") as grace:
        place = "#launch"
        await grace.type(place, "/call agents")
        shown = await grace.wait_for_ephemeral(place, "Appointment Booker", PATIENCE_SECONDS)
        assert "call_outcome" not in shown_text(shown)


async def test_who_is_an_admin_no_more_changes_nothing(world: World, dana: Person) -> None:
    form = await open_mapping(dana)
    form = await choose(dana, form, "reached", "confirmed")
    await world.do("make_member", user="U0DANA")
    await world.jump(minutes=2)

    answer = await dana.submit(form)

    assert isinstance(answer, dict)
    assert answer["errors"]["headline"].startswith("Only admins of this workspace")


async def test_values_seen_so_far_are_offered(world: World, alice: Person, dana: Person) -> None:
    await call_all(alice, VOICEMAIL, WRONG)
    form = await open_mapping(dana)
    form = await choose(dana, form, "voicemail", "call_outcome")
    offered = await dana.suggest(form, "Voicemail: values")
    assert {each["value"] for each in offered} == {"Voicemail", "wrong person"}
    offered = await dana.suggest(form, "Voicemail: values", "mail")
    assert [each["value"] for each in offered] == ["mail", "Voicemail"]


async def test_call_back_is_scheduled_on_the_callees_clock_once(
    world: World, alice: Person, dana: Person
) -> None:
    await map_results(dana)
    card = await ask(alice, "#sales", f"/call {CALL_BACK} {BOOKER} tz=Asia/Tokyo")
    end = await wait_for_offer(alice, card)
    assert "Schedule" in shown_text(end)

    await alice.click(end, SCHEDULE_CALL_BACK)
    await alice.wait_until(lambda: len(cards(alice, "#sales")) == 2, "the new card")
    await see(alice, cards(alice, "#sales")[-1], "18:00 there")
    await alice.click(end, SCHEDULE_CALL_BACK)
    told = await alice.wait_for_ephemeral("#sales", ALREADY_SCHEDULED, PATIENCE_SECONDS)
    assert "🗓 Scheduled" in told["text"]
    call_back = cards(alice, "#sales")[-1]
    await alice.click(call_back, "Cancel")
    await see(alice, call_back, "Canceled before dialing")
    await alice.click(end, SCHEDULE_CALL_BACK)
    await alice.wait_for_ephemeral("#sales", "↩️ Canceled before dialing", PATIENCE_SECONDS)

    assert len(cards(alice, "#sales")) == 2


async def test_call_back_on_an_unknown_clock_is_asked_about(
    world: World, alice: Person, dana: Person
) -> None:
    await map_results(dana)
    card = await ask(alice, "#sales", f"/call {CALL_BACK} {BOOKER}")
    await alice.click(await wait_for_offer(alice, card), SCHEDULE_CALL_BACK)
    question = await alice.wait_for_ephemeral("#sales", "on your clock", PATIENCE_SECONDS)
    assert "18:00" in shown_text(question)
