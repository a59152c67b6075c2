"""How often may be called within 24 hours: a number, by a person, by the whole workspace."""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.approvals import ApprovalSubject
from bot.domain.dial_counts import CapName
from bot.policies.facts import Case
from bot.policies.rules import Rule, Rules
from bot.policies.verdicts import Allow, Delay, Deny, PolicyName, Verdict

LIVE: Final = "live"
# a detail of a cap that dials in flight alone may reach
IN_DOUBT: Final = "in doubt"
_NEAR: Final = 0.8
# by then a call that is live is over, as most are, and whether a phone rang is known
_SOON: Final = timedelta(minutes=5)


def check_caps(case: Case) -> Verdict:
    """Deny one call too many; a further attempt, or one for a later time, waits instead.

    Where a second person may allow it, that is another policy's question. What is to be dialed
    later counts when it is dialed.
    """
    over = _find_over(case)
    if over is None:
        return Allow()
    verdict = _refuse(case, *over)
    is_for_approver = over[0] != LIVE and _may_be_approved(case.rules)
    return Allow() if isinstance(verdict, Deny) and is_for_approver else verdict


def is_over_cap(case: Case) -> bool:
    """Say whether a call is one too many by the caps of a day."""
    over = _find_over(case)
    return over is not None and over[0] != LIVE


def _may_be_approved(rules: Rules) -> bool:
    """Say whether a second person may let a call pass over a cap."""
    rule = rules.approvals.get(ApprovalSubject.CAP)
    return rule is not None and rule.value


def find_near_cap(case: Case) -> tuple[int, int] | None:
    """Return the calls of the workspace and their cap, where four fifths of it are used."""
    cap = case.rules.caps[CapName.WORKSPACE].value
    dials = case.stored.dials[CapName.WORKSPACE].dials + 1
    return (dials, cap) if cap is not None and dials >= _NEAR * cap else None


def _find_over(case: Case) -> tuple[str, Rule[int | None], datetime] | None:
    """Find the cap that a call is over, and when the next is possible."""
    if not case.is_claim and case.order.due_at is not None:
        return None
    if case.stored.is_number_live:
        return LIVE, case.rules.caps[CapName.NUMBER], case.moment + _SOON
    for name, rule in case.rules.caps.items():
        next_at = None if rule.value is None else case.stored.dials[name].find_next(rule.value)
        if next_at is not None and next_at > case.moment:
            return name, rule, next_at
    return None


def _is_reached(case: Case, value: str, rule: Rule[int | None]) -> bool:
    """Say whether a cap is reached also without the dials whose answer is not here."""
    counted = case.stored.dials.get(value)
    return counted is None or rule.value is None or counted.is_reached(rule.value)


def _refuse(case: Case, value: str, rule: Rule[int | None], next_at: datetime) -> Verdict:
    doubt: tuple[str, ...] = ()
    if not _is_reached(case, value, rule):
        next_at, doubt = min(next_at, case.moment + _SOON), (IN_DOUBT,)
    details = (str(rule.value), f"{next_at:%Y-%m-%d %H:%M} UTC", *doubt)
    if case.is_claim and (case.attempt > 1 or case.order.due_at is not None):
        return Delay(policy=PolicyName.CAP, value=value, until=next_at, details=details)
    return Deny(
        policy=PolicyName.CAP,
        value=value,
        since=rule.since,
        set_by=rule.set_by,
        # whoever is on the phone cannot be called by anybody's leave
        who_can_change="" if value == LIVE else rule.who_can_change,
        details=details,
    )
