"""Who may act on a call of somebody else: whoever may call and sees its thread."""

from bot.domain.calls import CallOrder
from bot.domain.requesters import Requester
from bot.policies.facts import PersonFacts
from bot.policies.permissions import judge_caller
from bot.policies.results_access import judge_access
from bot.policies.verdicts import Deny, PolicyName, Verdict


def judge_action(
    order: CallOrder,
    requester: Requester,
    person: PersonFacts | None,
    *,
    home_team_ids: frozenset[str],
    sees_place: bool | None,
) -> Verdict:
    """Judge cancelling, moving, dialing or trying a call again."""
    value = judge_caller(requester.team_id, person, home_team_ids)
    if value is not None:
        return Deny(policy=PolicyName.OWNERSHIP, value=value)
    return judge_access(
        order, requester, person, home_team_ids=home_team_ids, sees_place=sees_place
    )
