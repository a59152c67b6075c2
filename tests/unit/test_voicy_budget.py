"""The request budget on a virtual clock: who goes when, and what the answers teach it."""

import asyncio
import heapq
from collections.abc import Callable, Mapping
from email.utils import formatdate
from itertools import count
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voicy.budget import Priority, RequestBudget
from bot.voicy.rate_headers import read_rate_facts

EPOCH = 1_700_000_000.0


class VirtualClock:
    """A monotonic clock that moves only when told; sleepers wake in the order of their time."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float, /) -> None:
        awake = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), awake))
        await awake

    async def advance(self, seconds: float) -> None:
        await settle()
        until = self.now + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            self.now, _, awake = heapq.heappop(self._sleepers)
            if not awake.done():
                awake.set_result(None)
            await settle()
        self.now = until
        await settle()


async def settle() -> None:
    """Let every task run until it waits for something."""
    for _ in range(8):
        await asyncio.sleep(0)


class Api:
    """The other side: fixed windows of 60 s by its own clock, an answer after `latency` seconds."""

    def __init__(
        self, clock: VirtualClock, *, limit: int = 60, phase: float = 0.0, skew: float = 0.0
    ) -> None:
        self.clock = clock
        self.limit = limit
        self.used: dict[int, int] = {}
        self.refused = 0
        self._phase = phase
        self._skew = skew

    def answer(self) -> tuple[Mapping[str, str], int]:
        now = EPOCH + self._skew + self._phase + self.clock.now
        window = floor(now / 60)
        self.used[window] = self.used.get(window, 0) + 1
        remaining = self.limit - self.used[window]
        self.refused += remaining < 0
        headers = build_headers(max(0, remaining), reset=(window + 1) * 60, date=now)
        return headers | {"X-RateLimit-Limit": str(self.limit)}, 429 if remaining < 0 else 200


def build_headers(remaining: int, *, reset: float, date: float | None = None) -> dict[str, str]:
    headers = {"X-RateLimit-Remaining": str(remaining), "X-RateLimit-Reset": str(int(reset))}
    return headers if date is None else headers | {"Date": formatdate(date, usegmt=True)}


def build_budget(clock: VirtualClock, *, limit: int = 60) -> RequestBudget:
    return RequestBudget(
        limit=limit, clock=clock, sleep=clock.sleep, wall_clock=lambda: EPOCH + clock.now
    )


async def ask(
    budget: RequestBudget,
    priority: Priority = Priority.POLL,
    *,
    respond: Callable[[], tuple[Mapping[str, str], int]] = lambda: ({}, 200),
) -> None:
    """Send one request and learn from its answer."""
    async with budget.request(priority):
        headers, status = respond()
        budget.observe(headers, status)


async def ask_times(budget: RequestBudget, times: int) -> None:
    for _ in range(times):
        await ask(budget)


async def stop(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def budget(clock: VirtualClock) -> RequestBudget:
    return build_budget(clock)


async def test_free_budget_admits_at_once(budget: RequestBudget) -> None:
    await ask(budget)

    assert (budget.limit, budget.remaining, budget.requests_sent) == (60, 59, 1)


async def test_polling_leaves_a_tenth_of_the_window_to_people(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    polls = asyncio.create_task(ask_times(budget, 70))
    await settle()

    assert (budget.requests_sent, budget.remaining, budget.waiting) == (54, 6, 1)
    for priority in (Priority.DIAL, Priority.LOOKUP) * 3:
        await ask(budget, priority)
    assert budget.remaining == 0

    late_dial = asyncio.create_task(ask(budget, Priority.DIAL))
    await clock.advance(59)
    assert (budget.requests_sent, budget.waiting) == (60, 2)
    await clock.advance(1)
    await asyncio.gather(polls, late_dial)
    assert budget.requests_sent == 77


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
    await settle()
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


async def test_remaining_of_the_api_wins_over_our_own_count(budget: RequestBudget) -> None:
    await ask(budget, respond=lambda: (build_headers(7, reset=EPOCH + 30, date=EPOCH), 200))
    assert budget.remaining == 7

    await ask(budget, respond=lambda: (build_headers(50, reset=EPOCH + 30, date=EPOCH), 200))
    assert budget.remaining == 6


async def test_limit_is_learned(budget: RequestBudget) -> None:
    await ask(budget, respond=lambda: ({"x-ratelimit-limit": "600"}, 200))

    assert (budget.limit, budget.remaining) == (600, 599)


async def test_earlier_life_that_used_the_window_up_is_noticed(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    api = Api(clock)
    for _ in range(58):
        api.answer()
    tasks = [asyncio.create_task(ask(budget, respond=api.answer)) for _ in range(5)]
    await clock.advance(80)
    await asyncio.gather(*tasks)

    assert api.refused == 0


@pytest.mark.parametrize("skew", [0.0, 86_400.0, -7_200.0])
async def test_skewed_clock_does_not_matter(
    clock: VirtualClock, budget: RequestBudget, skew: float
) -> None:
    date = EPOCH + skew
    await ask(budget, respond=lambda: (build_headers(0, reset=date + 30, date=date), 200))

    assert 30 <= budget.resets_in_seconds <= 31
    assert budget.clock_offset_seconds == pytest.approx(skew, abs=0.6)


async def test_learned_offset_serves_answers_without_a_date(budget: RequestBudget) -> None:
    date = EPOCH + 86_400
    await ask(budget, respond=lambda: ({"Date": formatdate(date, usegmt=True)}, 200))
    await ask(budget, respond=lambda: (build_headers(0, reset=date + 30), 200))

    assert 29 <= budget.resets_in_seconds <= 32


@pytest.mark.parametrize("reset", [EPOCH + 86_400, EPOCH - 86_400])
async def test_absurd_reset_leaves_a_minute_from_the_first_request(
    clock: VirtualClock, budget: RequestBudget, reset: float
) -> None:
    await ask(budget)
    await clock.advance(20)
    await ask(budget, respond=lambda: (build_headers(0, reset=reset), 200))

    assert budget.resets_in_seconds == 40


async def test_reset_may_be_seconds_from_now(budget: RequestBudget) -> None:
    await ask(budget, respond=lambda: (build_headers(0, reset=25), 200))

    assert 25 <= budget.resets_in_seconds <= 26


async def test_answer_about_a_past_window_is_not_believed(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    await ask(budget, respond=lambda: (build_headers(0, reset=EPOCH - 3, date=EPOCH), 200))

    assert budget.remaining == 59


async def test_new_window_of_the_api_is_believed_before_ours_is_over(
    budget: RequestBudget,
) -> None:
    await ask(budget, respond=lambda: (build_headers(9, reset=EPOCH + 40, date=EPOCH), 200))
    await ask(budget, respond=lambda: (build_headers(59, reset=EPOCH + 60, date=EPOCH), 200))

    assert budget.remaining == 59


async def test_request_in_flight_counts_in_the_next_window_too(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    async with budget.request(Priority.DIAL):
        await clock.advance(61)
        assert budget.remaining == 59


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({"Retry-After": "7"}, "", 7),
        ({"Retry-After": formatdate(EPOCH + 9, usegmt=True)}, "", 9),
        ({}, "Rate limit exceeded. Please retry after 30 seconds.", 30),
        ({"X-RateLimit-Reset": "12", "X-RateLimit-Remaining": "0"}, "", 13),
        ({"Retry-After": "86400"}, "", 120),
        ({"Retry-After": "soon"}, "Slow down.", 1),
        ({}, "", 1),
    ],
)
async def test_refusal_stops_everybody_until_the_api_says(
    clock: VirtualClock,
    budget: RequestBudget,
    headers: Mapping[str, str],
    words: str,
    seconds: float,
) -> None:
    pause_seconds = budget.observe(headers, 429, words=words)
    dial = asyncio.create_task(ask(budget, Priority.DIAL))

    assert pause_seconds == seconds
    await clock.advance(seconds - 0.5)
    assert (budget.waiting, budget.rate_limited) == (1, 1)
    await clock.advance(0.5)
    await dial


async def test_pauses_grow_until_an_answer_comes_through(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    pauses = []
    for _ in range(8):
        pauses.append(budget.observe({}, 429))
        await clock.advance(pauses[-1])
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]

    await ask(budget)
    assert budget.observe({}, 429) == 1


async def test_refusals_under_way_together_count_once(budget: RequestBudget) -> None:
    assert [budget.observe({}, 429) for _ in range(4)] == [1, 1, 1, 1]
    assert budget.rate_limited == 4


@pytest.mark.parametrize("for_slot", [True, False])
async def test_refusal_for_want_of_a_slot_does_not_stop_polling(
    budget: RequestBudget, for_slot: bool
) -> None:
    headers = {} if for_slot else build_headers(40, reset=EPOCH + 30, date=EPOCH)

    assert budget.observe(headers, 429, for_slot=for_slot) == 0
    await ask(budget)


async def test_cancelled_waiter_leaves_its_turn_to_the_next(
    clock: VirtualClock, budget: RequestBudget
) -> None:
    budget.observe({"Retry-After": "5"}, 429)
    first = asyncio.create_task(ask(budget, Priority.DIAL))
    second = asyncio.create_task(ask(budget))
    await settle()
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
            await settle()
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
    await settle()
    await stop(waiter)
    await settle()

    assert asyncio.all_tasks() == {asyncio.current_task()}


@settings(max_examples=12, deadline=None)
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


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "X-RateLimit-Limit",
                "x-ratelimit-remaining",
                "X-RateLimit-Reset",
                "Retry-After",
                "Date",
            ]
        ),
        st.text(),
    ),
    st.text(),
)
def test_no_header_breaks_the_reading(headers: dict[str, str], words: str) -> None:
    facts = read_rate_facts(headers, believed_api_time=EPOCH, words=words)

    assert 0 <= (facts.resets_in_seconds or 0) <= 121
    assert 0 <= (facts.retry_after_seconds or 0) <= 120
