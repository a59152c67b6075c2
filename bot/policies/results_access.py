"""Who sees a call, and what it brought: who sees the conversation in which it is told, now."""

from bot.domain.calls import CallOrder
from bot.policies.facts import PersonFacts
from bot.policies.permissions import OUTSIDER, UNKNOWN
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict

UNSEEN: Verdict = Deny(policy=PolicyName.RESULTS_ACCESS, value="unseen")


def judge_access(
    order: CallOrder, *, user_id: str, person: PersonFacts | None, sees_place: bool | None
) -> Verdict:
    """Judge whether a person may see a call now, however they came to ask.

    A direct message's calls are its owner's alone. `sees_place` is whether the person is in the
    conversation, or it is public and the person no guest; None where Slack could not say.
    """
    if person is None or sees_place is None:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=UNKNOWN)
    if person.is_stranger or person.is_deactivated:
        return Deny(policy=PolicyName.RESULTS_ACCESS, value=OUTSIDER)
    if order.channel_id.startswith("D"):
        return Allow() if order.requested_by == user_id else UNSEEN
    return Allow() if sees_place else UNSEEN
