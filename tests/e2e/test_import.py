"""Lists of numbers sent as files: read, asked about, taken as an admin chooses."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.domain.do_not_call_lists import EMPTY, MANY_CHARACTERS, NO_TEXT
from bot.ui.suppressions import (
    HOW_TO_IMPORT,
    NO_NUMBERS,
    NOTHING_YET,
    OVER_ALREADY,
    READING,
)
from tests.e2e.dialogue import be_told, schedule, see
from tests.e2e.test_do_not_call import ADMINS_ONLY
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

ONE, TWO = "+15559876543", "+15559876544"


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def send(person: Person, content: bytes, words: str, text: str = "dnc import") -> JsonObject:
    """Send a file to the bot; returns its answer."""
    await person.send_file("@voicy", "list.csv", content, text)
    return await person.wait_for_message(
        "@voicy", lambda said: words in shown_text(said), PATIENCE_SECONDS
    )


def read_list(world: World) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(world.database_path)) as db:
        return db.execute("SELECT number, scope, reason FROM suppressions").fetchall()


async def test_file_is_taken_where_all_of_it_is_numbers(world: World, dana: Person) -> None:
    content = f"phone;name\r\n{ONE};Mia\r\n{TWO};Tom\r\n".encode("utf-16")
    await send(dana, content, "2 numbers from your list are on the do-not-call list now.")
    assert [(number, scope) for number, scope, _ in read_list(world)] == [
        (ONE, "marketing"),
        (TWO, "marketing"),
    ]


async def test_long_list_is_said_to_be_read_first(world: World, dana: Person) -> None:
    content = "\n".join([ONE, "Mia, who asked us not to call" * (MANY_CHARACTERS // 20), TWO])
    await send(dana, content.encode(), READING)
    await dana.wait_for_message(
        "@voicy",
        lambda said: "2 numbers from your list are on the" in shown_text(said),
        PATIENCE_SECONDS,
    )


async def test_list_for_all_calls_lets_nobody_call(
    world: World, alice: Person, dana: Person
) -> None:
    await send(dana, ONE.encode(), "1 number from your list is on the", "dnc import for=all")
    await be_told(alice, "#sales", f"/call {ONE}", "This number is on the do-not-call list")
    assert await world.dialed_numbers() == []


async def test_list_for_all_calls_takes_back_what_waits_and_says_so(
    world: World, alice: Person, dana: Person
) -> None:
    later = await schedule(alice, "#sales", f'/call {ONE} at="in 2 hours"')
    words = "1 number from your list is on the do-not-call list now. Canceled: 1 call to them."
    await send(dana, ONE.encode(), words, "dnc import for=all")
    await see(alice, later, "@dana put its number on the do-not-call list")
    assert await world.dialed_numbers() == []


async def test_list_that_has_expired_is_not_taken(
    world: World, dana: Person, subtests: pytest.Subtests
) -> None:
    for terms in ("expires=2020-01-31", "date=2020-01-01"):
        with subtests.test(terms):
            await be_told(dana, "#sales", f"/call dnc import {ONE} {terms}", OVER_ALREADY)
            assert read_list(world) == []


async def test_bad_lines_are_named_and_nothing_is_taken_before_it_is_decided(
    world: World, dana: Person
) -> None:
    content = "\n".join([ONE, *(f"1234{index}" for index in range(12)), TWO]).encode()
    asked = await send(dana, content, "12 entries cannot be added.")
    text = shown_text(asked)
    assert NOTHING_YET in text
    assert "line 2: “12340”: " in text
    assert "line 11: “12349”: " in text
    assert "“123410”" not in text
    assert "and 2 more" in text
    assert read_list(world) == []
    await dana.click(asked, "Add the valid numbers")
    await dana.wait_for_message(
        "@voicy",
        lambda said: "2 numbers from your list are on the" in shown_text(said),
        PATIENCE_SECONDS,
    )
    assert len(read_list(world)) == 2


async def test_export_names_the_day_until_which_an_entry_counts_and_leaves_out_what_is_over(
    world: World, dana: Person
) -> None:
    await be_told(
        dana, "#sales", f"/call dnc import {ONE} expires=2099-01-31", "1 number from your list is"
    )
    await be_told(dana, "#sales", "/call dnc", "list has 1 entry.")
    await be_told(dana, "#sales", f"/call dnc import {TWO},{TWO}", "1 number from your list is")
    await be_told(dana, "#sales", f"/call dnc check {TWO}", "-6544 is on the do-not-call list:")
    await be_told(dana, "#sales", "/call dnc", "list has 2 entries.")
    await world.jump(hours=24 * 32)
    await be_told(dana, "#sales", "/call dnc", "list has 1 entry.")
    await be_told(dana, "#sales", "/call dnc export", "1 entry is in the file")
    shared = await dana.wait_for_message(
        "@voicy", lambda said: bool(said.get("files")), PATIENCE_SECONDS
    )
    table = (await dana.download(shared["files"][0])).decode()
    assert TWO not in table
    assert "2099-01-31" in table
    await be_told(dana, "#sales", f"/call dnc remove {ONE}", "is off the do-not-call list")
    await send(dana, table.encode(), "1 number from your list is on the do-not-call list now.")
    await be_told(dana, "#sales", f"/call dnc check {ONE}", "until ")


async def test_row_with_an_unknown_kind_of_calls_is_asked_about(world: World, dana: Person) -> None:
    asked = await send(
        dana, f"number,for\n{ONE},friends\n{TWO},all".encode(), "1 entry cannot be added."
    )
    assert (
        f"line 2: “{ONE}”: “friends” is not a kind of calls: write all or marketing"
        in shown_text(asked)
    )
    await dana.click(asked, "Add the valid numbers")
    await dana.wait_for_message(
        "@voicy",
        lambda said: "1 number from your list is on the" in shown_text(said),
        PATIENCE_SECONDS,
    )
    assert [number for number, _, _ in read_list(world)] == [TWO]


async def test_file_without_a_list_is_told(
    world: World, dana: Person, subtests: pytest.Subtests
) -> None:
    files = {b"\n": EMPTY, b"PK\x03\x04\x00": NO_TEXT, b"Mia\nTom": NO_NUMBERS}
    for content, words in files.items():
        with subtests.test(repr(content)):
            await send(dana, content, words)
            assert read_list(world) == []


async def test_exported_list_is_imported_again(world: World, dana: Person) -> None:
    await be_told(dana, "#sales", f'/call dnc add {ONE} why="asked us"', "is on the do-not-call")
    await be_told(dana, "#sales", "/call dnc export", "1 entry is in the file")
    shared = await dana.wait_for_message(
        "@voicy", lambda said: bool(said.get("files")), PATIENCE_SECONDS
    )
    table = await dana.download(shared["files"][0])
    await be_told(dana, "#sales", f"/call dnc remove {ONE}", "is off the do-not-call list")
    await send(dana, table, "1 number from your list is on the do-not-call list now.")
    assert read_list(world) == [(ONE, "all", "asked us")]


async def test_only_admins_import_and_are_told_how(
    world: World, alice: Person, dana: Person
) -> None:
    await send(alice, ONE.encode(), ADMINS_ONLY)
    await be_told(dana, "#sales", "/call dnc import", HOW_TO_IMPORT)
    await dana.send_file("#sales", "list.csv", ONE.encode(), "@voicy dnc import")
    await dana.wait_for_ephemeral("#sales", "1 number from your list is on the", PATIENCE_SECONDS)
    assert len(read_list(world)) == 1


async def test_number_that_is_listed_for_both_kinds_of_calls_is_one(
    world: World, dana: Person
) -> None:
    content = f"phone,for\n{ONE},all\n{ONE},marketing\n".encode()
    await send(dana, content, "1 number from your list is on the do-not-call list now.")
    assert [(number, scope) for number, scope, _ in read_list(world)] == [
        (ONE, "all"),
        (ONE, "marketing"),
    ]


async def test_table_whose_numbers_are_not_found_is_not_taken_as_something_else(
    world: World, dana: Person
) -> None:
    content = f"mobile,for\n{ONE},all\n".encode()
    await send(dana, content, "Call that column “phone”.")
    assert read_list(world) == []
