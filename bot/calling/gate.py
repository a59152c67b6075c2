"""The gate at the dial: the policies once more, in the transaction that claims it."""

from contextlib import suppress

from bot.clock import Clock
from bot.domain.calls import Call, CallerId, CallStatus
from bot.domain.rules import StoredFacts
from bot.errors import DeniedError, SlackAuthError
from bot.policies.facts import Case
from bot.policies.pipeline import judge
from bot.policies.rules import RuleBook
from bot.policies.verdicts import Allow, Delay, Deny, PolicyName, Verdict
from bot.reporting.audit import AuditLog
from bot.slack.facts import SlackFacts
from bot.store.interface import DialGate
from bot.store.records import GateDecision
from bot.ui.verdicts import format_verdict


class Gate:
    """Prepares the judgement of a call that is first in the queue."""

    def __init__(
        self,
        facts: SlackFacts,
        audit: AuditLog,
        clock: Clock,
        *,
        rule_book: RuleBook,
        caller_ids: tuple[CallerId, ...],
    ) -> None:
        self._facts = facts
        self._audit = audit
        self._clock = clock
        self._rule_book = rule_book
        self._caller_ids = caller_ids

    async def prepare(self, call: Call) -> DialGate:
        """Fetch what Slack says, before the transaction; the rest is judged inside it.

        Raises NotReadyError where Slack is to be asked later.
        """
        order = call.order
        person, sees = None, None
        with suppress(SlackAuthError):
            person = await self._facts.find_person(order.requested_by, is_claim=True)
            sees = await self._facts.sees_place(order.channel_id, order.requested_by, is_claim=True)
        home = self._facts.home_team_ids

        def judge_now(call: Call, stored: StoredFacts) -> Verdict:
            try:
                rules = self._rule_book.read(stored)
            except DeniedError as exc:
                return Deny(policy=PolicyName.RULES, value=exc.value)
            return judge(
                Case(
                    order=call.order,
                    moment=self._clock.now(),
                    received_at=call.created_at,
                    is_claim=True,
                    is_automatic=call.is_automatic,
                    home_team_ids=home,
                    own_team_id=None,
                    person=person,
                    sees_place=sees,
                    caller_ids=self._caller_ids,
                    rules=rules,
                    stored=stored,
                )
            )

        def decide(call: Call, stored: StoredFacts) -> GateDecision | None:
            verdict = judge_now(call, stored)
            if isinstance(verdict, Allow):
                return None
            audit = self._audit.build_verdict(verdict, call.order, call.order_id)
            if isinstance(verdict, Delay):
                return GateDecision(audit=audit, until=verdict.until)
            is_denied = isinstance(verdict, Deny)
            return GateDecision(
                audit=audit,
                status=CallStatus.REFUSED if is_denied else CallStatus.OVERDUE,
                reason=format_verdict(verdict),
            )

        return decide
