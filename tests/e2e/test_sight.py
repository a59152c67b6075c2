"""Who sees which calls now: the same answer at every entrance that shows some."""

import csv
import io
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from bot.domain.subscriptions import Watch
from bot.parsing.commands import Subcommand
from bot.ui.call_list import EVERYONES_CALLS, MY_CALLS
from bot.ui.csv import NOTHING_TO_EXPORT
from bot.ui.denials import format_denial
from bot.ui.home import HomeTab
from bot.ui.watch import BOTH_TURNED_OFF, DIGEST_TURNED_ON, TURNED_ON
from sandbox.slack.wire import JsonObject
from tests.builders.heads import Head
from tests.builders.store import opened_store
from tests.e2e.dialogue import ask, be_told, hear_the_end, see_result
from tests.e2e.past_calls import SANDBOX
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

BUSY, UNANSWERED = "6001", "6002"
NOT_SEEN = format_denial("results_access", "unseen")
NOT_FOR_OUTSIDERS = format_denial("results_access", "outsider")
NO_CHANGE_BY_OUTSIDERS = format_denial("ownership", "outsider")
NO_RULE_BY_OUTSIDERS = format_denial("rules", "outsider")
NO_CHANGE_BY_GUESTS = format_denial("ownership", "guest")
NOT_SHARED = format_denial("results_access", "shared")

Look = Callable[[Person, str], Awaitable[str]]


@pytest.fixture
async def grace(outside: World) -> AsyncIterator[Person]:
    """Seat Grace, a guest of #launch, at the page."""
    async with outside.visitor("U0GRACE") as person:
        yield person


@pytest.fixture
async def omar(outside: World) -> AsyncIterator[Person]:
    """Seat Omar of another company, who shares #partners, at the page."""
    async with outside.visitor("U0OMAR") as person:
        yield person


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def answer(person: Person, channel: str, typed: str) -> str:
    """Type a line and return what is answered to that person alone."""
    return shown_text(await be_told(person, channel, typed, ""))


async def list_all(person: Person, channel: str) -> str:
    return await answer(person, channel, "/call history all")


async def list_mine(person: Person, channel: str) -> str:
    return await answer(person, channel, "/call history me")


async def list_here(person: Person, channel: str) -> str:
    return await answer(person, channel, "/call history")


async def export(person: Person, channel: str) -> str:
    dm = await person.open_dm("@voicy")
    before = len(person.files(dm))
    if NOTHING_TO_EXPORT in await answer(person, channel, "/call export"):
        return ""
    await person.wait_until(lambda: len(person.files(dm)) > before, "the file", PATIENCE_SECONDS)
    table = (await person.download(person.files(dm)[-1])).decode("utf-8-sig")
    return " ".join(row["to_number"] for row in csv.DictReader(io.StringIO(table)))


async def open_home(person: Person, _: str) -> str:
    await person.open_home(PATIENCE_SECONDS)
    # what was published before stands there until something newer is
    await person.click(person.home, HomeTab.MINE.action_id)
    await person.wait_for_home(f"● {MY_CALLS}", PATIENCE_SECONDS)
    await person.click(person.home, HomeTab.EVERYONE.action_id)
    return shown_text(await person.wait_for_home(f"● {EVERYONES_CALLS}", PATIENCE_SECONDS))


LOOKS: dict[str, Look] = {
    "history all": list_all,
    "history me": list_mine,
    "history here": list_here,
    "export": export,
    "Home": open_home,
}


async def look(person: Person, channel: str) -> dict[str, tuple[bool, bool]]:
    """Return at each entrance whether a person sees the busy call and the unanswered one."""
    shown = {name: await see(person, channel) for name, see in LOOKS.items()}
    return {name: (_names(text, BUSY), _names(text, UNANSWERED)) for name, text in shown.items()}


def _names(text: str, ending: str) -> bool:
    """Say whether a text has a number that ends so, whole or masked."""
    return re.search(rf"(?:987-?|… ?){ending}", text) is not None


async def call(person: Person, channel: str, number: str) -> JsonObject:
    """Make a call to its end; returns its card."""
    card = await ask(person, channel, f"/call +1555987{number}")
    ends = {BUSY: Head.BUSY, UNANSWERED: Head.NO_ANSWER}
    await hear_the_end(person, card, ends.get(number, Head.ENDED))
    return card


async def test_guest_sees_the_calls_of_the_channels_they_are_in(
    world: World, alice: Person, grace: Person, dana: Person
) -> None:
    await call(alice, "#sales", BUSY)
    await call(alice, "#launch", UNANSWERED)
    # both are known to be public by now
    everything = await list_all(dana, "#general")
    assert BUSY in everything
    assert UNANSWERED in everything

    here, nothing = (False, True), (False, False)
    assert await look(grace, "#launch") == {
        **dict.fromkeys(LOOKS, here),
        "history me": nothing,
    }
    assert NO_CHANGE_BY_GUESTS in await answer(grace, "#launch", "/call watch")


async def test_who_left_a_private_channel_sees_its_calls_again_once_they_are_back(
    world: World, alice: Person
) -> None:
    await alice.type("#board", "/invite @voicy")
    await alice.wait_for_message("#board", "has joined", PATIENCE_SECONDS)
    board = alice.screen.channel_id("#board")
    await call(alice, "#board", BUSY)
    await call(alice, "#sales", UNANSWERED)
    both, rest = (True, True), (False, True)
    seen = {**dict.fromkeys(LOOKS, both), "history here": rest}
    assert await look(alice, "#sales") == seen

    await world.do("remove", channel=board, user="U0ALICE")
    await world.jump(minutes=2)
    assert await look(alice, "#sales") == dict.fromkeys(LOOKS, rest)

    await world.do("add", channel=board, user="U0ALICE")
    await world.jump(minutes=2)
    assert await look(alice, "#sales") == seen


async def test_channel_that_turns_private_leaves_the_lists_of_who_is_not_in_it(
    world: World, alice: Person, dana: Person
) -> None:
    await call(alice, "#sales", BUSY)
    await call(alice, "#general", UNANSWERED)
    sales = alice.screen.channel_id("#sales")
    await world.do("remove", channel=sales, user="U0DANA")
    assert BUSY in await list_all(dana, "#general")

    await world.do("make_private", channel=sales)
    await world.jump(minutes=2)

    hers, rest = await list_all(alice, "#general"), await list_all(dana, "#general")
    assert (BUSY in hers, BUSY in rest) == (True, False)
    assert UNANSWERED in rest


ASKED_BY_OUTSIDERS = {
    "status": NOT_FOR_OUTSIDERS,
    "history": NOT_FOR_OUTSIDERS,
    "history all": NOT_FOR_OUTSIDERS,
    "history me": NOT_FOR_OUTSIDERS,
    "export": NOT_FOR_OUTSIDERS,
    "stats": NOT_FOR_OUTSIDERS,
    "rules": NOT_FOR_OUTSIDERS,
    "agents": NOT_FOR_OUTSIDERS,
    "watch list": NOT_FOR_OUTSIDERS,
    "watch": NO_CHANGE_BY_OUTSIDERS,
    "watch digest 17:00": NO_CHANGE_BY_OUTSIDERS,
    "unwatch": NO_CHANGE_BY_OUTSIDERS,
    "pause": NO_CHANGE_BY_OUTSIDERS,
    "resume": NO_RULE_BY_OUTSIDERS,
    "dnc check +15559876543": NO_CHANGE_BY_OUTSIDERS,
    "dnc export": NO_RULE_BY_OUTSIDERS,
    "audit": NO_RULE_BY_OUTSIDERS,
    "file +15559876543": NO_RULE_BY_OUTSIDERS,
    "forget +15559876543": NO_RULE_BY_OUTSIDERS,
}


def test_people_of_another_company_are_tried_with_every_subcommand() -> None:
    tried = {asked.split()[0] for asked in ASKED_BY_OUTSIDERS}

    assert tried == set(Subcommand) - {Subcommand.HELP}


async def test_people_of_another_company_are_shown_nothing(
    world: World, alice: Person, omar: Person, subtests: pytest.Subtests
) -> None:
    await alice.type("#partners", "/invite @voicy")
    await call(alice, "#partners", BUSY)
    for asked, refusal in ASKED_BY_OUTSIDERS.items():
        with subtests.test(asked):
            said = await answer(omar, "#partners", f"@voicy {asked}")
            assert refusal in said
            assert BUSY not in said


async def test_help_names_no_agent_to_people_of_another_company(
    world: World, alice: Person, omar: Person
) -> None:
    await alice.type("#partners", "/invite @voicy")
    await answer(alice, "#sales", "/call agents")
    assert 'agent="' in await answer(alice, "#partners", "@voicy help")
    said = await answer(omar, "#partners", "@voicy help")
    assert "from=" in said
    assert 'agent="' not in said


async def test_id_of_a_call_elsewhere_in_a_button_shows_and_starts_nothing(
    world: World, alice: Person, dana: Person
) -> None:
    await alice.type("#board", "/invite @voicy")
    await alice.wait_for_message("#board", "has joined", PATIENCE_SECONDS)
    theirs = await see_result(world, alice, await call(alice, "#board", "6543"), "Recording")
    own = await see_result(world, dana, await call(dana, "#sales", "6544"), "Recording")
    forge(world, own, find_value(own), find_value(theirs))

    await dana.click(own, "Transcript")
    await dana.wait_for_view(NOT_SEEN, PATIENCE_SECONDS)
    for button in ("Recording", "Call again"):
        before = len(dana.ephemerals("#sales"))
        await dana.click(own, button)
        await dana.wait_until(
            lambda before=before: len(dana.ephemerals("#sales")) > before,  # type: ignore[misc]
            "an answer",
            PATIENCE_SECONDS,
        )
        assert NOT_SEEN in shown_text(dana.ephemerals("#sales")[-1])
    assert [view["callback_id"] for view in dana.screen.views] == ["transcript"]


def find_value(message: JsonObject) -> str:
    """Return the order id in the first button of a message."""
    buttons = [each for block in message["blocks"] for each in block.get("elements", ())]
    return next(str(each["value"]) for each in buttons if each.get("value"))


def forge(world: World, message: JsonObject, own: str, other: str) -> None:
    """Have all buttons of a message name another call."""
    kept = world.sandbox.workspace.messages.get(message["channel"], message["ts"])
    assert kept is not None
    for block in kept.blocks or ():
        for each in block.get("elements", ()):
            if own in str(each.get("value")):
                each["value"] = each["value"].replace(own, other)


async def test_form_posts_to_no_conversation_that_its_person_does_not_see(
    world: World, dana: Person
) -> None:
    await world.do("invite_bot", channel="G0BOARD")
    await dana.open_dm("@voicy")
    await dana.type("#sales", "/call")
    view = await dana.wait_for_view("place_call", PATIENCE_SECONDS)
    await dana.fill(view, {"To": "+15559876543", "Post to": "G0BOARD"})
    assert await dana.submit(view) == "closed"
    await dana.wait_for_message("@voicy", format_denial("place", "unseen")[:40], PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []


async def test_channel_with_another_company_hears_of_no_calls_elsewhere(
    outside: World, alice: Person, bob: Person
) -> None:
    async with opened_store(outside.database_path, slots=1) as store:
        for channel_id in ("C0PARTNERS", "C0SUPPORT"):
            watch = Watch(
                workspace_id=SANDBOX,
                channel_id=channel_id,
                added_by="U0ALICE",
                added_at=datetime.now(UTC),
            )
            await store.watches.add(watch, outcomes=None)
    await outside.start_bot()

    assert NOT_SHARED in await answer(alice, "#partners", "/call watch outcome=busy")
    assert NOT_SHARED in await answer(alice, "#partners", "/call watch digest 17:00")
    await call(alice, "#sales", BUSY)
    await bob.wait_for_message("#support", Head.BUSY, PATIENCE_SECONDS)
    await alice.type("#partners", "/call unwatch")
    await alice.wait_for_message("#partners", "turned off call updates", PATIENCE_SECONDS)

    assert not [each for each in alice.messages("#partners") if BUSY in each["text"]]


@pytest.mark.usefixtures("world")
async def test_exports_and_changes_of_what_a_channel_hears_are_audited(
    outside: World, alice: Person
) -> None:
    await call(alice, "#sales", BUSY)
    await export(alice, "#sales")
    for typed, said in (
        ("watch outcome=busy", TURNED_ON),
        ("watch digest 17:00", DIGEST_TURNED_ON),
        ("unwatch", BOTH_TURNED_OFF),
    ):
        await alice.type("#sales", f"/call {typed}")
        await alice.wait_for_message("#sales", said, PATIENCE_SECONDS)
    await outside.stop_bot()

    with closing(sqlite3.connect(outside.database_path)) as db:
        rows = db.execute("SELECT user_id, action, value FROM audit ORDER BY id").fetchall()
    assert rows == [
        ("U0ALICE", "request", None),
        ("U0ALICE", "export", "1"),
        ("U0ALICE", "watch", "C0SALES"),
        ("U0ALICE", "watch_digest", "C0SALES"),
        ("U0ALICE", "unwatch", "C0SALES"),
    ]


async def test_statistics_shown_to_all_count_what_all_of_them_and_who_asks_may_see(
    world: World, alice: Person, grace: Person
) -> None:
    await call(alice, "#sales", BUSY)
    await call(alice, "#launch", UNANSWERED)
    assert BUSY in await list_all(alice, "#launch")
    for person, number in ((alice, "2 calls"), (grace, "1 call ")):
        await person.type("#launch", "Numbers?")
        parent = await person.wait_for_message(
            "#launch",
            lambda message, person=person: (  # type: ignore[misc]
                message["text"] == "Numbers?" and message["user"] == person.user_id
            ),
            PATIENCE_SECONDS,
        )
        await person.type("#launch", "@voicy stats 7d", thread_ts=parent["ts"])
        said = await person.wait_for_message(
            "#launch", "📊 Calls", 2 * PATIENCE_SECONDS, thread_ts=parent["ts"]
        )
        assert number in said["text"]
