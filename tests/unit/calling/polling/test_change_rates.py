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


def test_guess_of_a_status_weighs_as_much_as_one_change() -> None:
    rates = ChangeRates()
    for _ in range(8):
        rates.observe("ringing", 8.5, seconds=1.0, has_changed=True)

    # eight changes, each after half a second, and the guess of one in 10 s
    assert per_second(rates, "ringing", 20.0) == pytest.approx(9 / 14)


def test_rate_of_the_status_weighs_as_much_as_one_change() -> None:
    rates = ChangeRates()
    for _ in range(8):
        rates.observe("ringing", 8.5, seconds=1.0, has_changed=True)

    assert per_second(rates, "ringing", 8.0) == pytest.approx(9 / (4 + 14 / 9))


@pytest.mark.parametrize(("age", "is_same"), [(7.0, True), (8.9, True), (6.8, False), (9.0, False)])
def test_ages_count_as_the_same_within_a_third_of_the_younger(age: float, is_same: bool) -> None:
    rates = ChangeRates()
    rates.observe("ringing", 8.5, seconds=1.0, has_changed=True)

    is_found = per_second(rates, "ringing", age) == per_second(rates, "ringing", 8.0)
    assert is_found is is_same


def test_change_at_an_unseen_age_is_shared_by_where_it_may_have_been() -> None:
    rates = ChangeRates()
    rates.observe("new", 1.3, seconds=1.3, has_changed=True)

    status = 2 / (0.65 + 100)
    assert per_second(rates, "new", 60.0) == pytest.approx(status)
    # half a change; if it changed later it was watched there for 0.65 s, else for half of that
    assert per_second(rates, "new", 0.0) == pytest.approx(1.5 / (0.65 * 0.75 + 1 / status))


def test_change_at_an_unseen_age_fell_where_changes_are_likely() -> None:
    rates = ChangeRates()
    for _ in range(99):
        rates.observe("initiated", 0.6, seconds=0.6, has_changed=False)
    for _ in range(50):  # before 0.65 s or after, for all that anybody saw
        rates.observe("initiated", 0.8, seconds=0.3, has_changed=True)

    assert per_second(rates, "initiated", 0.7) > 20 * per_second(rates, "initiated", 0.3)


def test_what_was_seen_long_ago_is_outweighed() -> None:
    rates = ChangeRates()
    for has_changed in [True] * 400 + [False] * 800:
        rates.observe("ringing", 8.5, seconds=1.0, has_changed=has_changed)

    assert per_second(rates, "ringing", 8.0) < 0.2


@given(
    st.sampled_from(STATUSES),
    st.floats(-60, 4_000),
    st.floats(0, 120),
    st.lists(st.tuples(st.floats(0.001, 4_000), st.booleans()), max_size=20),
)
def test_rate_at_a_moment_is_the_sum_of_the_rises_until_then(
    status: str, age: float, moment: float, seen: list[tuple[float, bool]]
) -> None:
    rates = ChangeRates()
    for at, has_changed in seen:
        rates.observe(status, at, seconds=min(at, 1.0), has_changed=has_changed)

    rises = list(rates.list_rises(status, age, until=moment))

    assert rises == sorted(rises)
    total = sum(rise for _, rise in rises)
    nearby = [per_second(rates, status, max(0.0, age + moment + slip)) for slip in (-1e-6, 1e-6)]
    if age + moment < 0:
        nearby = [0.0]
    assert any(total == pytest.approx(each) for each in nearby)
