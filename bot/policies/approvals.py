"""Whether a second person has to allow a call before it is dialed, where the team wants that."""

from collections.abc import Iterator
from typing import Final

from bot.domain.approvals import ApprovalSubject, is_approved
from bot.domain.countries import find_country
from bot.domain.rules import AGENT_PREFIX, COUNTRY_PREFIX
from bot.policies.caps import is_over_cap
from bot.policies.facts import Case, PersonFacts
from bot.policies.permissions import MEMBER, judge_standing
from bot.policies.verdicts import Allow, Ask, Deny, PolicyName, Verdict

OWN: Final = "own"
OFF: Final = "off"
NO_ADMIN: Final = "no_admin"


def check_approval(case: Case) -> Verdict:
    """Let a dial wait for a second person; what was allowed is dialed as it was shown."""
    return (find_approval(case) or Allow()) if case.is_claim else Allow()


def find_approval(case: Case) -> Ask | None:
    """Find what a second person has to allow and has not; None where that is nothing."""
    needed = tuple(_list_needed(case))
    order = case.order
    if not needed or (is_approved(order) and set(needed) <= set(order.approval_for.split(","))):
        return None
    rule = case.rules.approvals[needed[0]]
    return Ask(policy=PolicyName.APPROVAL, value=",".join(needed), **rule.origin)


def judge_approver(
    team_id: str | None,
    person: PersonFacts | None,
    home_team_ids: frozenset[str],
    *,
    requesters: frozenset[str],
    approvers: frozenset[str] | None,
    is_admin: bool,
) -> Allow | Deny:
    """Judge whether somebody may answer for a call that others asked for."""
    value = judge_standing(team_id, person, home_team_ids)
    if value is None and person is not None:
        is_approver = person.user_id in approvers if approvers else is_admin
        if approvers is None:
            value = OFF
        elif person.user_id in requesters:
            value = OWN
        elif not is_approver:
            value = MEMBER if approvers else NO_ADMIN
    return Allow() if value is None else Deny(policy=PolicyName.APPROVAL, value=value)


def _list_needed(case: Case) -> Iterator[str]:
    rules, order = case.rules.approvals, case.order
    wanted = [subject for subject, rule in rules.items() if rule.value]
    agent_id = order.agent_id or case.stored.own_agent_id
    quiet_until = order.quiet_allowed_until
    for subject in sorted(wanted):
        if subject.startswith(AGENT_PREFIX):
            # who talks is not known counts as each of them
            is_meant = agent_id is None or subject == AGENT_PREFIX + agent_id
        elif subject.startswith(COUNTRY_PREFIX):
            is_meant = subject == f"{COUNTRY_PREFIX}{find_country(order.to_number)}"
        elif subject == ApprovalSubject.QUIET_HOURS:
            is_meant = quiet_until is not None and case.dial_at < quiet_until
        else:
            is_meant = case.is_claim and is_over_cap(case)
        if is_meant:
            yield subject
