"""What a finished call brought is asked for until it is complete, and not for longer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.calling.results import ResultCollector
from bot.signals import Part
from bot.store.interface import Store
from bot.voicy import RequestBudget, VoicyClient
from tests.builders.ended_call import end_call
from tests.builders.polling import StoppedClock
from tests.builders.signals import listen
from tests.contract.scripted_voicy import ScriptedApi, answer, opened_client, started_api

SUMMARY = {"summary": "They will come."}
VALUES = {"vars_extracted": {"day": "Monday"}}
NOTHING: dict[str, Any] = {}
FIRST_QUESTION_SECONDS = 8.0


@dataclass(kw_only=True)
class Desk:
    """A collector at work, whose clock goes on only while it waits."""

    store: Store
    api: ScriptedApi
    clock: StoppedClock
    collector: ResultCollector
    changes: list[float] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)

    def answer(self, **call: Any) -> None:
        """Have the API answer from now on that a call brought this."""

        async def record(request: web.Request) -> web.StreamResponse:
            self.asked_at.append(self.clock.seconds)
            call_id = request.path.rpartition("/")[2]
            return await answer({"call_id": call_id, "call_status": "user_hangup", **call})(request)

        self.api.script = [record]

    async def collect(self, *, questions: int = 100) -> list[float]:
        """Wait and ask, so often at the most; returns how long after now each question was."""
        begun, before = self.clock.seconds, len(self.asked_at)
        while len(self.asked_at) - before < questions:
            delay = await self.collector.collect()
            if delay is None:
                break
            if len(self.asked_at) - before < questions:
                self.clock.seconds += delay
        return [seconds - begun for seconds in self.asked_at[before:]]


@pytest.fixture
async def client(api: ScriptedApi) -> AsyncIterator[VoicyClient]:
    async with opened_client(api.base_url) as client:
        yield client


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    async with started_api() as api:
        yield api


@pytest.fixture
def desk(store: Store, api: ScriptedApi, client: VoicyClient) -> Desk:
    clock, changes = StoppedClock(), list[float]()
    signals = listen(Part.OUTBOX, lambda: changes.append(clock.seconds))
    collector = ResultCollector(store, client, clock, signals=signals)
    return Desk(store=store, api=api, clock=clock, collector=collector, changes=changes)


async def test_no_call_is_over_and_nothing_is_asked(desk: Desk) -> None:
    assert await desk.collector.collect() is None
    assert desk.api.requests == []


@pytest.mark.parametrize("answered", [b"<html>", {"call_id": "c1", "call_status": "user_hangup"}])
@pytest.mark.parametrize("before", [1, 2, 3])
async def test_one_answer_without_a_summary_is_not_the_last_of_an_old_call(
    desk: Desk, answered: Any, before: int
) -> None:
    order_id = await end_call(desk.store, desk.clock, "c1")
    desk.clock.seconds += 1_200.0
    desk.answer(**SUMMARY, **VALUES)
    desk.api.script = [*[answer(answered)] * before, *desk.api.script]

    await desk.collect()

    call = await desk.store.calls.get(order_id)
    assert call.result.summary == (SUMMARY["summary"] if before < 3 else None)
    assert not call.is_result_awaited


async def test_whole_result_is_asked_for_once(desk: Desk) -> None:
    order_id = await end_call(desk.store, desk.clock, "c1")
    desk.answer(**SUMMARY, **VALUES, duration_ms=61_000, recording_url="https://x.invalid/1")

    assert await desk.collect() == [FIRST_QUESTION_SECONDS]

    call = await desk.store.calls.get(order_id)
    assert (call.result.summary, call.result.extracted) == ("They will come.", {"day": "Monday"})
    assert (call.result.duration_ms, call.result.has_recording) == (61_000, True)
    assert (call.result.has_transcript, call.is_result_awaited) == (False, False)
    assert desk.changes == [FIRST_QUESTION_SECONDS]


async def test_summary_without_values_is_asked_again_for_a_minute_and_a_half(desk: Desk) -> None:
    order_id = await end_call(desk.store, desk.clock, "c1")
    desk.answer(**SUMMARY)

    assert await desk.collect() == [8, 16, 24, 36, 54, 81, 121.5]
    assert (await desk.store.calls.get(order_id)).result.summary == "They will come."


async def test_values_that_come_late_complete_the_result(desk: Desk) -> None:
    order_id = await end_call(desk.store, desk.clock, "c1")
    desk.answer(**SUMMARY)
    await desk.collect(questions=2)
    desk.answer(**SUMMARY, vars_collected={"name": "Zoë"})

    assert len(await desk.collect()) == 1
    assert (await desk.store.calls.get(order_id)).result.collected == {"name": "Zoë"}


async def test_summary_is_waited_for_at_growing_ages_and_ten_minutes_at_the_most(
    desk: Desk,
) -> None:
    order_id = await end_call(desk.store, desk.clock, "c1")
    desk.answer(**VALUES)

    ages = await desk.collect()

    # half as old again each time, but 8 s later at the least and 2 min later at the most
    assert ages[:7] == [8, 16, 24, 36, 54, 81, 121.5]
    assert ages[-2:] == pytest.approx([513.375, 633.375])
    call = await desk.store.calls.get(order_id)
    assert (call.result.summary, call.is_result_awaited) == (None, False)


async def test_first_question_comes_later_after_one_in_vain_and_sooner_after_one_that_found(
    desk: Desk,
) -> None:
    firsts = []
    for number, finds in enumerate([False, True, False]):
        await end_call(desk.store, desk.clock, f"c{number}")
        desk.answer(**(SUMMARY if finds else NOTHING))
        firsts += await desk.collect(questions=1)
        desk.answer(**SUMMARY, **VALUES)
        await desk.collect()

    first, later, sooner = firsts
    assert first == FIRST_QUESTION_SECONDS
    assert first < sooner < later


async def test_api_in_trouble_is_asked_again_ten_seconds_later_and_teaches_nothing(
    desk: Desk,
) -> None:
    await end_call(desk.store, desk.clock, "c1")
    desk.api.script = [answer({"error": "Restarting"}, 503)]
    desk.clock.seconds += FIRST_QUESTION_SECONDS
    assert await desk.collector.collect() == 10

    desk.answer(**SUMMARY, **VALUES)
    assert await desk.collect() == [10]
    await end_call(desk.store, desk.clock, "c2")
    assert await desk.collect() == [FIRST_QUESTION_SECONDS]


async def test_result_leaves_to_polls_what_they_have_of_the_window(
    store: Store, api: ScriptedApi
) -> None:
    budget, clock = RequestBudget(), StoppedClock()
    budget.observe(
        {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "30"}, 200
    )
    async with opened_client(api.base_url, budget=budget, deadline_seconds=0.1) as client:
        collector = ResultCollector(store, client, clock, signals=listen(Part.OUTBOX, lambda: None))
        await end_call(store, clock, "c1")
        clock.seconds += FIRST_QUESTION_SECONDS

        assert await collector.collect() == 10
    assert api.requests == []


async def test_call_the_api_does_not_know_is_given_up_after_ten_minutes(desk: Desk) -> None:
    order_id = await end_call(desk.store, desk.clock, "c1")
    desk.api.script = [answer({"error": "Call not found"}, 404)]

    while (delay := await desk.collector.collect()) is not None:
        desk.clock.seconds += delay

    assert 600 <= desk.clock.seconds <= 720
    assert not (await desk.store.calls.get(order_id)).is_result_awaited


@pytest.mark.parametrize("seconds", [20, 3600])
async def test_clock_that_is_set_back_neither_delays_nor_multiplies_questions(
    desk: Desk, seconds: int
) -> None:
    await end_call(desk.store, desk.clock, "c1")
    desk.answer(**NOTHING)

    desk.clock.seconds -= seconds
    await desk.store.upkeep.set_back(seconds, at=desk.clock.now())
    waits = await desk.collect()

    assert waits[0] <= 2 * FIRST_QUESTION_SECONDS
    assert len(waits) <= 20 + seconds / 120
