"""The calls to a number of late are found, and an order is written by a gate that saw them."""

import asyncio
from datetime import timedelta

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Store
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import add_order, move, place

JOHN = E164("+15559876543")
LATER = NOON + timedelta(days=1)


async def find(store: Store, number: E164 = JOHN, *, hours: float = 0) -> list[str]:
    at = NOON + timedelta(hours=hours)
    return [call.status for call in await store.orders.lately_to(WORKSPACE, number, at=at)]


async def test_calls_that_are_not_over_are_found_however_old(store: Store) -> None:
    await place(store, "1")
    await add_order(store, "2", due_at=LATER)

    assert await find(store, hours=100) == ["scheduled", "initiated"]


async def test_calls_that_are_over_are_found_for_a_day(store: Store) -> None:
    await move(store, await place(store), "busy")

    assert await find(store, hours=24) == ["busy"]
    assert await find(store, hours=24.1) == []


async def test_other_numbers_and_other_workspaces_are_not(store: Store) -> None:
    await add_order(store, "1", to_number=E164("+15559876544"))
    await add_order(store, "2", workspace_id=WorkspaceId("T2"))

    assert await find(store) == []


async def test_of_a_number_that_rings_all_day_the_live_and_newest_calls_are_read(
    store: Store,
) -> None:
    live = await place(store, "live")
    for key in range(25):
        await move(store, await place(store, str(key)), "busy")

    found = await store.orders.lately_to(WORKSPACE, JOHN, at=NOON)

    assert len(found) == 20
    assert found[0].order_id == live
    assert found[1].order.request_key == "24"


async def test_gate_that_says_no_leaves_nothing_behind(store: Store) -> None:
    order = build_order(request_key="second")
    await add_order(store, "first")

    assert await store.orders.add(order, at=NOON, gate=lambda earlier: not earlier) == ("", False)
    assert await store.orders.find_by_key("second") is None
    assert await find(store) == ["queued"]
    assert await store.outbox.count_due() == 1


async def test_gate_is_not_asked_of_a_request_that_is_an_order_already(store: Store) -> None:
    order_id = await add_order(store, "1")

    again = await store.orders.add(
        build_order(request_key="1"), at=NOON, gate=lambda earlier: not earlier
    )

    assert again == (order_id, False)


async def test_of_orders_at_once_each_gate_sees_those_before(store: Store) -> None:
    seen: list[int] = []

    def is_first(earlier: tuple[Call, ...]) -> bool:
        seen.append(len(earlier))
        return not earlier

    added = await asyncio.gather(
        *(
            store.orders.add(build_order(request_key=str(key)), at=NOON, gate=is_first)
            for key in range(12)
        )
    )

    assert sorted(is_new for _, is_new in added) == [False] * 11 + [True]
    assert seen == [0] + [1] * 11
