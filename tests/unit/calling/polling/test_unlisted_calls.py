"""Calls that are polled one by one: none holds another up, and a limit is everybody's."""

import asyncio

import pytest

from bot.calling.polling.unlisted_calls import UnlistedCalls
from bot.errors import VoicyError, VoicyLimitError, VoicyUnavailableError
from bot.store.records import LiveCall
from tests.builders.polling import StoppedClock, build_live

DOWN = VoicyUnavailableError("HTTP 500")
LIMIT = VoicyLimitError("Slow down.", retry_after_seconds=30.0, for_slot=False)


class Api:
    """An API that fails for some calls, and counts the questions for each."""

    def __init__(self, **failures: VoicyError) -> None:
        self.failures = failures
        self.asked: list[str] = []

    async def poll_one(self, call: LiveCall) -> None:
        self.asked.append(call.order_id)
        if call.order_id in self.failures:
            raise self.failures[call.order_id]


def build_calls(*names: str) -> list[LiveCall]:
    return [build_live("ringing", name=name) for name in names]


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def unlisted(clock: StoppedClock) -> UnlistedCalls:
    return UnlistedCalls(clock)


@pytest.mark.parametrize("has_list", [True, False])
async def test_request_limit_met_at_one_call_is_raised(
    unlisted: UnlistedCalls, has_list: bool
) -> None:
    api = Api(c1=LIMIT)

    with pytest.raises(VoicyLimitError):
        await unlisted.poll_each(build_calls("c1", "c2"), api.poll_one, has_list=has_list)

    assert sorted(api.asked) == ["c1", "c2"]


async def test_trouble_with_one_call_is_its_own_where_others_were_seen(
    unlisted: UnlistedCalls,
) -> None:
    api = Api(c1=DOWN)

    await unlisted.poll_each(build_calls("c1"), api.poll_one, has_list=True)
    await unlisted.poll_each(build_calls("c1", "c2"), api.poll_one, has_list=False)

    assert api.asked == ["c1", "c2"]


async def test_trouble_with_every_call_is_that_of_the_api(unlisted: UnlistedCalls) -> None:
    api = Api(c1=DOWN, c2=DOWN)

    with pytest.raises(VoicyUnavailableError):
        await unlisted.poll_each(build_calls("c1", "c2"), api.poll_one, has_list=False)


async def test_call_that_cannot_be_polled_rests_longer_each_time_until_it_can(
    unlisted: UnlistedCalls, clock: StoppedClock
) -> None:
    api = Api(c1=DOWN)
    polled_at = []
    for second in range(100):
        clock.seconds, before = float(second), len(api.asked)
        await unlisted.poll_each(build_calls("c1"), api.poll_one, has_list=True)
        polled_at += [second] * (len(api.asked) - before)
        if second == 60:
            api.failures.clear()

    assert polled_at[:7] == [0, 2, 6, 14, 29, 59, 89]
    assert polled_at[7:] == list(range(90, 100))


async def test_call_is_hopeless_once_its_rests_grow_no_longer(
    unlisted: UnlistedCalls, clock: StoppedClock
) -> None:
    api, hopeless_after = Api(c1=DOWN), []
    (call,) = build_calls("c1")
    for faults in range(7):
        if unlisted.is_hopeless(call):
            hopeless_after.append(faults)
        await unlisted.poll_each([call], api.poll_one, has_list=True)
        clock.seconds += 60

    assert hopeless_after == [5, 6]


async def test_call_without_an_answer_holds_the_next_list_up_for_two_seconds_at_the_most(
    unlisted: UnlistedCalls,
) -> None:
    async def never_answer(call: LiveCall) -> None:
        await asyncio.Event().wait()

    async with asyncio.timeout(4):
        await unlisted.poll_each(build_calls("c1"), never_answer, has_list=True)
