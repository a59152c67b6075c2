"""Who may use how much of the API's request limit: every share of it, in one place.

Of a window of 60 requests (Standard plan):

    people     the last 3 are for dials and look-ups only
    details    the 10 before these may be used by polls too, but not by details
    new calls  5 more are not planned for polls when the window begins, 2 at its half, 0 at its end
    others     6 a minute are not used in the long run: other programs may have the same key
"""

from enum import IntEnum
from math import ceil
from typing import Final

# One dial, one look-up and one more may go at any moment, whatever polling used.
PEOPLE_SHARE: Final = 1 / 20
LEAST_FOR_PEOPLE: Final = 3
# A result can wait for the next window; the change of a live call cannot.
DETAILS_SHARE: Final = 1 / 6
# Calls dialed later in a window have to be polled too: without this, several dials at once left
# no request in the window to see their calls end. Kept in proportion to what is left of the window.
NEW_CALLS_SHARE: Final = 0.08
# What all requests together use in the long run.
LONG_RUN_SHARE: Final = 0.9


class Priority(IntEnum):
    """Who goes first: a person's call, then what a person waits for, then what nobody waits for."""

    DIAL = 0
    LOOKUP = 1
    POLL = 2
    DETAIL = 3


def reserve_for_people(limit: int) -> int:
    """Return how many requests of a window are for people; never more than half of it."""
    return min(max(LEAST_FOR_PEOPLE, ceil(limit * PEOPLE_SHARE)), limit // 2)


def reserve_above(priority: Priority, limit: int) -> int:
    """Return how many requests of a window one of this priority has to leave to the others."""
    if priority <= Priority.LOOKUP:
        return 0
    details = int(limit * DETAILS_SHARE) if priority == Priority.DETAIL else 0
    return reserve_for_people(limit) + details
