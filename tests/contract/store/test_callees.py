"""Calls are found by whom they are to, within what their reader sees."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.phone_numbers import E164
from bot.store.interface import Store
from bot.store.records import CallFilter, Cursor
from tests.builders.calls import NOON
from tests.builders.lists import EVERYONE, EVERYWHERE, build_sight
from tests.builders.store import add_order, move, place

JOHN, MIA, JOSE = E164("+15559876543"), E164("+15559876544"), E164("+1555987654")


async def find(store: Store, **matching: Any) -> list[str]:
    page = await store.history.page(
        [EVERYONE], sight=EVERYWHERE, matching=CallFilter(**matching), limit=10
    )
    return [call.order.callee_name for call in page.calls]


@pytest.fixture
async def calls(store: Store) -> Store:
    for number, name in ((JOHN, "John O'Brien"), (MIA, "Mia Chen"), (JOSE, "José 田中 Joh_nny")):
        await add_order(store, name, to_number=number, variables={"name": name})
    return store


async def test_name_is_found_by_how_its_words_begin(calls: Store) -> None:
    found = {
        "mia": ["Mia Chen"],
        "CHEN Mi": ["Mia Chen"],
        "hen": [],
        "jo": ["José 田中 Joh_nny", "John O'Brien"],
        "obrien": ["John O'Brien"],
        "jose": ["José 田中 Joh_nny"],
        "中": ["José 田中 Joh_nny"],
        "joh%nny": ["José 田中 Joh_nny"],
        "6543": ["John O'Brien"],
        "John 6543": ["John O'Brien"],
        "Mia 6543": [],
    }

    assert {typed: await find(calls, callee=typed) for typed in found} == found


async def test_number_is_found_whole_and_never_by_its_beginning(calls: Store) -> None:
    assert await find(calls, to_numbers=(JOSE,)) == ["José 田中 Joh_nny"]
    assert await find(calls, to_numbers=(JOHN, MIA)) == ["Mia Chen", "John O'Brien"]
    assert await find(calls, to_numbers=(E164("+15550000000"),)) == []


async def test_other_filters_narrow_it_further(store: Store) -> None:
    for key, ends_with in (("1", "busy"), ("2", "no_answer")):
        order_id = await place(store, key, variables={"name": "Mia"}, agent_name=f"Agent {key}")
        await move(store, order_id, ends_with)

    assert await find(store, callee="mia", outcomes=frozenset({"busy"})) == ["Mia"]
    assert await find(store, callee="mia", agent="agent 3") == []
    assert await find(store, callee="mia", since=NOON + timedelta(seconds=1)) == []
    assert await find(store, to_numbers=(JOHN,), agent="agent") == ["Mia", "Mia"]


async def test_what_the_reader_does_not_see_is_not_found(store: Store) -> None:
    await add_order(store, "1", channel_id="G1", variables={"name": "Mia"})
    await add_order(store, "2", channel_id="D1", variables={"name": "Mia"})

    async def count(*channel_ids: str, user_id: str) -> int:
        page = await store.history.page(
            [EVERYONE],
            sight=build_sight(*channel_ids, user_id=user_id),
            matching=CallFilter(callee="mia"),
            limit=10,
        )
        return len(page.calls)

    assert await count("C1", user_id="U0BOB") == 0
    assert await count("G1", user_id="U0BOB") == 1


async def test_pages_of_what_was_found_follow_each_other(store: Store) -> None:
    for key in range(5):
        await add_order(store, str(key), variables={"name": "Mia" if key % 2 else "Tom"})
    matching = CallFilter(callee="tom")

    first = await store.history.page([EVERYONE], sight=EVERYWHERE, matching=matching, limit=2)
    second = await store.history.page(
        [EVERYONE], sight=EVERYWHERE, matching=matching, cursor=first.older or Cursor(), limit=2
    )

    assert [len(page.calls) for page in (first, second)] == [2, 1]


async def test_who_was_forgotten_is_not_found(store: Store) -> None:
    order_id = await place(store, "1", variables={"name": "Mia"})
    await move(store, order_id, "busy")
    later = NOON + timedelta(days=1)

    assert await store.upkeep.forget(before=later, evidence_before=NOON, at=later, reason="old")
    assert not await find(store, callee="mia")
    assert not await find(store, to_numbers=(JOHN,))
    assert not await find(store, callee="6543")


async def test_call_that_moved_is_found_where_it_is(store: Store) -> None:
    order_id = await add_order(store, "1", variables={"name": "Mia"})
    await store.outbox.redirect(order_id, "C2", at=NOON)

    assert await find(store, callee="mia") == ["Mia"]
