"""A wall clock that is set back while the bot is stopped: no wait is longer than it was meant."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.domain.calls import Result
from bot.ops.caretaker import Caretaker
from bot.store.interface import Store
from tests.builders.attempts import begin, post_everything
from tests.builders.calls import NOON
from tests.builders.polling import SetClock
from tests.builders.store import add_order, channel, claim, move, opened_store, post_next

PAUSE = timedelta(minutes=15)
YEAR = timedelta(days=365)
UNTIL = NOON + PAUSE
LONG_AGO = NOON - timedelta(days=1000)
SET_BACK = [365 * 86_400, 86_400, 3600, 20, 2]
STOPPED = [0, 10, 700, 86_400]
# the longest and the shortest step with every stop, the others with one that is shorter and longer
STEPS = [
    *itertools.product((SET_BACK[0], SET_BACK[-1]), STOPPED),
    *itertools.product(SET_BACK[1:-1], (10, 86_400)),
]
Find = Callable[[Store], Awaitable[datetime | None]]


async def wait_for_api(store: Store) -> Find:
    await add_order(store)
    await post_next(store)
    call = await claim(store)
    assert call is not None
    await store.queue.put_back(call.attempt_id, not_before=UNTIL, reason="no line")
    return lambda store: store.queue.next_dial_at()


async def wait_for_result(store: Store) -> Find:
    order_id = await begin(store)
    await move(store, order_id, "ringing", "ongoing", "user_hangup")
    attempt_id = (await store.calls.get(order_id)).attempt_id
    await store.results.record(attempt_id, Result(), agent_name=None, ask_again_at=UNTIL)
    return lambda store: store.results.next_at()


async def wait_for_retry(store: Store) -> Find:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    attempt_id = (await store.calls.get(order_id)).attempt_id
    assert await store.attempts.add_after(attempt_id, due_at=UNTIL, is_automatic=True)

    async def find(store: Store) -> datetime:
        return (await store.calls.get(order_id)).due_at

    return find


async def wait_with_message(store: Store) -> Find:
    await add_order(store)
    card = await store.outbox.next_post(channel("C1"))
    assert card is not None
    await store.outbox.postpone(card, until=UNTIL, is_refused=True)
    return lambda store: store.outbox.next_due_at(channel("C1"), at=LONG_AGO)


async def wait_with_edit(store: Store) -> Find:
    order_id = await begin(store)
    await post_everything(store)
    await store.calls.record_action(order_id, "tried again by @bob")
    edit = await store.outbox.next_edit()
    assert edit is not None
    await store.outbox.postpone(edit, until=UNTIL, is_refused=True)
    return lambda store: store.outbox.next_edit_due_at(at=LONG_AGO)


WAITS = {
    each.__name__: each
    for each in (wait_for_api, wait_for_result, wait_for_retry, wait_with_message, wait_with_edit)
}


def read_files(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in folder.iterdir()}


def put_back(files: dict[Path, bytes]) -> None:
    for each, content in files.items():
        each.write_bytes(content)


@pytest.mark.parametrize("name", WAITS)
async def test_wait_is_neither_longer_nor_shorter_than_it_was_meant(
    tmp_path: Path, subtests: pytest.Subtests, name: str
) -> None:
    path = tmp_path / "calls.db"
    async with opened_store(path, clock=SetClock()) as store:
        await store.upkeep.keep()
        find = await WAITS[name](store)
    stopped = read_files(tmp_path)

    for back_seconds, stopped_seconds in STEPS:
        put_back(stopped)
        clock = SetClock(seconds=stopped_seconds, set_by=-back_seconds)
        with subtests.test(back_seconds=back_seconds, stopped_seconds=stopped_seconds):
            until = await go_on(path, clock, find)
            assert until is not None
            wait, second = until - clock.now(), timedelta(seconds=1)
            assert PAUSE - timedelta(seconds=stopped_seconds) - second <= wait <= PAUSE + second


async def go_on(path: Path, clock: Clock, find: Find) -> datetime | None:
    """Start on what a stopped bot left, and return what `find` finds then."""
    async with opened_store(path, clock=clock) as store:
        caretaker = Caretaker(store, clock, retention=YEAR, evidence=5 * YEAR)
        for _ in range(2):
            await caretaker.follow_clock()
        await store.upkeep.keep()
        return await find(store)


@pytest.mark.parametrize("back_seconds", SET_BACK)
async def test_what_was_written_before_is_of_the_present_not_of_the_future(
    tmp_path: Path, back_seconds: int
) -> None:
    path, clock = tmp_path / "calls.db", SetClock()
    async with opened_store(path, clock=clock) as store:
        await store.upkeep.keep()
        await add_order(store)
    clock = SetClock(set_by=-back_seconds)
    async with opened_store(path, clock=clock) as store:
        await Caretaker(store, clock, retention=YEAR, evidence=5 * YEAR).follow_clock()

    clock.seconds += 60
    age = clock.now() - clock.to_present(NOON)
    assert timedelta() <= age <= timedelta(seconds=60)
    if back_seconds > 60:
        assert age == timedelta(seconds=60)


async def test_time_that_a_person_named_is_the_clocks_whatever_it_shows(tmp_path: Path) -> None:
    path, clock = tmp_path / "calls.db", SetClock()
    async with opened_store(path, clock=clock) as store:
        await store.upkeep.keep()
        order_id = await add_order(store, due_at=UNTIL)
    clock.set_by -= 3600
    async with opened_store(path, clock=clock) as store:
        await Caretaker(store, clock, retention=YEAR, evidence=5 * YEAR).follow_clock()
        assert (await store.calls.get(order_id)).due_at == UNTIL
