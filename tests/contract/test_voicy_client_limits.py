"""The limits of requests and of concurrent calls, as the client meets them."""

import pytest

from bot.errors import VoicyLimitError, VoicyRefusedError
from bot.voicy import RequestBudget, VoicyClient
from tests.contract.scripted_voicy import (
    ACCEPTED,
    ScriptedApi,
    answer,
    dial,
    get,
    opened_client,
)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Maximum number of concurrent calls reached."),
        (403, "Concurrency limit exceeded"),
        (422, "Too many active calls on this account"),
        (400, "10 simultaneous calls are allowed."),
    ],
)
async def test_dial_without_a_free_slot_waits_for_one(
    api: ScriptedApi, client: VoicyClient, status: int, words: str
) -> None:
    api.script = [answer({"error": words}, status), answer(ACCEPTED)]

    with pytest.raises(VoicyLimitError, match=words) as caught:
        await dial(client)

    assert (caught.value.for_slot, caught.value.retry_after_seconds) == (True, 5.0)
    assert (await dial(client)).call_id == "c1"


@pytest.mark.parametrize("words", ["Monthly call limit reached.", "Too many concurrent requests"])
async def test_other_limits_are_not_taken_for_slots(
    api: ScriptedApi, client: VoicyClient, words: str
) -> None:
    api.script = [answer({"error": words}, 403)]

    with pytest.raises(VoicyRefusedError, match=words):
        await dial(client)


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({"Retry-After": "7"}, "", 7.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}, "", 10.0),
        ({}, "Rate limit exceeded. Please retry after 30 seconds.", 30.0),
    ],
)
async def test_request_limit_makes_the_next_one_wait_its_turn(
    api: ScriptedApi,
    headers: dict[str, str],
    words: str,
    seconds: float,
) -> None:
    api.script = [answer({"error": words}, 429, headers=headers), answer(ACCEPTED)]
    async with opened_client(api.base_url, deadline_seconds=0.1) as client:
        with pytest.raises(VoicyLimitError) as caught:
            await dial(client)
        assert caught.value.retry_after_seconds == pytest.approx(seconds, abs=0.2)
        assert not caught.value.for_slot

        with pytest.raises(VoicyLimitError, match="was not sent") as waited:
            await get(client)
        assert 1.0 < waited.value.retry_after_seconds <= seconds
        assert len(api.requests) == 1


async def test_dial_that_waits_in_vain_was_never_sent(api: ScriptedApi) -> None:
    budget = RequestBudget()
    budget.observe({"Retry-After": "30"}, 429)
    async with opened_client(api.base_url, budget=budget, dial_deadline_seconds=0.1) as client:
        with pytest.raises(VoicyLimitError, match="was not sent") as caught:
            await dial(client)

    assert 20 < caught.value.retry_after_seconds <= 30
    assert api.requests == []


async def test_headers_of_every_answer_teach_the_budget(api: ScriptedApi) -> None:
    told = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "321", "X-RateLimit-Reset": "30"}
    api.script = [answer({"error": "No."}, 404, headers=told)]
    budget = RequestBudget()

    async with opened_client(api.base_url, budget=budget) as client:
        with pytest.raises(VoicyRefusedError):
            await get(client)

        assert (budget.limit, budget.remaining) == (600, 321)
