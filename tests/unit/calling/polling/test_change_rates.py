"""How likely a call is to change, as the calls of an account taught it."""

import pytest

from bot.calling.polling.change_rates import ChangeRates


@pytest.mark.parametrize(
    ("status", "per_second"),
    [("initiated", 0.4), ("unconfirmed", 0.4), ("ringing", 0.1), ("ongoing", 0.01), ("new", 0.01)],
)
def test_rate_is_guessed_until_something_was_seen(status: str, per_second: float) -> None:
    assert ChangeRates().per_second(status, 7.0) == pytest.approx(per_second)


def test_guess_weighs_as_much_as_one_change() -> None:
    rates = ChangeRates()
    for _ in range(9):
        rates.observe("ringing", 7.0, seconds=2.0, has_changed=True)

    # nine changes in 18 s, and the guess of one in 10 s
    assert rates.per_second("ringing", 7.0) == pytest.approx(10 / 28)


@pytest.mark.parametrize(("age", "is_same"), [(2.0, True), (2.4, True), (1.6, False), (2.6, False)])
def test_ages_count_as_the_same_within_half_of_the_younger(age: float, is_same: bool) -> None:
    rates = ChangeRates()
    rates.observe("ringing", 1.8, seconds=90.0, has_changed=False)

    assert (rates.per_second("ringing", age) < 0.05) is is_same


def test_what_was_seen_long_ago_is_outweighed() -> None:
    rates = ChangeRates()
    for has_changed in [True] * 400 + [False] * 400:
        rates.observe("ringing", 7.0, seconds=1.0, has_changed=has_changed)

    assert rates.per_second("ringing", 7.0) < 0.2
