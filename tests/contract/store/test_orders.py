"""The store: what was asked for, and how calls move on."""

import asyncio

import pytest

from bot.domain.consents import Consent, ConsentSource
from bot.errors import OrderNotFoundError
from bot.store.interface import Store
from bot.store.records import AuditEntry, AuditFilter, Cursor
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import (
    LIFE,
    add_order,
    channel,
    claim,
    move,
    place,
    post_next,
    unopened,
)


async def test_order_is_written_with_its_call_and_its_card(store: Store) -> None:
    request = build_order(variables={"name": "ג׳ון", "x": "a'b\n"}, is_unusual_number=True)

    order_id, _ = await store.orders.add(request, at=NOON)
    call = await store.calls.get(order_id)
    card = await store.outbox.next_post(channel("C1"))

    assert (call.order, call.status, call.created_at) == (request, "queued", NOON)
    assert (call.call_id, call.dialing_at, call.anchor_ts, call.status_history) == (
        None,
        None,
        None,
        (),
    )
    assert card is not None
    assert (card.order_id, card.is_card, card.is_in_doubt) == (order_id, True, False)


async def test_same_request_again_is_the_same_order(store: Store) -> None:
    order_id = await add_order(store, "click")

    again = await store.orders.add(build_order(request_key="click", channel_id="C2"), at=NOON)

    assert again == (order_id, False)
    assert await store.orders.find_by_key("click") == order_id
    assert await store.orders.find_by_key("other") is None
    assert await store.outbox.count_due() == 1


async def test_requests_at_once_become_one_order(store: Store) -> None:
    added = await asyncio.gather(
        *(store.orders.add(build_order(request_key="click"), at=NOON) for _ in range(10))
    )

    assert sorted(is_new for _, is_new in added) == [False] * 9 + [True]
    assert len({order_id for order_id, _ in added}) == 1


async def test_order_nobody_knows_is_unknown(store: Store) -> None:
    with pytest.raises(OrderNotFoundError):
        await store.calls.get("nothing")

    assert not await store.calls.add_transition(999, "initiated", at=NOON)


async def test_orders_without_a_card_are_known_oldest_first(store: Store) -> None:
    first, second = await add_order(store, "1"), await add_order(store, "2")
    assert await unopened(store) == (first, second)

    await post_next(store)
    assert await unopened(store) == (second,)

    await store.queue.withdraw(second, at=NOON, reason="too late")
    assert await unopened(store) == ()


async def test_order_whose_card_was_refused_is_over_and_told_nowhere(store: Store) -> None:
    order_id = await add_order(store)

    await store.queue.close_unopened(order_id, reason="not_in_channel")
    call = await store.calls.get(order_id)

    assert (call.status, call.reason, call.is_final) == ("refused", "not_in_channel", True)
    assert await store.outbox.count_due() == 0
    assert await unopened(store) == ()
    assert await claim(store) is None


async def test_call_moves_forward_only_and_its_end_is_final(store: Store) -> None:
    order_id = await place(store)

    moved = await move(store, order_id, "ringing", "initiated", "ringing", "busy", "ongoing")

    assert moved == [True, False, False, True, False]
    assert (await store.calls.get(order_id)).status_history == ("initiated", "ringing", "busy")


async def test_each_transition_is_owed_once_that_it_was_dialed_with_what_comes_next(
    store: Store,
) -> None:
    order_id = await place(store)
    await move(store, order_id, *LIFE, *LIFE)

    told = []
    while (delivery := await store.outbox.next_post(channel("C1"))) is not None:
        told.append((delivery.first_transition_seq, delivery.transition_seq))
        await post_next(store)

    assert told == [(1, 2), (None, 3), (None, 4)]


async def test_basis_is_frozen_into_an_order_once(store: Store) -> None:
    order_id = await add_order(store)
    audit = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0BOB", action="note_consent")
    for basis in ("existing customer", "something else"):
        consent = Consent(basis=basis, source=ConsentSource.ORDER, given_by="bob", given_at=NOON)
        await store.orders.note_consent(order_id, consent, audit=audit)
    assert (await store.calls.get(order_id)).order.consent_basis == "existing customer"
    page = await store.audit.page(WORKSPACE, matching=AuditFilter(), cursor=Cursor(), limit=9)
    assert [row.entry.action for row in page.rows] == ["note_consent"]
