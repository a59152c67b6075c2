"""Who may call, act on a call of somebody else, and see it with its result.

Members of the workspace may, where they see the conversation of its thread now. Guests may only
look; bots and people of other companies may nothing.
"""

from datetime import timedelta
from typing import Final

from bot.domain.calls import CallOrder
from bot.domain.requesters import Requester
from bot.domain.workspaces import Sight, is_direct
from bot.policies.facts import Case, PersonFacts
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName, Verdict

# how long a claim waits for Slack to say who somebody is, before the requester is asked
_PATIENCE: Final = timedelta(minutes=15)
UNKNOWN: Final = "unknown"
OUTSIDER: Final = "outsider"
GUEST: Final = "guest"
DEACTIVATED: Final = "deactivated"
BOT: Final = "bot"
UNSEEN: Final = "unseen"
SHARED: Final = "shared"
MEMBER: Final = "member"


def check_requester(case: Case) -> Verdict:
    """Deny everybody who is not a full member; what cannot be checked is not allowed."""
    value = judge_caller(case.own_team_id, case.person, case.home_team_ids)
    if value == UNKNOWN:
        return _wait_for_slack(case, PolicyName.PERMISSIONS)
    if value is None:
        return Allow()
    return Deny(policy=PolicyName.PERMISSIONS, value=value, who_can_change="workspace admins")


def check_place(case: Case) -> Verdict:
    """Deny a thread in a conversation that the requester does not see, or has left since."""
    if case.sees_place is None:
        return _wait_for_slack(case, PolicyName.PLACE)
    if not case.sees_place:
        return Deny(policy=PolicyName.PLACE, value=UNSEEN, field="channel")
    return Allow()


def judge_caller(
    own_team_id: str | None, person: PersonFacts | None, home_team_ids: frozenset[str]
) -> str | None:
    """Return why somebody may not call, None where they may."""
    if _is_outside(own_team_id, home_team_ids):
        return OUTSIDER
    if person is None:
        return UNKNOWN
    if person.is_deactivated:
        return DEACTIVATED
    if person.is_stranger or _is_outside(person.team_id, home_team_ids):
        return OUTSIDER
    if person.is_bot:
        return BOT
    return GUEST if person.is_guest else None


def judge_admin(
    requester: Requester,
    person: PersonFacts | None,
    home_team_ids: frozenset[str],
    guard_admins: frozenset[str],
) -> Verdict:
    """Judge whether somebody may change rules: Slack's admins, of those named where any are."""
    value = judge_caller(requester.team_id, person, home_team_ids)
    if value is not None:
        return Deny(policy=PolicyName.RULES, value=value)
    is_named = not guard_admins or requester.user_id in guard_admins
    if person is not None and person.is_admin and is_named:
        return Allow()
    return Deny(policy=PolicyName.RULES, value=MEMBER)


def judge_viewer(
    requester: Requester, person: PersonFacts | None, home_team_ids: frozenset[str]
) -> Verdict:
    """Judge whether somebody may see any calls: guests may, people of other companies not."""
    if person is None:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=UNKNOWN)
    if judge_caller(requester.team_id, person, home_team_ids) not in {None, GUEST}:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=OUTSIDER)
    return Allow()


def judge_access(
    order: CallOrder,
    requester: Requester,
    person: PersonFacts | None,
    *,
    home_team_ids: frozenset[str],
    sees_place: bool | None,
    to_act: bool = False,
) -> Verdict:
    """Judge whether a person may see a call now, or act on it, however they came to ask.

    A direct message's calls are its owner's alone. `sees_place` is whether the person is in the
    conversation, or it is public and the person no guest; None where Slack could not say.
    """
    value = judge_caller(requester.team_id, person, home_team_ids) if to_act else None
    if value is not None:
        return Deny(policy=PolicyName.OWNERSHIP, value=value)
    verdict = judge_viewer(requester, person, home_team_ids)
    if isinstance(verdict, Deny):
        return verdict
    if is_direct(order.channel_id):
        sees_place = order.requested_by == requester.user_id
    if sees_place:
        return Allow()
    value = UNKNOWN if sees_place is None else UNSEEN
    return Deny(policy=PolicyName.RESULTS_ACCESS, value=value)


def is_seen(order: CallOrder, sight: Sight) -> bool:
    """Say whether a call is in somebody's sight; lists are narrowed by the same rule in SQL."""
    if order.channel_id in sight.channel_ids:
        return True
    return is_direct(order.channel_id) and order.requested_by == sight.user_id


def _is_outside(team_id: str | None, home_team_ids: frozenset[str]) -> bool:
    """Say whether a team is that of another company; one that is not said is nobody's."""
    return bool(team_id) and team_id not in home_team_ids


def _wait_for_slack(case: Case, policy: PolicyName) -> Verdict:
    """Judge without a fact: no at intake; at the claim later, and the requester after that."""
    if not case.is_claim:
        return Deny(policy=policy, value=UNKNOWN)
    due_at = case.order.due_at or case.received_at
    if case.moment - due_at >= _PATIENCE:
        return Ask(policy=policy, value=UNKNOWN)
    return Delay(policy=policy, value=UNKNOWN, until=case.moment + _PATIENCE)
