"""The gate: every policy in order, asked at intake and again in the claim of a dial."""

from collections.abc import Callable
from typing import Final

from bot.policies.approvals import check_approval
from bot.policies.caps import check_caps
from bot.policies.consents import check_consent
from bot.policies.countries import check_country, check_number_kind
from bot.policies.duplicates import check_duplicate
from bot.policies.facts import Case
from bot.policies.numbers import check_callee
from bot.policies.pauses import check_pause
from bot.policies.permissions import check_place, check_requester
from bot.policies.previews import check_preview
from bot.policies.quiet_hours import check_quiet_hours
from bot.policies.suppressions import check_suppressions
from bot.policies.times import check_freshness, check_schedule, check_until
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
    check_until,
    check_quiet_hours,
    check_caps,
    check_consent,
    check_freshness,
    check_duplicate,
    check_preview,
    check_approval,
)
# which may say something else while a call that was claimed waits for its turn: by the time, or
# because somebody changed what is allowed; what counts calls would count this one, too
_AFTER_CLAIM: Final[tuple[Policy, ...]] = (
    check_pause,
    check_number_kind,
    check_country,
    check_suppressions,
    check_until,
    check_quiet_hours,
)


def is_still_allowed(case: Case) -> bool:
    """Say whether a call that was claimed may be dialed at the moment of a case."""
    return all(isinstance(check(case), Allow) for check in _AFTER_CLAIM)


def judge(case: Case) -> Verdict:
    """Return the first verdict that is not Allow; pure, so that a transaction may ask it."""
    for check in POLICIES:
        verdict = check(case)
        if not isinstance(verdict, Allow):
            return verdict
    return Allow()
