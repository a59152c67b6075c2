"""Who sees a call and its result: who sees the conversation of its thread, now."""

from typing import Final

from bot.domain.calls import CallOrder
from bot.domain.requesters import Requester
from bot.domain.sight import Sight
from bot.domain.workspaces import is_direct
from bot.policies.facts import PersonFacts
from bot.policies.permissions import GUEST, OUTSIDER, UNKNOWN, find_refusal, is_outside
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict

UNSEEN: Verdict = Deny(policy=PolicyName.RESULTS_ACCESS, value="unseen")
SHARED: Final = "shared"


def judge_viewer(
    requester: Requester, person: PersonFacts | None, home_team_ids: frozenset[str]
) -> Verdict:
    """Judge whether somebody may see any calls: guests may, people of other companies not."""
    if person is None:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=UNKNOWN)
    is_outsider = is_outside(requester.team_id, home_team_ids)
    if is_outsider or find_refusal(person, home_team_ids) not in (None, GUEST):
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=OUTSIDER)
    return Allow()


def judge_access(
    order: CallOrder,
    requester: Requester,
    person: PersonFacts | None,
    *,
    home_team_ids: frozenset[str],
    sees_place: bool | None,
) -> Verdict:
    """Judge whether a person may see a call now, however they came to ask.

    A direct message's calls are its owner's alone. `sees_place` is whether the person is in the
    conversation, or it is public and the person no guest; None where Slack could not say.
    """
    verdict = judge_viewer(requester, person, home_team_ids)
    if isinstance(verdict, Deny):
        return verdict
    if is_direct(order.channel_id):
        return Allow() if order.requested_by == requester.user_id else UNSEEN
    if sees_place is None:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=UNKNOWN)
    return Allow() if sees_place else UNSEEN


def is_seen(order: CallOrder, sight: Sight) -> bool:
    """Say whether a call is in somebody's sight; lists are narrowed by the same rule in SQL."""
    if order.channel_id in sight.channel_ids:
        return True
    return is_direct(order.channel_id) and order.requested_by == sight.user_id
