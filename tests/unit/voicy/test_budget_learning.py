"""What the answers teach the request budget, on a virtual clock."""

import asyncio
from collections.abc import Mapping
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.voicy.rate_limit.budget import RequestBudget
from bot.voicy.rate_limit.headers import read_rate_facts
from bot.voicy.rate_limit.shares import Priority
from tests.unit.limited_api import EPOCH, Api, ask, build_budget, build_headers
from tests.unit.virtual_clock import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def budget(clock: VirtualClock) -> RequestBudget:
    return build_budget(clock)


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


@pytest.mark.parametrize("year", ["1066", "1800", "9999"])
async def test_date_that_no_clock_has_says_nothing_about_that_of_the_api(
    budget: RequestBudget, year: str
) -> None:
    await ask(budget, respond=lambda: ({"Date": f"Fri, 31 Dec {year} 23:59:59 GMT"}, 200))

    assert budget.clock_offset_seconds == 0.0


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


@pytest.mark.parametrize("retry_after", ["-7", formatdate(EPOCH - 7, usegmt=True)])
def test_pause_that_is_over_already_is_none(retry_after: str) -> None:
    facts = read_rate_facts({"Retry-After": retry_after}, believed_api_time=EPOCH)

    assert facts.retry_after_seconds == 0.0


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
