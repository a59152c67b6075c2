"""Where the thread of a call may be: only in a conversation that the requester sees."""

from bot.policies.facts import Case
from bot.policies.permissions import wait_for_slack
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict


def check(case: Case) -> Verdict:
    """Deny a conversation that the requester does not see, or has left since."""
    if case.sees_place is None:
        return wait_for_slack(case, PolicyName.PLACE)
    if not case.sees_place:
        return Deny(policy=PolicyName.PLACE, value="unseen", field="channel")
    return Allow()
