"""Who may see a call now: asked by every verb that reads one, whichever way it was reached."""

from bot.domain.calls import CallOrder
from bot.domain.requesters import Requester
from bot.errors import DeniedError
from bot.policies.results_access import judge_access
from bot.policies.verdicts import Deny
from bot.slack.facts import SlackFacts


class CallAccess:
    """Judges by what Slack says now of the person and of the conversation of the call."""

    def __init__(self, facts: SlackFacts) -> None:
        self._facts = facts

    async def require(self, order: CallOrder, requester: Requester) -> None:
        """Raise DeniedError where a person may not see a call."""
        user_id = requester.user_id
        verdict = judge_access(
            order,
            user_id=user_id,
            person=await self._facts.find_person(user_id),
            sees_place=await self._facts.sees_place(order.channel_id, user_id, is_fresh=True),
        )
        if isinstance(verdict, Deny):
            raise DeniedError(verdict.policy, verdict.value)
