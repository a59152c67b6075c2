"""History, status, agents and export as people ask for them."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from bot.ui.call_list import (
    CALLS_HERE,
    EVERYONES_CALLS,
    MY_CALLS,
    NO_LIVE_CALLS_HERE,
    NO_MATCHING_CALLS,
    NONE_HERE,
)
from bot.ui.csv import NOTHING_TO_EXPORT
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear, hear_the_end, see
from tests.e2e.past_calls import write_past_calls
from tests.e2e.times import HOMES
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import JsonObject, shown_text


async def make_calls(person: Person, channel: str, *numbers: str, area: str = "987") -> None:
    """Make calls one after the other, each to its end."""
    for number in numbers:
        card = await ask(person, channel, f"/call +1555{area}{number}")
        await hear_the_end(person, card, {"6001": Head.BUSY, "6002": Head.NO_ANSWER}[number])


async def ask_for(person: Person, channel: str, typed: str, wanted: str) -> JsonObject:
    await person.type(channel, typed)
    return await person.wait_for_ephemeral(channel, wanted, PATIENCE_SECONDS)


@pytest.mark.usefixtures("world")
async def test_history_is_narrowed_by_what_is_typed(alice: Person, bob: Person) -> None:
    await make_calls(alice, "#sales", "6001", "6002")
    await make_calls(bob, "#general", "6001", area="988")
    busy = await ask_for(alice, "#sales", "/call history outcome=busy", f"{CALLS_HERE} · busy")
    assert ["987-6001" in busy["text"], "987-6002" in busy["text"]] == [True, False]
    mine = await ask_for(alice, "#general", "/call history me since=1d", MY_CALLS)
    assert mine["text"].count("requested by @alice") == 2
    every = await ask_for(alice, "@bob", "/call history all", EVERYONES_CALLS)
    assert every["text"].count("requested by @bob") == 1
    await ask_for(alice, "#sales", "/call history agent=Nobody", NO_MATCHING_CALLS)


async def test_history_is_leafed_through_in_its_place(outside: World, alice: Person) -> None:
    await write_past_calls(outside.database_path, 12, channel_id="C0GENERAL")
    await outside.start_bot()
    first = await ask_for(alice, "#sales", "/call history me", "Older ▶")
    assert first["text"].count("requested by") == 10
    await alice.click(first, "Older ▶")
    second = await alice.wait_for_ephemeral("#sales", "◀ Newer", PATIENCE_SECONDS)
    assert second["text"].count("requested by") == 2
    assert len(alice.ephemerals("#sales")) == 1


async def test_history_is_leafed_through_in_threads_and_direct_messages(
    outside: World, alice: Person
) -> None:
    await write_past_calls(outside.database_path, 12, channel_id="C0GENERAL")
    await outside.start_bot()
    card = await ask(alice, "#sales", "/call +15559876001")
    await alice.type("#sales", "@voicy history me", thread_ts=card["ts"])
    first = await alice.wait_for_ephemeral("#sales", "Older ▶", PATIENCE_SECONDS)
    await alice.click(first, "Older ▶")
    second = await alice.wait_for_ephemeral("#sales", "◀ Newer", PATIENCE_SECONDS)
    assert second["thread_ts"] == card["ts"]
    await alice.type("@voicy", "history me")
    answer = await alice.wait_for_message("@voicy", "Older ▶", PATIENCE_SECONDS)
    await alice.click(answer, "Older ▶")
    await see(alice, answer, "◀ Newer")
    assert len(alice.messages("@voicy")) == 2


@pytest.mark.usefixtures("world")
async def test_what_is_told_elsewhere_is_listed_here_for_its_asker_alone(
    alice: Person, bob: Person
) -> None:
    await alice.type("#sales", "/call")
    form = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(form, {"To": "+15559876001", "Post to": "#general"})
    assert await alice.submit(form) == "closed"
    await alice.wait_for_message("#general", "6001", PATIENCE_SECONDS)
    await ask_for(alice, "#sales", "/call history", "6001")
    await ask_for(bob, "#sales", "/call history", NONE_HERE)


@pytest.mark.usefixtures("world")
async def test_mistake_in_a_history_is_marked(alice: Person) -> None:
    answer = await ask_for(alice, "#sales", "/call history outcome=bussy", "bussy")
    assert "Did you mean “busy”?" in shown_text(answer)


async def test_status_counts_only_what_is_live_here(world: World, alice: Person) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876012 name=John")
    await hear(alice, card, Head.INITIATED)
    await ask_for(alice, "#general", "/call status", NO_LIVE_CALLS_HERE)
    await ask_for(alice, "#sales", "/call status", "+1 555-987-6012 (John)")


@pytest.mark.usefixtures("world")
async def test_agents_say_what_they_want_to_know(alice: Person) -> None:
    answer = await ask_for(alice, "#sales", "/call agents", "Appointment Booker")
    shown = shown_text(answer)
    assert 'agent="Appointment Booker" name=… appointment_date=…' in shown
    assert "Old Campaign" not in shown


@pytest.mark.usefixtures("world")
async def test_export_goes_to_the_person_alone(alice: Person, bob: Person) -> None:
    await make_calls(alice, "#sales", "6001")
    card = await ask(alice, "#sales", '/call +15559876002 name="=1+1"')
    await hear_the_end(alice, card, Head.NO_ANSWER)
    await ask_for(alice, "#sales", "/call export since=7d", "2 calls are in the file")
    dm = await alice.open_dm("@voicy")
    await alice.wait_until(lambda: alice.files(dm), "the file", PATIENCE_SECONDS)
    (file,) = alice.files(dm)
    table = (await alice.download(file)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["to_number"] for row in rows] == ["'+15559876002", "'+15559876001"]
    assert [row["status"] for row in rows] == ["No answer", "Busy"]
    assert rows[0]["variable: name"] == "'=1+1"
    assert (rows[0]["requested_by"], rows[0]["conversation"]) == ("Alice Moreau", "#sales")
    assert rows[0]["requested_at (America/New_York)"] < rows[0]["requested_at (UTC)"]
    assert not bob.screen.messages.get(dm)


async def test_day_begins_at_midnight_where_the_person_is(world: World, alice: Person) -> None:
    now = datetime.now(HOMES["dana"])
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    day = f"{midnight:%Y-%m-%d}"
    await make_calls(alice, "#sales", "6001")
    await world.jump(seconds=(midnight - now).total_seconds() + 60)
    await make_calls(alice, "#sales", "6002")
    async with world.visitor("U0DANA") as dana:
        answer = await ask_for(dana, "#sales", f"/call history since={day}", "6002")
        assert "6001" not in shown_text(answer)
        await ask_for(dana, "#sales", f"/call export since={day}", "1 call is in the file")
    # it is the evening before in New York
    await ask_for(alice, "#sales", f"/call history since={day}", NO_MATCHING_CALLS)


@pytest.mark.usefixtures("world")
async def test_export_of_nothing_sends_nothing(alice: Person) -> None:
    await ask_for(alice, "#sales", "/call export", NOTHING_TO_EXPORT)
