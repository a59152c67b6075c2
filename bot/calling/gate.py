"""The gate at the dial: the policies once more, in the transaction that claims it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.orders import CallerId, CallOrder
from bot.domain.rules import StoredFacts
from bot.domain.statuses import CallStatus
from bot.errors import DeniedError, SlackAuthError
from bot.policies.alarms import find_alarms
from bot.policies.approvals import find_approval
from bot.policies.facts import Case, GroupFacts, PersonFacts
from bot.policies.pipeline import is_still_allowed, judge
from bot.policies.rule_book import RuleBook
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName, Verdict
from bot.reporting.audit import AuditLog
from bot.slack.facts import SlackFacts
from bot.store.interface import DialGate, Store
from bot.store.records import GateDecision
from bot.ui.verdicts import format_verdict

_NO_GROUPS: Final[Mapping[str, GroupFacts]] = {}
_Seen = tuple[PersonFacts | None, bool | None, Mapping[str, GroupFacts]]
# what Slack did not say is no news to anybody
_SHOWN_DELAYS: Final = frozenset({PolicyName.QUIET_HOURS, PolicyName.CAP})


class Gate:
    """Prepares the judgement of a call that is first in the queue."""

    def __init__(
        self,
        store: Store,
        facts: SlackFacts,
        audit: AuditLog,
        clock: Clock,
        *,
        rule_book: RuleBook,
        caller_ids: tuple[CallerId, ...],
    ) -> None:
        self._store = store
        self._facts = facts
        self._audit = audit
        self._clock = clock
        self._rule_book = rule_book
        self._caller_ids = caller_ids

    async def judge_time(self, call: Call, due_at: datetime) -> Verdict:
        """Judge a call as it would be if it were dialed at a moment, as a person asks for it.

        Raises StoreError, and DeniedError where a rule cannot be read.
        """
        now = self._clock.now()
        order = replace(call.order, due_at=due_at if due_at > now else None)
        seen = await self._find_seen(order)
        case = self._build_case(order, await self._store.rules.find_facts(order, at=now), *seen)
        # what was confirmed once is not previewed again
        answered = frozenset({PolicyName.PREVIEW})
        return judge(replace(case, is_claim=False, answered=answered))

    async def watch_claimed(self, call: Call) -> Callable[[], bool]:
        """Return what says whether a call that was claimed may still be dialed, by today's rules.

        Its request may wait for its turn into quiet hours, past the time until which it is
        wanted, or until its number is listed. Raises StoreError.
        """
        person = None
        with suppress(SlackAuthError):
            person = await self._facts.find_person(call.order.requested_by)
        stored = await self._store.rules.find_facts(call.order, at=self._clock.now())
        try:
            case = self._build_case(call.order, stored, person, None)
        except DeniedError:
            return lambda: False
        return lambda: is_still_allowed(replace(case, moment=self._clock.now()))

    async def prepare(self, call: Call) -> DialGate:
        """Fetch what Slack says, before the transaction; the rest is judged inside it.

        Raises NotReadyError where Slack is to be asked later.
        """
        seen = await self._find_seen(call.order, is_claim=True)
        is_shared = await self._facts.may_be_shared(call.order.channel_id, is_claim=True)

        def decide(call: Call, stored: StoredFacts) -> GateDecision | None:
            try:
                case = self._build_case(call.order, stored, *seen)
            except DeniedError as exc:
                return self._decide(Deny(policy=PolicyName.RULES, value=exc.value), call)
            case = replace(
                case,
                received_at=call.created_at,
                is_automatic=call.is_automatic,
                attempt=call.attempt,
            )
            verdict = judge(case)
            if not isinstance(verdict, Allow):
                return replace(self._decide(verdict, call), is_hidden=case.sees_place is False)
            return GateDecision(alarms=find_alarms(case), is_masked=is_shared)

        return decide

    def find_approval(self, call: Call, stored: StoredFacts) -> GateDecision | None:
        """Say what a second person has to allow of a call whose time has not come."""
        try:
            case = self._build_case(call.order, stored, None, None)
        except DeniedError:
            return None
        verdict = find_approval(replace(case, moment=call.due_at, is_claim=False))
        return None if verdict is None else self._decide_approval(verdict, call)

    def _decide(self, objection: Ask | Delay | Deny, call: Call) -> GateDecision:
        """Say what comes of a call that is not dialed now."""
        if isinstance(objection, Ask) and objection.policy == PolicyName.APPROVAL:
            return self._decide_approval(objection, call)
        audit = self._audit.build_verdict(objection, call.order, call.order_id)
        if isinstance(objection, Delay):
            reason = format_verdict(objection) if objection.policy in _SHOWN_DELAYS else None
            return GateDecision(audit=audit, until=objection.until, reason=reason)
        is_denied = isinstance(objection, Deny)
        return GateDecision(
            audit=audit,
            status=CallStatus.REFUSED if is_denied else CallStatus.OVERDUE,
            reason=format_verdict(objection),
        )

    def _decide_approval(self, verdict: Ask, call: Call) -> GateDecision:
        return GateDecision(
            audit=self._audit.build_verdict(verdict, call.order, call.order_id),
            status=CallStatus.OVERDUE,
            reason=format_verdict(verdict),
            approval_for=verdict.value,
        )

    async def _find_seen(self, order: CallOrder, *, is_claim: bool = False) -> _Seen:
        """Find what Slack says of the requester and of the conversation of the thread."""
        person, sees = None, None
        groups: Mapping[str, GroupFacts] = _NO_GROUPS
        with suppress(SlackAuthError, DeniedError):
            rules = self._rule_book.read(await self._store.rules.read(order.workspace_id))
            person = await self._facts.find_person(order.requested_by, is_claim=is_claim)
            sees = await self._facts.sees_place(
                order.channel_id, order.requested_by, is_claim=is_claim
            )
            groups = await self._facts.find_groups(rules.group_ids, is_claim=is_claim)
        return person, sees, groups

    def _build_case(
        self,
        order: CallOrder,
        stored: StoredFacts,
        person: PersonFacts | None,
        sees: bool | None,
        groups: Mapping[str, GroupFacts] = _NO_GROUPS,
    ) -> Case:
        """Build the case of a dial now; raises DeniedError where a rule cannot be read."""
        now = self._clock.now()
        return Case(
            order=order,
            moment=now,
            received_at=now,
            is_claim=True,
            home_team_ids=self._facts.home_team_ids,
            own_team_id=None,
            person=person,
            sees_place=sees,
            groups=groups,
            caller_ids=self._caller_ids,
            rules=self._rule_book.read(stored),
            stored=stored,
        )
