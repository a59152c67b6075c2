"""Who asked not to be called: nobody calls them, or no agent whose purpose is marketing."""

from bot.domain.suppressions import Suppression, SuppressionScope
from bot.policies.facts import Case
from bot.policies.rules import ADMINS
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict


def check_suppressions(case: Case) -> Verdict:
    """Deny a call to a number on the do-not-call list."""
    for each in case.stored.suppressions:
        if _is_about(each, case):
            return Deny(
                policy=PolicyName.DO_NOT_CALL,
                value=each.scope,
                since=each.added_at,
                set_by=each.added_by_name,
                who_can_change=ADMINS,
                details=(case.order.to_number, each.reason),
            )
    return Allow()


def _is_about(suppression: Suppression, case: Case) -> bool:
    """Say whether a suppression is about a call; who talks is not known counts as marketing."""
    if not suppression.binds(case.moment):
        return False
    if suppression.scope != SuppressionScope.MARKETING:
        return True
    agent_id = case.order.agent_id or case.stored.own_agent_id
    return agent_id is None or case.rules.is_marketing(agent_id)
