"""What an account may do: its plan, and the window in which its requests are counted."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

WINDOW_SECONDS = 60

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Say how much an account may do at once."""

    name: str
    requests_per_minute: int
    concurrent_calls: int
    longest_call_seconds: float


STANDARD = Plan(
    name="standard", requests_per_minute=60, concurrent_calls=10, longest_call_seconds=30 * 60
)
ENTERPRISE = Plan(
    name="enterprise", requests_per_minute=600, concurrent_calls=100, longest_call_seconds=60 * 60
)
PLANS = {plan.name: plan for plan in (STANDARD, ENTERPRISE)}


def change_plan(
    plan: Plan,
    name: str | None,
    requests_per_minute: int | None,
    concurrent_calls: int | None,
    longest_call_seconds: float | None,
) -> Plan:
    """Return the named plan (or `plan`) with single limits replaced; raise ValueError."""
    if name is not None and name not in PLANS:
        raise ValueError(f"There is no plan {name!r}; there are {', '.join(PLANS)}.")
    plan = PLANS[name] if name is not None else plan
    if requests_per_minute is not None:
        plan = replace(plan, requests_per_minute=_checked(requests_per_minute))
    if concurrent_calls is not None:
        plan = replace(plan, concurrent_calls=_checked(concurrent_calls))
    if longest_call_seconds is not None:
        plan = replace(plan, longest_call_seconds=_checked(longest_call_seconds))
    return plan


def _checked(limit: _Number) -> _Number:
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 0:
        raise ValueError(f"A limit must be a number from zero up, not {limit!r}.")
    return limit


class RequestWindow:
    """Count requests in fixed windows of a minute.

    A window opens with its first request and ends on a whole second, so that
    `X-RateLimit-Reset`, which has no fractions, never promises too early a moment.
    """

    def __init__(self, epoch_seconds: Callable[[], float]) -> None:
        self._epoch_seconds = epoch_seconds
        self._used = 0
        self._ends_at = 0

    def take(self, limit: int) -> bool:
        """Use one request of the window, or return False when `limit` are used."""
        self._open()
        if self._used >= limit:
            return False
        self._used += 1
        return True

    def remaining(self, limit: int) -> int:
        """Return how many requests the window still allows."""
        self._open()
        return max(0, limit - self._used)

    def resets_at(self) -> int:
        """Return when the window ends, in real Unix seconds."""
        self._open()
        return self._ends_at

    def _open(self) -> None:
        now = self._epoch_seconds()
        if now >= self._ends_at:
            self._used = 0
            self._ends_at = math.ceil(now + WINDOW_SECONDS)
