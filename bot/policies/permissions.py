"""Who may call: members of the workspace, not its guests, bots or people of other companies."""

from datetime import timedelta
from typing import Final

from bot.policies.facts import Case, PersonFacts
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName, Verdict

# how long a claim waits for Slack to say who somebody is, before the requester is asked
_PATIENCE: Final = timedelta(minutes=15)
UNKNOWN: Final = "unknown"
OUTSIDER: Final = "outsider"
GUEST: Final = "guest"
DEACTIVATED: Final = "deactivated"
BOT: Final = "bot"


def check(case: Case) -> Verdict:
    """Deny everybody who is not a full member; what cannot be checked is not allowed."""
    value = judge_caller(case.own_team_id, case.person, case.home_team_ids)
    if value == UNKNOWN:
        return wait_for_slack(case, PolicyName.PERMISSIONS)
    if value is None:
        return Allow()
    return Deny(policy=PolicyName.PERMISSIONS, value=value, who_can_change="workspace admins")


def judge_caller(
    own_team_id: str | None, person: PersonFacts | None, home_team_ids: frozenset[str]
) -> str | None:
    """Return why somebody may not call, None where they may."""
    if is_outside(own_team_id, home_team_ids):
        return OUTSIDER
    return UNKNOWN if person is None else find_refusal(person, home_team_ids)


def find_refusal(person: PersonFacts, home_team_ids: frozenset[str]) -> str | None:
    """Return why a person may not call, None where they may."""
    if person.is_deactivated:
        return DEACTIVATED
    if person.is_stranger or is_outside(person.team_id, home_team_ids):
        return OUTSIDER
    if person.is_bot:
        return BOT
    return GUEST if person.is_guest else None


def is_outside(team_id: str | None, home_team_ids: frozenset[str]) -> bool:
    """Say whether a team is that of another company; one that is not said is nobody's."""
    return bool(team_id) and team_id not in home_team_ids


def wait_for_slack(case: Case, policy: PolicyName) -> Verdict:
    """Judge without a fact: no at intake; at the claim later, and the requester after that."""
    if not case.is_claim:
        return Deny(policy=policy, value=UNKNOWN)
    due_at = case.order.due_at or case.received_at
    if case.moment - due_at >= _PATIENCE:
        return Ask(policy=policy, value=UNKNOWN)
    return Delay(policy=policy, value=UNKNOWN, until=case.moment + _PATIENCE)
