"""The gate: every policy in order, asked at intake and again in the claim of a dial."""

from collections.abc import Callable
from typing import Final

from bot.policies.caps import check_caps
from bot.policies.countries import check_country, check_number_kind
from bot.policies.duplicates import check_duplicate
from bot.policies.facts import Case
from bot.policies.numbers import check_callee
from bot.policies.pauses import check_pause
from bot.policies.permissions import check_place, check_requester
from bot.policies.suppressions import check_suppressions
from bot.policies.times import check_freshness, check_quiet_hours, check_retries, check_schedule
from bot.policies.verdicts import Allow, Verdict

Policy = Callable[[Case], Verdict]

# who, then where, then whom, then when
POLICIES: Final[tuple[Policy, ...]] = (
    check_requester,
    check_pause,
    check_place,
    check_callee,
    check_number_kind,
    check_country,
    check_suppressions,
    check_schedule,
    check_retries,
    check_quiet_hours,
    check_caps,
    check_freshness,
    check_duplicate,
)


def judge(case: Case) -> Verdict:
    """Return the first verdict that is not Allow; pure, so that a transaction may ask it."""
    for check in POLICIES:
        verdict = check(case)
        if not isinstance(verdict, Allow):
            return verdict
    return Allow()
