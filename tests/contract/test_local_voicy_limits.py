"""The limits of the local Voicy: requests a minute, concurrent calls, plans and its clock."""

import math
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.contract.voicy_fixtures import ANSWERED, LocalVoicy, started_voicy


@pytest.fixture
async def voicy() -> AsyncIterator[LocalVoicy]:
    async with started_voicy(requests_per_minute=60) as voicy:
        yield voicy


def budget(answer: httpx.Response) -> tuple[int, int]:
    return int(answer.headers["X-RateLimit-Limit"]), int(answer.headers["X-RateLimit-Remaining"])


async def test_every_answer_carries_the_budget(voicy: LocalVoicy) -> None:
    answers = [
        await voicy.dial(),
        await voicy.http.get("agent-list"),
        await voicy.http.get("call-get/x"),
        await voicy.http.get("nonsense"),
    ]

    assert [budget(answer) for answer in answers] == [(60, 59), (60, 58), (60, 57), (60, 56)]
    reset = {int(answer.headers["X-RateLimit-Reset"]) for answer in answers}
    assert len(reset) == 1
    assert 55 <= reset.pop() - voicy.clock.epoch_seconds() <= 61


async def test_an_unknown_key_costs_nothing(voicy: LocalVoicy) -> None:
    answer = await voicy.http.get("agent-list", headers={"Authorization": "Bearer x"})

    assert (answer.status_code, budget(answer)) == (401, (60, 60))


async def test_over_the_limit_everything_is_429_and_nobody_is_called(voicy: LocalVoicy) -> None:
    for _ in range(60):
        await voicy.http.get("agent-list")

    answer = await voicy.dial()

    seconds = round(int(answer.headers["X-RateLimit-Reset"]) - voicy.clock.epoch_seconds())
    assert answer.status_code == 429
    assert budget(answer) == (60, 0)
    assert answer.json()["error"] in {
        f"Rate limit exceeded. Please retry after {n} seconds." for n in (seconds, seconds + 1)
    }
    assert voicy.dials() == []
    assert voicy.account.ledger()["rate_limited"] == 1


async def test_the_ledger_counts_requests_by_function(voicy: LocalVoicy) -> None:
    await voicy.place()
    await voicy.list_calls()
    await voicy.list_calls()

    assert voicy.account.ledger()["voicy_requests"] == {"call-dial": 1, "call-list": 2}


async def test_the_eleventh_call_at_once_is_429(voicy: LocalVoicy) -> None:
    voicy.clock.speed = 0.01
    for _ in range(10):
        await voicy.place()

    answer = await voicy.dial()

    assert answer.status_code == 429
    assert answer.json() == {"error": "Concurrent call limit reached"}
    assert [dial["placed"] for dial in voicy.dials()] == [*[True] * 10, False]


async def test_a_final_call_frees_its_slot(voicy: LocalVoicy) -> None:
    voicy.account.set_plan(requests_per_minute=100_000, concurrent_calls=1)
    call_id = await voicy.place()
    full = await voicy.dial()

    await voicy.wait_for_end(call_id)

    assert full.status_code == 429
    assert (await voicy.dial()).status_code == 201


async def test_enterprise_allows_six_hundred_requests_and_a_hundred_calls(
    voicy: LocalVoicy,
) -> None:
    voicy.account.set_plan("enterprise")

    answer = await voicy.http.get("agent-list")

    plan = voicy.account.plan
    assert budget(answer) == (600, 599)
    assert (plan.concurrent_calls, plan.longest_call_seconds) == (100, 3600)


@pytest.mark.parametrize("limit", [-1, "ten", True])
async def test_a_wrong_limit_changes_nothing(voicy: LocalVoicy, limit: int) -> None:
    before = voicy.account.plan

    with pytest.raises(ValueError, match="A limit must be a number"):
        voicy.account.set_plan(concurrent_calls=limit)

    assert voicy.account.plan == before


async def test_an_unknown_plan_changes_nothing(voicy: LocalVoicy) -> None:
    with pytest.raises(ValueError, match="There is no plan 'gold'"):
        voicy.account.set_plan("gold")


async def test_a_wrong_clock_shifts_headers_and_timestamps(voicy: LocalVoicy) -> None:
    voicy.account.set_clock_offset(7200)
    now = voicy.clock.epoch_seconds()

    answer = await voicy.dial()
    call = await voicy.get_call(answer.json()["call_id"])

    date = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert abs(date - (now + 7200)) < 5
    assert abs(int(answer.headers["X-RateLimit-Reset"]) - (now + 7260)) < 5
    assert abs(call["start_timestamp"] / 1000 - (now + 7200)) < 5
    (dial,) = voicy.dials()
    assert abs(dial["at"] - now) < 5


async def test_a_wrong_clock_shifts_the_list_filter_too(voicy: LocalVoicy) -> None:
    voicy.account.set_clock_offset(-7200)
    now_ms = math.floor(voicy.clock.epoch_seconds() * 1000)
    await voicy.place()

    async def found(lower_ms: int) -> list[str]:
        criteria = {"start_timestamp": {"lower_threshold": lower_ms}}
        return [
            call["to_number"]
            for call in (await voicy.list_calls(filter_criteria=criteria))["calls"]
        ]

    assert await found(now_ms) == []
    assert await found(now_ms - 7_200_000) == [ANSWERED]
