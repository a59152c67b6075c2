"""What happens when its time comes: what is due goes in line, further attempts are planned."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.calling.attempts import AttemptScheduler
from bot.clock import Clock
from bot.domain.statuses import FINAL, UNREACHED
from bot.policies.rule_book import RuleBook
from bot.signals import Part
from bot.store.interface import Store
from tests.builders.attempts import add, begin, find_awaiting_retry
from tests.builders.calls import NOON, build_order
from tests.builders.rules import build_settings
from tests.builders.signals import listen
from tests.builders.store import latest_attempt, move, opened_store, place, post_next

PAUSES = (timedelta(minutes=15), timedelta(hours=1))
NEW_YORK = "America/New_York"
MINUTE = timedelta(minutes=1)


@dataclass(kw_only=True)
class StandingClock(Clock):
    """A clock that stands where a test put it."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass(kw_only=True)
class Desk:
    """A Later at work: its store, its clock, and how often it said that something changed."""

    store: Store
    clock: StandingClock = field(default_factory=StandingClock)
    changes: int = 0

    def __post_init__(self) -> None:
        self.later = AttemptScheduler(
            self.store,
            self.clock,
            pauses=PAUSES,
            rule_book=RuleBook(build_settings()),
            signals=listen(Part.OUTBOX, self._record_change),
        )

    def _record_change(self) -> None:
        self.changes += 1

    async def run_at(self, at: datetime) -> float | None:
        self.clock.at = at
        return await self.later.run()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_store(tmp_path / "calls.db") as store:
        yield Desk(store=store)


async def schedule(desk: Desk, due_at: datetime, key: str = "1") -> str:
    request = build_order(request_key=key, due_at=due_at)
    order_id, _ = await desk.store.orders.add(request, at=NOON)
    await post_next(desk.store)
    return order_id


async def end(
    desk: Desk, *statuses: str, at: datetime = datetime(2026, 3, 4, 15, 0, tzinfo=UTC), **asked: Any
) -> str:
    """Let the first of three attempts end at 10:00 in New York."""
    order: dict[str, Any] = {"attempts": 3, "callee_time_zone": NEW_YORK}
    order_id = await place(desk.store, **(order | asked))
    await move(desk.store, order_id, *statuses[:-1])
    await desk.store.calls.add_transition(
        await latest_attempt(desk.store, order_id), statuses[-1], at=at
    )
    return order_id


async def test_nothing_scheduled_is_nothing_to_wait_for(desk: Desk) -> None:
    await place(desk.store)

    assert await desk.run_at(NOON) is None
    assert desk.changes == 0


async def test_next_look_is_when_the_next_call_is_due(desk: Desk) -> None:
    await schedule(desk, NOON + 30 * MINUTE, "1")
    await schedule(desk, NOON + 20 * MINUTE, "2")

    assert await desk.run_at(NOON + MINUTE) == 19 * 60
    assert desk.changes == 0


async def test_call_that_is_due_in_half_a_second_is_looked_at_then(desk: Desk) -> None:
    await schedule(desk, NOON + 20 * MINUTE)

    assert await desk.run_at(NOON + 20 * MINUTE - timedelta(seconds=0.5)) == 0.5


async def test_call_that_is_due_goes_in_line_and_it_is_said(desk: Desk) -> None:
    order_id = await schedule(desk, NOON + 20 * MINUTE)

    assert await desk.run_at(NOON + 20 * MINUTE) is None

    assert (await desk.store.calls.get(order_id)).status == "queued"
    assert desk.changes == 1


async def test_call_that_was_missed_is_asked_about(desk: Desk) -> None:
    order_id = await schedule(desk, NOON + 20 * MINUTE)

    assert await desk.run_at(NOON + 50 * MINUTE) is None

    assert (await desk.store.calls.get(order_id)).status == "overdue"
    assert desk.changes == 1


@pytest.mark.parametrize("status", ["busy", "no_answer"])
async def test_second_attempt_comes_after_the_first_pause(desk: Desk, status: str) -> None:
    order_id = await end(desk, "ringing", status)
    ended_at = desk.clock.at = (await desk.store.calls.get(order_id)).transitions[-1].at

    assert await desk.later.run() == 15 * 60

    call = await desk.store.calls.get(order_id)
    assert (call.attempt, call.status, call.due_at) == (2, "scheduled", ended_at + 15 * MINUTE)
    assert desk.changes == 1


async def test_third_attempt_comes_after_the_longer_pause(desk: Desk) -> None:
    order_id = await end(desk, "busy")
    second_at = (await desk.store.calls.get(order_id)).transitions[-1].at + 15 * MINUTE
    await desk.run_at(second_at - MINUTE)
    await desk.run_at(second_at)
    assert await desk.store.queue.claim_slot(at=second_at) is not None
    await desk.store.calls.add_transition(
        await latest_attempt(desk.store, order_id), "busy", at=second_at
    )

    assert await desk.run_at(second_at) == 60 * 60

    assert (await desk.store.calls.get(order_id)).attempt == 3


async def test_nobody_is_tried_again_in_their_night(desk: Desk) -> None:
    ten_to_nine = datetime(2026, 3, 5, 1, 50, tzinfo=UTC)  # 20:50 in New York
    order_id = await end(desk, "busy", at=ten_to_nine)

    await desk.run_at(ten_to_nine)

    call = await desk.store.calls.get(order_id)
    assert call.due_at == datetime(2026, 3, 5, 13, 0, tzinfo=UTC)  # 8:00 there, the next day


async def test_conversation_is_the_end_of_trying(desk: Desk) -> None:
    order_id = await end(desk, "ringing", "ongoing", "user_hangup")

    assert await desk.run_at(NOON) is None

    assert (await desk.store.calls.get(order_id)).attempt == 1


async def test_callee_whose_clock_nobody_knows_is_left_to_the_gate(desk: Desk) -> None:
    order_id = await end(desk, "busy", callee_time_zone=None, to_number="+870773123456")

    await desk.run_at(NOON)

    call = await desk.store.calls.get(order_id)
    assert call.due_at == datetime(2026, 3, 4, 15, 15, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "attempt"), [(15, 1), (16, 2)])
async def test_nobody_is_tried_again_after_the_time_until_which_it_is_wanted(
    desk: Desk, minutes: int, attempt: int
) -> None:
    ended_at = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    until_at = ended_at + minutes * MINUTE
    order_id = await end(desk, "busy", until_at=until_at, requester_time_zone=NEW_YORK)

    await desk.run_at(ended_at)

    call = await desk.store.calls.get(order_id)
    assert call.attempt == attempt
    if attempt == 1:
        assert call.reason == "not tried again: it was wanted until 10:15 (America/New_York)"
        assert not call.will_be_tried_again


@pytest.mark.parametrize("due_in", [None, 30])
async def test_call_that_waits_longer_than_it_is_wanted_is_refused_when_that_passes(
    desk: Desk, due_in: int | None
) -> None:
    due_at = None if due_in is None else NOON + due_in * MINUTE
    order = build_order(due_at=due_at, until_at=NOON + 20 * MINUTE)
    order_id, _ = await desk.store.orders.add(order, at=NOON)
    await post_next(desk.store)

    assert await desk.run_at(NOON) == 20 * 60
    assert await desk.run_at(NOON + 20 * MINUTE) is None

    call = await desk.store.calls.get(order_id)
    assert (call.status, call.reason) == (
        "refused",
        "it was wanted until 12:20 (UTC), which has passed",
    )
    assert desk.changes == 1


async def test_plan_that_a_dead_process_left_is_made_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    async with opened_store(path) as store:
        order_id = await end(Desk(store=store), "busy")

    async with opened_store(path) as store:
        desk = Desk(store=store)
        ended_at = (await store.calls.get(order_id)).transitions[-1].at
        await desk.run_at(ended_at + 10 * MINUTE)
        assert (await store.calls.get(order_id)).due_at == ended_at + 15 * MINUTE


async def test_attempt_whose_time_passed_while_the_bot_was_down_is_asked_about(desk: Desk) -> None:
    order_id = await end(desk, "busy")
    ended_at = (await desk.store.calls.get(order_id)).transitions[-1].at

    await desk.run_at(ended_at + 40 * MINUTE)

    call = await desk.store.calls.get(order_id)
    assert (call.attempt, call.status) == (2, "overdue")


@pytest.mark.parametrize("status", sorted(FINAL - UNREACHED))
async def test_nobody_is_tried_again_after_an_end_other_than_busy_and_no_answer(
    store: Store, status: str
) -> None:
    order_id = await begin(store)
    await move(store, order_id, status)

    assert not await add(store, order_id)
    assert await find_awaiting_retry(store) == []
