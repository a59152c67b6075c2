"""How often Slack is asked what a conversation is: within its limit, people and the gate first."""

import pytest

from bot.errors import SlackUnavailableError
from bot.slack.facts import SlackFacts
from tests.builders.access import build_facts, describe_channel
from tests.builders.polling import StoppedClock
from tests.builders.slack_wire import Json, Wire, answer, refuse

MINUTE = 60.0
UNHURRIED_A_MINUTE = 20
SLACKS_LIMIT = 50
OTHERS = [f"C{number}" for number in range(100)]


class PassingClock(StoppedClock):
    """A clock on which waiting is what takes time, and a test may let more of it pass."""

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> PassingClock:
    return PassingClock()


@pytest.fixture
def facts(wire: Wire, clock: PassingClock) -> SlackFacts:
    wire.script = [answer(describe_channel())]
    return build_facts(wire, clock)


async def ask_unhurried(facts: SlackFacts, *channel_ids: str) -> list[str]:
    """Ask about channels for what nobody waits for; returns those about which Slack said all."""
    told = []
    for channel_id in channel_ids:
        try:
            await facts.require_place(channel_id, is_unhurried=True)
        except SlackUnavailableError:
            continue
        told.append(channel_id)
    return told


def count_asked(wire: Wire) -> int:
    return len(wire.methods)


async def test_what_nobody_waits_for_asks_at_most_so_often_in_any_minute(
    wire: Wire, facts: SlackFacts, clock: PassingClock
) -> None:
    counts = []
    step_seconds = 2.0
    for _ in range(90):
        await ask_unhurried(facts, *OTHERS)
        counts.append(count_asked(wire))
        clock.seconds += step_seconds

    for_a_minute = int(MINUTE / step_seconds)
    assert (
        max(later - earlier for earlier, later in zip(counts, counts[for_a_minute:], strict=False))
        <= UNHURRIED_A_MINUTE
    )


async def test_channels_that_had_to_wait_are_all_told_at_last(
    facts: SlackFacts, clock: PassingClock
) -> None:
    told: set[str] = set()
    for _ in range(120):
        told |= set(await ask_unhurried(facts, *(set(OTHERS) - told)))
        clock.seconds += 5.0

    assert told == set(OTHERS)


async def test_people_and_the_gate_are_answered_however_much_else_is_asked(
    wire: Wire, facts: SlackFacts, clock: PassingClock
) -> None:
    await ask_unhurried(facts, *OTHERS)
    before = clock.seconds

    assert await facts.find_place("C0GATE") is not None
    assert clock.seconds == before


async def test_all_together_keep_to_the_limit_of_slack(
    wire: Wire, facts: SlackFacts, clock: PassingClock
) -> None:
    while clock.seconds < MINUTE:
        await ask_unhurried(facts, *OTHERS)
        await facts.find_place("C0GATE", is_fresh=True)

    assert count_asked(wire) <= SLACKS_LIMIT


@pytest.mark.parametrize("code", ["internal_error", "a_word_nobody_listed", "ratelimited"])
async def test_channel_about_which_slack_says_nothing_starves_none(
    wire: Wire, facts: SlackFacts, clock: PassingClock, code: str
) -> None:
    wire.script = [refuse(code), answer(describe_channel())]
    assert await ask_unhurried(facts, "C0BAD") == []

    for _ in range(50):
        assert await ask_unhurried(facts, "C0BAD") == []
        clock.seconds += 1.0

    assert count_asked(wire) == 1
    assert await ask_unhurried(facts, "C1", "C2", "C3") == ["C1", "C2", "C3"]
    clock.seconds += MINUTE
    assert await ask_unhurried(facts, "C0BAD") == ["C0BAD"]


async def test_answer_is_kept_for_whoever_asks_next(
    wire: Wire, facts: SlackFacts, clock: PassingClock
) -> None:
    expected: Json = describe_channel()

    await ask_unhurried(facts, "C1")
    place = await facts.find_place("C1")

    assert place is not None
    assert place.is_public == expected["channel"]["is_channel"]
    assert count_asked(wire) == 1
