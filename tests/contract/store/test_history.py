"""The lists people read: who sees which call, narrowed, paged, and kept whoever writes."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.statuses import COMPLETED
from bot.domain.workspaces import MessageKey
from bot.store.interface import Store
from bot.store.records import CallFilter, Cursor, ListKey, Page, lists_in_channel
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.lists import ALICE, EVERYONE, EVERYWHERE, build_sight, in_channel, person
from tests.builders.store import (
    add_order,
    channel,
    latest_attempt,
    move,
    place,
    post_next,
)

HERE = in_channel("C1")


async def make_calls(store: Store, number: int) -> list[str]:
    """Make calls that are over at once; returns their orders, the newest first."""
    orders = []
    for key in range(number):
        orders.append(await place(store, str(key)))
        await move(store, orders[-1], "busy")
    return orders[::-1]


async def find(store: Store, *lists: ListKey, matching: CallFilter | None = None) -> list[str]:
    page = await store.history.page(
        lists, sight=EVERYWHERE, matching=matching or CallFilter(), limit=100
    )
    return orders_of(page)


def orders_of(page: Page) -> list[str]:
    return [call.order_id for call in page.calls]


async def turn_page(store: Store, lists: Sequence[ListKey], cursor: Cursor | None) -> Page:
    assert cursor is not None
    return await store.history.page(lists, sight=EVERYWHERE, cursor=cursor, limit=3)


async def test_call_is_listed_for_its_asker_and_where_it_is_told(store: Store) -> None:
    order_id = await place(store)

    found = [
        await find(store, name)
        for name in (ALICE, HERE, person("U0BOB"), in_channel("C2"), EVERYONE)
    ]

    assert found == [[order_id], [order_id], [], [], [order_id]]


async def test_call_told_elsewhere_is_listed_here_for_its_asker_alone(store: Store) -> None:
    order_id = await add_order(store, channel_id="C2", origin_channel_id="C1")

    assert await find(store, *lists_in_channel(channel("C1"), "U0ALICE")) == [order_id]
    assert await find(store, *lists_in_channel(channel("C1"), "U0BOB")) == []
    assert await find(store, *lists_in_channel(channel("C2"), "U0BOB")) == [order_id]


async def test_everyones_list_holds_what_its_reader_sees_and_no_direct_message(
    store: Store,
) -> None:
    places = enumerate(("C1", "D1", "G1", "C1"))
    early, _, elsewhere, late = [
        await add_order(store, str(number), channel_id=channel_id) for number, channel_id in places
    ]

    async def read(*channel_ids: str) -> list[str]:
        sight = build_sight(*channel_ids, user_id="U0BOB")
        page = await store.history.page((EVERYONE,), sight=sight, limit=9)
        return [call.order_id for call in page.calls]

    assert await read("C1", "D1") == [late, early]
    assert await read("C1", "G1") == [late, elsewhere, early]
    assert await read() == []


async def test_order_that_moves_leaves_the_lists_of_its_old_place(store: Store) -> None:
    order_id = await place(store)

    await store.outbox.redirect(order_id, "D1", at=NOON)

    found = [await find(store, name) for name in (EVERYONE, HERE, in_channel("D1"), ALICE)]
    assert found == [[], [], [order_id], [order_id]]
    await move(store, order_id, "busy")
    busy = CallFilter(outcomes=frozenset({"busy"}))
    for name in (in_channel("D1"), ALICE, lists_in_channel(channel("C1"), "U0ALICE")[1]):
        assert await find(store, name, matching=busy) == [order_id]


async def test_call_in_several_lists_is_there_once(store: Store) -> None:
    orders = await make_calls(store, 5)

    assert await find(store, EVERYONE, ALICE, HERE) == orders


async def test_calls_are_picked_by_outcome_agent_and_time(store: Store) -> None:
    busy = await place(store, "1", agent_name="Booker 100%")
    ended = await place(store, "2", agent_name="Late booker_2 A\\B")
    await move(store, busy, "busy")
    await move(store, ended, "ongoing", "user_hangup")

    async def pick(**wanted: object) -> list[str]:
        return await find(store, ALICE, matching=CallFilter(**wanted))  # type: ignore[arg-type]

    assert await pick(outcomes=frozenset({"busy"})) == [busy]
    assert await pick(outcomes=frozenset(map(str, COMPLETED))) == [ended]
    assert await pick(agent="BOOK") == [ended, busy]
    assert await pick(agent="booker_") == [ended]
    assert await pick(agent="booker 100%") == [busy]
    assert await pick(agent="a\\b") == [ended]
    assert await pick(agent="%") == []
    assert await pick(agent="ooker") == []
    assert await pick(agent="\\") == []
    assert await pick(since=NOON) == [ended, busy]
    assert await pick(since=NOON + timedelta(seconds=1)) == []


async def test_agent_that_talked_counts_for_more_than_the_one_asked_for(store: Store) -> None:
    order_id = await add_order(store, agent_name="Booker")
    await post_next(store)
    await store.queue.claim_slot(at=NOON)
    assert await find(store, ALICE, matching=CallFilter(agent="booker")) == [order_id]

    await store.calls.record_placed(
        await latest_attempt(store, order_id),
        call_id="c1",
        status="initiated",
        agent_name="Survey",
        at=NOON,
    )

    assert await find(store, ALICE, matching=CallFilter(agent="booker")) == []
    assert await find(store, ALICE, matching=CallFilter(agent="survey")) == [order_id]


@pytest.mark.parametrize("number", [0, 1, 3, 4, 7])
async def test_every_call_is_on_one_page_and_the_way_back_is_the_same(
    store: Store, number: int
) -> None:
    orders = await make_calls(store, number)
    pages = [await store.history.page((ALICE, HERE), sight=EVERYWHERE, limit=3)]
    assert pages[0].newer is None

    while pages[-1].older is not None:
        pages.append(await turn_page(store, (ALICE, HERE), pages[-1].older))

    assert [order_id for page in pages for order_id in orders_of(page)] == orders
    for newer, older in pairwise(pages):
        back = await turn_page(store, (ALICE, HERE), older.newer)
        assert back == newer


async def test_page_above_a_call_that_is_now_the_newest_is_the_newest_page(store: Store) -> None:
    orders = await make_calls(store, 4)

    page = await turn_page(store, (ALICE,), Cursor(after=10**15))

    assert orders_of(page) == orders[:3]


async def test_new_calls_do_not_shift_the_pages_below(store: Store) -> None:
    orders = await make_calls(store, 6)
    first = await store.history.page((ALICE,), sight=EVERYWHERE, limit=3)
    await place(store, "new")

    second = await turn_page(store, (ALICE,), first.older)

    assert orders_of(second) == orders[3:]


async def test_live_calls_are_counted_beyond_what_is_shown(store: Store) -> None:
    orders = [await place(store, str(key)) for key in range(3)]
    await move(store, orders[0], "busy")

    live, count = await store.history.live((ALICE, HERE), sight=EVERYWHERE, limit=1)

    assert ([call.order_id for call in live], count) == ([orders[2]], 2)


async def test_links_are_remembered(store: Store) -> None:
    links = {MessageKey(WORKSPACE, "C1", "1.1"): "https://slack.example/1"}

    await store.history.record_links(links)
    await store.history.record_links(links)

    unknown = MessageKey(WORKSPACE, "C1", "1.2")
    assert await store.history.links((*links, unknown)) == links


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("newest", Cursor()),
        ("before:12", Cursor(before=12)),
        ("after:3", Cursor(after=3)),
        ("", Cursor()),
        ("before:", Cursor()),
        ("before:²", Cursor()),
        ("after:" + "9" * 40, Cursor()),
    ],
)
def test_place_is_read_back_from_a_button(text: str, place: Cursor) -> None:
    assert Cursor.decode(text) == place
    assert Cursor.decode(place.encode()) == place
