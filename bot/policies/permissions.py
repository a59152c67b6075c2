"""Who may call, act on a call of somebody else, and see it with its result.

Members of the workspace may, where they see the conversation of its thread now, unless the team
named who may call, and where. Guests may only look, and people of other companies nothing, unless
an admin opened that one guest or that one channel; bots may nothing.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from bot.domain.orders import CallOrder
from bot.domain.requesters import Requester
from bot.domain.workspaces import Sight, is_direct
from bot.policies.facts import CallerFacts, Case, PersonFacts
from bot.policies.rules import Rule, Rules, is_group
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
UNNAMED: Final = "unnamed"
NO_SCOPE: Final = "no_scope"
# what Slack does not say: not allowed, and not for good
UNCHECKED: Final = frozenset({UNKNOWN, NO_SCOPE})
_OPENED_BY_RULES: Final = frozenset({GUEST, OUTSIDER})
T = TypeVar("T")


def check_requester(case: Case) -> Verdict:
    """Deny whoever may not call, or not there; what cannot be checked is not allowed."""
    verdict = judge_caller(case.caller, case.rules)
    if isinstance(verdict, Deny) and verdict.value in UNCHECKED:
        return _wait_for_slack(case, verdict.policy, verdict.value)
    return verdict


def check_place(case: Case) -> Verdict:
    """Deny a thread in a conversation that the requester does not see, or has left since."""
    if case.sees_place is None:
        return _wait_for_slack(case, PolicyName.PLACE)
    if not case.sees_place:
        return Deny(policy=PolicyName.PLACE, value=UNSEEN, field="channel")
    return Allow()


def judge_caller(caller: CallerFacts, rules: Rules) -> Allow | Deny:
    """Judge whether somebody may call at all, and in the conversation if there is one yet."""
    person, policy = caller.person, PolicyName.PERMISSIONS
    value = judge_standing(caller.own_team_id, person, caller.home_team_ids)
    if value in _OPENED_BY_RULES:
        opening = _find_opening(caller, person, rules, value)
        if not opening.value:
            return _deny(policy, value, opening)
        # what else speaks against somebody of another company
        team_ids = frozenset() if person is None else {person.team_id}
        value = None if value == GUEST else judge_standing(None, person, team_ids)
    if value is not None or person is None:
        return Deny(policy=policy, value=value or UNKNOWN)
    for rule in rules.callers:
        verdict = _judge_named(caller, person, rule)
        if verdict is not None:
            return verdict
    for place in rules.call_channels:
        if caller.channel_id and caller.channel_id not in place.value:
            return _deny(PolicyName.CALL_CHANNELS, UNNAMED, place, str(len(place.value)))
    return Allow()


def _find_opening(
    caller: CallerFacts, person: PersonFacts | None, rules: Rules, value: str | None
) -> Rule[bool]:
    """Find what is in force of a guest, or of another company's people in a channel."""
    if value == GUEST and person is not None:
        return rules.guests.get(person.user_id, rules.guests_at_first)
    return rules.shared_channels.get(caller.channel_id, rules.shared_at_first)


def _judge_named(
    caller: CallerFacts, person: PersonFacts, rule: Rule[frozenset[str]]
) -> Deny | None:
    """Judge whether those who may call include a person, by themselves or by a user group."""
    if person.user_id in rule.value:
        return None
    groups = [caller.groups.get(each) for each in rule.value if is_group(each)]
    known = [each for each in groups if each is not None]
    if any(person.user_id in each.members for each in known):
        return None
    if any(each.lacks_scope for each in known):
        return Deny(policy=PolicyName.CALLERS, value=NO_SCOPE)
    if len(known) < len(groups):
        return Deny(policy=PolicyName.CALLERS, value=UNKNOWN)
    people = len(rule.value) - len(groups)
    return _deny(PolicyName.CALLERS, UNNAMED, rule, str(people), str(len(groups)))


def _deny(policy: PolicyName, value: str | None, rule: Rule[T], *details: str) -> Deny:
    return Deny(policy=policy, value=value or UNKNOWN, **rule.origin, details=details)


def judge_standing(
    own_team_id: str | None, person: PersonFacts | None, home_team_ids: Collection[str]
) -> str | None:
    """Return why somebody is no full member, None where they are."""
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
    value = judge_standing(requester.team_id, person, home_team_ids)
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
    if judge_standing(requester.team_id, person, home_team_ids) not in {None, GUEST}:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=OUTSIDER)
    return Allow()


def judge_access(
    order: CallOrder,
    requester: Requester,
    person: PersonFacts | None,
    *,
    home_team_ids: frozenset[str],
    sees_place: bool | None,
    calling: Allow | Deny | None = None,
) -> Verdict:
    """Judge whether a person may see a call now, or act on it, however they came to ask.

    To act is for who may call there, as `calling` says. A direct message's calls are its owner's
    alone. `sees_place` is whether the person is in the
    conversation, or it is public and the person no guest; None where Slack could not say.
    """
    if isinstance(calling, Deny):
        is_standing = calling.policy == PolicyName.PERMISSIONS
        return replace(calling, policy=PolicyName.OWNERSHIP) if is_standing else calling
    verdict = calling or judge_viewer(requester, person, home_team_ids)
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


def _is_outside(team_id: str | None, home_team_ids: Collection[str]) -> bool:
    """Say whether a team is that of another company; one that is not said is nobody's."""
    return bool(team_id) and team_id not in home_team_ids


def _wait_for_slack(case: Case, policy: PolicyName, value: str = UNKNOWN) -> Verdict:
    """Judge without a fact: no at intake; at the claim later, and the requester after that."""
    if not case.is_claim:
        return Deny(policy=policy, value=value)
    due_at = case.order.due_at or case.received_at
    if case.moment - due_at >= _PATIENCE:
        return Ask(policy=policy, value=value)
    return Delay(policy=policy, value=value, until=case.moment + _PATIENCE)
