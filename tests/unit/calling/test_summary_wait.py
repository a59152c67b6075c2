"""The first question about a summary comes when three of four find one."""

from random import Random

import pytest

from bot.calling.summary_wait import SummaryWait

KNOWN_AFTER_CALLS = 10
CALLS = 400


def ask(wait: SummaryWait, summary_after_seconds: float) -> bool:
    """Ask for the summary of another call, for the first time; returns whether it was there."""
    found = wait.wait.total_seconds() >= summary_after_seconds
    wait.learn(has_found=found)
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("soonest", "latest"), [(5, 60), (20, 30), (10, 50), (30, 90)])
def test_three_of_four_first_questions_find_a_summary(
    soonest: float, latest: float, seed: int
) -> None:
    chance, wait = Random(seed), SummaryWait()
    for _ in range(KNOWN_AFTER_CALLS):
        ask(wait, chance.uniform(soonest, latest))
    found = sum(ask(wait, chance.uniform(soonest, latest)) for _ in range(CALLS)) / CALLS
    # nobody is asked later than after a minute
    expected = min(0.75, (60 - soonest) / (latest - soonest))
    assert found == pytest.approx(expected, abs=0.08)


def test_an_account_is_known_after_some_calls() -> None:
    wait = SummaryWait()
    for _ in range(KNOWN_AFTER_CALLS):
        ask(wait, 30)
    assert 24 <= wait.wait.total_seconds() <= 45


def test_it_follows_an_account_whose_summaries_become_later_or_sooner() -> None:
    wait = SummaryWait()
    for seconds in (10, 50, 10):
        for _ in range(30):
            ask(wait, seconds)
        assert seconds * 0.9 <= wait.wait.total_seconds() <= seconds * 1.5


@pytest.mark.parametrize(("has_found", "seconds"), [(True, 8), (False, 60)])
def test_it_is_never_below_eight_seconds_or_above_a_minute(has_found: bool, seconds: float) -> None:
    wait = SummaryWait()
    for _ in range(100):
        wait.learn(has_found=has_found)
    assert wait.wait.total_seconds() == seconds
