"""Who may use how much of the request limit."""

import pytest

from bot.voicy.rate_limit.shares import Priority, reserve_above, reserve_for_people


@pytest.mark.parametrize(
    ("limit", "requests"), [(1, 0), (2, 1), (20, 3), (60, 3), (61, 4), (600, 30)]
)
def test_twentieth_is_for_people_but_at_least_three_and_at_most_half(
    limit: int, requests: int
) -> None:
    assert reserve_for_people(limit) == requests


@pytest.mark.parametrize(
    ("priority", "requests"),
    [(Priority.DIAL, 0), (Priority.LOOKUP, 0), (Priority.POLL, 3), (Priority.DETAIL, 13)],
)
def test_polls_leave_a_reserve_to_people_and_details_leave_a_sixth_more_to_polls(
    priority: Priority, requests: int
) -> None:
    assert reserve_above(priority, 60) == requests
