"""The request budget on a virtual clock: who goes when."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voicy.rate_limit.budget import RequestBudget
from bot.voicy.rate_limit.shares import Priority
from tests.unit.limited_api import Api, ask, ask_times, build_budget, build_headers, stop
from tests.unit.virtual_clock import VirtualClock, reconcile


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def budget(clock: VirtualClock) -> RequestBudget:
    return build_budget(clock)


async def test_free_budget_admits_at_once(budget: RequestBudget) -> None:
    await ask(budget)

    assert (budget.limit, budget.remaining, budget.requests_sent) == (60, 59, 1)


async def test_polling_leaves_the_last_of_the_window_to_people(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    polls = asyncio.create_task(ask_times(budget, 70))
    await reconcile()

    assert (budget.requests_sent, budget.remaining, budget.waiting) == (57, 3, 1)
    for priority in (Priority.DIAL, Priority.LOOKUP, Priority.DIAL):
        await ask(budget, priority)
    assert budget.remaining == 0

    late_dial = asyncio.create_task(ask(budget, Priority.DIAL))
    await clock.advance(59)
    assert (budget.requests_sent, budget.waiting) == (60, 2)
    await clock.advance(1)
    await asyncio.gather(polls, late_dial)
    assert budget.requests_sent == 74


async def test_details_leave_the_end_of_the_window_to_polls(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    details = asyncio.create_task(ask_times(budget, 48, Priority.DETAIL))
    await reconcile()
    assert (budget.requests_sent, budget.waiting) == (47, 1)

    await ask_times(budget, 10)
    assert (budget.requests_sent, budget.remaining) == (57, 3)

    await clock.advance(60)
    await details


async def test_asking_what_remains_begins_no_window(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    await ask(budget, respond=lambda: (build_headers(5, reset=30), 200))
    await clock.advance(40)

    assert (budget.remaining, budget.resets_in_seconds) == (60, 0.0)
    await clock.advance(20)
    await ask(budget)
    await clock.advance(1)
    assert (budget.remaining, budget.resets_in_seconds) == (59, 59.0)


async def test_tiny_limit_still_lets_polling_through(clock: VirtualClock) -> None:
    budget = build_budget(clock, limit=2)

    await ask(budget, Priority.POLL)

    assert budget.requests_sent == 1


async def test_waiting_requests_go_by_priority_then_by_arrival(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    budget.observe({"Retry-After": "10"}, 429)
    went: list[str] = []

    async def note(name: str, priority: Priority) -> None:
        async with budget.request(priority):
            went.append(name)

    tasks = [
        asyncio.create_task(note(name, priority))
        for name, priority in (
            ("detail", Priority.DETAIL),
            ("poll 1", Priority.POLL),
            ("dial", Priority.DIAL),
            ("poll 2", Priority.POLL),
            ("lookup", Priority.LOOKUP),
        )
    ]
    await clock.advance(10)
    await asyncio.gather(*tasks)

    assert went == ["dial", "lookup", "poll 1", "poll 2", "detail"]


async def test_only_a_few_requests_go_before_the_first_answer(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    answered = asyncio.Event()

    async def ask_slowly() -> None:
        async with budget.request(Priority.POLL):
            await answered.wait()
            budget.observe({}, 200)

    tasks = [asyncio.create_task(ask_slowly()) for _ in range(10)]
    await reconcile()
    assert (budget.requests_sent, budget.waiting) == (3, 7)

    answered.set()
    await asyncio.gather(*tasks)
    assert budget.requests_sent == 10


async def test_silent_api_holds_nobody_up_for_long(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    async def ask_in_vain() -> None:
        async with budget.request(Priority.POLL):
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(ask_in_vain()) for _ in range(10)]
    await clock.advance(2)
    assert budget.requests_sent == 10

    await stop(*tasks)


async def test_request_in_flight_counts_in_the_next_window_too(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    async with budget.request(Priority.DIAL):
        await clock.advance(61)
        assert budget.remaining == 59


async def test_cancelled_waiter_leaves_its_turn_to_the_next(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    budget.observe({"Retry-After": "5"}, 429)
    first = asyncio.create_task(ask(budget, Priority.DIAL))
    second = asyncio.create_task(ask(budget))
    await reconcile()
    await stop(first)
    assert budget.waiting == 1

    await clock.advance(5)
    await second
    assert budget.requests_sent == 1


async def test_waiter_cancelled_when_just_admitted_loses_no_permit(
    budget: RequestBudget,
) -> None:
    async with budget.request(Priority.POLL), budget.request(Priority.POLL):
        async with budget.request(Priority.POLL):
            waiter = asyncio.create_task(ask(budget))
            await reconcile()
            assert budget.waiting == 1
        assert (budget.waiting, budget.requests_sent) == (0, 4)
        await stop(waiter)  # it is admitted, but has not run on

        assert (budget.remaining, budget.requests_sent) == (57, 3)
        await asyncio.wait_for(ask(budget), timeout=5)


async def test_nothing_is_left_running_when_nobody_waits(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    budget.observe({"Retry-After": "50"}, 429)
    waiter = asyncio.create_task(ask(budget))
    await reconcile()
    await stop(waiter)
    await reconcile()

    assert asyncio.all_tasks() == {asyncio.current_task()}


@settings(max_examples=12)
@given(
    phase=st.floats(0, 59.99),
    skew=st.floats(-4000, 4000),
    others=st.integers(0, 2),
    latency=st.floats(0.01, 0.9),
)
def test_eager_crowd_is_never_refused(
    phase: float, skew: float, others: int, latency: float
) -> None:
    async def run() -> tuple[int, int]:
        clock = VirtualClock()
        api = Api(clock, limit=20, phase=phase, skew=skew)
        budget = build_budget(clock, limit=20)

        async def poll_forever() -> None:
            while True:
                async with budget.request(Priority.POLL):
                    await clock.sleep(latency / 2)
                    headers, status = api.answer()
                    await clock.sleep(latency / 2)
                    budget.observe(headers, status)

        crowd = [asyncio.create_task(poll_forever()) for _ in range(6)]
        for _ in range(4):
            await clock.advance(45)
            for _ in range(others):
                api.answer()
        await stop(*crowd)
        return budget.rate_limited, budget.requests_sent

    refused, sent = asyncio.run(run())
    assert refused == 0
    assert sent >= 2 * (20 - 3)
