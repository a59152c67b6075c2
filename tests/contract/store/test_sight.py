"""What SQL lists is what the policy of access lets somebody see, whoever looks at whatever."""

from datetime import timedelta
from itertools import chain, combinations, product

import pytest

from bot.domain.calls import Call
from bot.policies.permissions import is_seen
from bot.store.interface import Store
from bot.store.records import Cursor
from tests.builders.calls import NOON
from tests.builders.lists import ALICE, EVERYONE, build_sight, in_channel, person
from tests.builders.store import add_order, move, place, post_next

PLACES = ("C1", "C2", "G1", "D1", "D2")
PEOPLE = ("U0ALICE", "U0BOB")
ALL = (ALICE, person("U0BOB"))
SIGHTS = [
    build_sight(*channel_ids, user_id=user_id)
    for user_id in (None, *PEOPLE)
    for channel_ids in chain.from_iterable(combinations(PLACES, size) for size in range(4))
]


async def fill(store: Store) -> list[Call]:
    """Have a finished call and one to come of each person in each place, and three live ones."""
    order_ids = []
    for number, (user_id, channel_id) in enumerate(product(PEOPLE, PLACES)):
        where = {"requested_by": user_id, "channel_id": channel_id}
        order_ids.append(await place(store, f"over {number}", **where))
        await move(store, order_ids[-1], "busy")
        due_at = NOON + timedelta(hours=1)
        order_ids.append(await add_order(store, f"later {number}", due_at=due_at, **where))
        await post_next(store, channel_id)
    for channel_id in ("C1", "G1", "D1"):
        order_ids.append(await place(store, f"live {channel_id}", channel_id=channel_id))
    # one that could not be told where it was asked for
    await store.outbox.redirect(order_ids[0], "D1", at=NOON)
    calls = [await store.calls.get(order_id) for order_id in order_ids]
    return sorted(calls, key=lambda call: -call.attempt_id)


async def test_lists_hold_what_somebody_sees_and_their_pages_are_full(store: Store) -> None:
    calls = await fill(store)

    for sight in SIGHTS:
        seen = [call for call in calls if is_seen(call.order, sight)]
        found: list[Call] = []
        cursor: Cursor | None = Cursor()
        while cursor is not None:
            page = await store.history.page(ALL, sight=sight, cursor=cursor, limit=3)
            assert page.older is None or len(page.calls) == 3
            found += page.calls
            cursor = page.older
        assert [call.order_id for call in found] == [call.order_id for call in seen], sight


async def test_what_is_live_to_come_or_over_is_narrowed_by_the_same_rule(store: Store) -> None:
    calls = await fill(store)

    for sight in SIGHTS:
        seen = {call.attempt_id: call for call in calls if is_seen(call.order, sight)}
        live, live_count = await store.history.live(ALL, sight=sight, limit=99)
        later, later_count = await store.attempts.upcoming(ALL, sight=sight, limit=99)
        over = await store.history.finished(
            ALL, sight=sight, since=NOON, until=NOON + timedelta(1), after=None, limit=99
        )
        assert (live_count, later_count) == (len(live), len(later))
        assert {call.attempt_id for call in live} == {
            key for key, call in seen.items() if call.status == "initiated"
        }
        assert {call.attempt_id for call in later} == {
            key for key, call in seen.items() if call.status == "scheduled"
        }
        assert {call.attempt_id for call in over} == {
            key for key, call in seen.items() if call.is_final
        }


async def test_no_list_shows_more_to_a_guest_than_where_they_are(
    store: Store, subtests: pytest.Subtests
) -> None:
    await fill(store)
    guest = build_sight("C2", user_id="U0GRACE")

    for name in (EVERYONE, *map(in_channel, PLACES)):
        with subtests.test(name=name):
            page = await store.history.page((name,), sight=guest, limit=99)

            assert {call.order.channel_id for call in page.calls} <= {"C2"}
            assert bool(page.calls) is (name in (EVERYONE, in_channel("C2")))


async def test_call_that_moves_is_seen_where_it_is_now(store: Store) -> None:
    order_id = await place(store, channel_id="G1")
    await store.outbox.redirect(order_id, "C2", at=NOON)

    async def count(channel_id: str) -> int:
        sight = build_sight(channel_id, user_id="U0BOB")
        return len((await store.history.page(ALL, sight=sight, limit=9)).calls)

    assert [await count("G1"), await count("C2")] == [0, 1]
