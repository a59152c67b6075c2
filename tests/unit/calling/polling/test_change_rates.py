"""How likely a call is to change, as the calls of an account taught it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calling.polling.change_rates import ChangeRates

STATUSES = ["initiated", "ringing", "ongoing", "new"]


def per_second(rates: ChangeRates, status: str, age_seconds: float) -> float:
    """Return the rate of a call now: what it rises to from nothing."""
    return next(rates.list_rises(status, age_seconds, until=0.0))[1]


@pytest.mark.parametrize(
    ("status", "guess"),
    [("initiated", 0.4), ("unconfirmed", 0.4), ("ringing", 0.1), ("ongoing", 0.01), ("new", 0.01)],
)
def test_rate_is_guessed_until_something_was_seen(status: str, guess: float) -> None:
    assert per_second(ChangeRates(), status, 7.0) == pytest.approx(guess)


def test_guess_weighs_as_much_as_one_change() -> None:
    rates = ChangeRates()
    for _ in range(9):
        rates.observe("ringing", 7.0, seconds=2.0, has_changed=True)

    # nine changes in 18 s, and the guess of one in 10 s
    assert per_second(rates, "ringing", 7.0) == pytest.approx(10 / 28)


@pytest.mark.parametrize(("age", "is_same"), [(2.0, True), (2.4, True), (1.6, False), (2.6, False)])
def test_ages_count_as_the_same_within_half_of_the_younger(age: float, is_same: bool) -> None:
    rates = ChangeRates()
    rates.observe("ringing", 1.8, seconds=90.0, has_changed=False)

    assert (per_second(rates, "ringing", age) < 0.05) is is_same


def test_what_was_seen_long_ago_is_outweighed() -> None:
    rates = ChangeRates()
    for has_changed in [True] * 400 + [False] * 400:
        rates.observe("ringing", 7.0, seconds=1.0, has_changed=has_changed)

    assert per_second(rates, "ringing", 7.0) < 0.2


@given(
    st.sampled_from(STATUSES),
    st.floats(-60, 4_000),
    st.floats(0, 120),
    st.lists(st.tuples(st.floats(0, 4_000), st.booleans()), max_size=20),
)
def test_rate_at_a_moment_is_the_sum_of_the_rises_until_then(
    status: str, age: float, moment: float, seen: list[tuple[float, bool]]
) -> None:
    rates = ChangeRates()
    for at, has_changed in seen:
        rates.observe(status, at, seconds=1.0, has_changed=has_changed)

    rises = list(rates.list_rises(status, age, until=moment))

    assert rises == sorted(rises)
    total = sum(rise for _, rise in rises)
    nearby = [per_second(rates, status, max(0.0, age + moment + slip)) for slip in (-1e-6, 1e-6)]
    if age + moment < 0:
        nearby = [0.0]
    assert any(total == pytest.approx(each) for each in nearby)
