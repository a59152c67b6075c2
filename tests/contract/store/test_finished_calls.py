"""Finished calls as statistics read them: by the time of their end, page by page, each once."""

from datetime import datetime, timedelta

import pytest

from bot.reporting.counting import begin_days, count_calls
from bot.store.interface import Store
from bot.store.records import FinishedCall, ListKey, lists_in_channel
from tests.builders.calls import NOON
from tests.builders.lists import ALICE, EVERYONE, EVERYWHERE, in_channel, person
from tests.builders.store import add_order, channel, latest_attempt, place

MOST_CALLS = 10


async def finish(store: Store, key: str, *statuses: str, minutes: int = 0, **changes: str) -> None:
    """Have a call that is over so many minutes after noon."""
    order_id = await place(store, key, **changes)
    at = NOON + timedelta(minutes=minutes)
    for status in statuses:
        assert await store.calls.add_transition(
            await latest_attempt(store, order_id), status, at=at
        )


async def read(
    store: Store,
    *lists: ListKey,
    since: datetime = NOON,
    until: datetime = NOON + timedelta(days=1),
    limit: int = 2,
) -> list[FinishedCall]:
    """Read all pages."""
    found: list[FinishedCall] = []
    while True:
        after = found[-1] if found else None
        page = await store.history.finished(
            lists, sight=EVERYWHERE, since=since, until=until, after=after, limit=limit
        )
        found += page
        assert len(found) <= MOST_CALLS
        if len(page) < limit:
            return found


async def test_only_calls_that_are_over_are_read(store: Store) -> None:
    await finish(store, "over", "ongoing", "user_hangup")
    await place(store, "live")
    await add_order(store, "waiting")

    (call,) = await read(store, ALICE)

    assert (call.status, call.was_ongoing, call.over_at) == ("user_hangup", 1, NOON.timestamp())
    assert (call.to_number, call.callee_time_zone) == ("+15559876543", None)


async def test_order_that_was_withdrawn_is_over_too(store: Store) -> None:
    order_id = await add_order(store)
    assert await store.calls.add_transition(
        await latest_attempt(store, order_id), "withdrawn", at=NOON
    )

    (call,) = await read(store, ALICE)

    assert (call.status, call.dialing_at, call.was_ongoing) == ("withdrawn", None, 0)


async def test_calls_are_read_in_the_order_of_their_ends(store: Store) -> None:
    for key, minutes in (("1", 30), ("2", 10), ("3", 20), ("4", 10), ("5", 10)):
        await finish(store, key, "busy", minutes=minutes)

    calls = await read(store, ALICE)

    assert [round(call.over_at - NOON.timestamp()) // 60 for call in calls] == [10, 10, 10, 20, 30]
    assert len({call.attempt_id for call in calls}) == 5


async def test_time_has_its_beginning_and_not_its_end(store: Store) -> None:
    for key, minutes in (("1", 0), ("2", 59), ("3", 60)):
        await finish(store, key, "busy", minutes=minutes)

    calls = await read(store, ALICE, until=NOON + timedelta(hours=1))

    assert [call.over_at - NOON.timestamp() for call in calls] == [0, 59 * 60]
    assert await read(store, ALICE, since=NOON + timedelta(minutes=61)) == []


async def test_call_in_several_lists_is_read_once(store: Store) -> None:
    await finish(store, "1", "busy")

    assert len(await read(store, EVERYONE, *lists_in_channel(channel("C1"), "U0ALICE"), ALICE)) == 1
    assert len(await read(store, EVERYONE)) == 1
    assert await read(store, in_channel("C2"), person("U0BOB")) == []


async def test_result_that_comes_later_does_not_move_the_end(store: Store) -> None:
    await finish(store, "1", "busy")
    order_id = await store.orders.find_by_key("1")
    assert order_id is not None
    await store.calls.record_observed(
        await latest_attempt(store, order_id),
        "busy",
        at=NOON + timedelta(hours=2),
        duration_ms=5,
        agent_name="Booker",
    )

    (call,) = await read(store, ALICE)

    assert call.over_at == NOON.timestamp()


async def test_statistics_count_all_pages(store: Store) -> None:
    for key in range(7):
        await finish(store, str(key), "busy", minutes=key)

    statistics = await count_calls(
        store,
        (ALICE,),
        sight=EVERYWHERE,
        since=NOON,
        until=NOON + timedelta(days=1),
        zone="UTC",
    )

    assert statistics.calls == 7


@pytest.mark.parametrize(
    ("now", "days", "since"),
    [
        ("2026-03-10T12:00", 1, "2026-03-10T04:00"),
        ("2026-03-10T12:00", 7, "2026-03-04T05:00"),
        ("2026-11-03T04:30", 3, "2026-10-31T04:00"),
    ],
)
async def test_days_begin_at_midnight_also_where_clocks_were_changed(
    store: Store, now: str, days: int, since: str
) -> None:
    until = datetime.fromisoformat(f"{now}+00:00")

    statistics = await count_calls(
        store,
        (ALICE,),
        sight=EVERYWHERE,
        since=begin_days(days, until=until, zone="America/New_York"),
        until=until,
        zone="America/New_York",
    )

    assert statistics.since == datetime.fromisoformat(f"{since}+00:00")
    assert statistics.until == until
    assert len(statistics.per_day) == days
