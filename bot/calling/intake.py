"""Intake: the one place where a draft is resolved, judged, and written down as an order."""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.calling.agent_directory import AgentDirectory
from bot.calling.draft_answers import ask_because, choose, pass_quiet_hours
from bot.calling.draft_orders import resolve_order
from bot.calling.draft_times import read_times
from bot.calling.variable_check import VariableCheck
from bot.calling.waiting_drafts import Asked, WaitingDrafts
from bot.clock import Clock
from bot.domain.drafts import CallDraft, WaitingDraft
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import mask_number
from bot.domain.requesters import ReplyAddress, Requester
from bot.errors import StoreError
from bot.policies.consents import inherit_consent
from bot.policies.duplicates import find_earlier
from bot.policies.facts import Case
from bot.policies.pipeline import judge
from bot.policies.quiet_hours import is_by_requester_clock
from bot.policies.rule_book import RuleBook
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName
from bot.reporting.audit import AuditLog
from bot.signals import Signal, Signals
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.slack.names import name_mentions
from bot.store.interface import Store
from bot.ui.verdicts import format_verdict
from bot.workspace import Workspace

# what is asked where somebody wrote a number alone
OFFER: Final = "offer"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The draft is an order; not `is_new` where the same request was written down before."""

    order_id: str
    is_new: bool = True


class Intake:
    """Takes drafts from every entrance."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        agents: AgentDirectory,
        facts: SlackFacts,
        access: CallAccess,
        audit: AuditLog,
        rule_book: RuleBook,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._workspace = workspace
        self._store = store
        self._agents = agents
        self._facts = facts
        self._access = access
        self._audit = audit
        self._rule_book = rule_book
        self._clock = clock
        self._signals = signals
        self._check = VariableCheck(store, agents, clock)
        self._waiting = WaitingDrafts(store, clock)

    async def place(self, draft: CallDraft) -> Placed | Asked:
        """Write a draft down as an order, once for each request.

        Raises DeniedError, InputError and AmbiguousTimeError for a part that cannot be resolved,
        VoicyError where agents cannot be asked for, StoreError.
        """
        before = await self._store.orders.find_by_key(draft.request_key)
        if before is not None:
            _log.info("order %s: asked for again, nothing done", before)
            return Placed(order_id=before, is_new=False)
        await self._access.require_caller(
            draft.requester, channel_id=draft.channel_id, number=draft.number.e164
        )
        named = await name_mentions(draft.variables, draft.mentions, self._facts)
        draft = replace(draft, variables=named, mentions=frozenset())
        order = await resolve_order(draft, self._workspace.settings, self._agents, self._facts)
        own_zone = await self._facts.find_time_zone(draft.requester.user_id)
        times = read_times(draft, own_zone)
        if times.unclear is not None:
            return await self._waiting.ask(times.ask(), str(times.unclear))
        draft = times.draft
        order = replace(
            order, due_at=draft.due_at, until_at=draft.until_at, requester_time_zone=times.zone
        )
        # a moment that passed meanwhile is asked about as a call at once
        is_to_come = order.due_at is not None and order.due_at > self._clock.now()
        settled = replace(draft, due_at=order.due_at if is_to_come else None)
        if draft.numbers:
            return await self._ask_of_number(settled, PolicyName.CALLEE)
        if draft.moments:
            settled = replace(settled, moments=())
            waiting = WaitingDraft(draft=settled, policy=PolicyName.SCHEDULE, moments=draft.moments)
            return await self._waiting.ask(waiting, draft.doubt)
        case = await self._build_case(draft, order)
        case, verdict = pass_quiet_hours(case, judge(case), draft.quiet_reason)
        if isinstance(verdict, Allow) or verdict.policy == PolicyName.PREVIEW:
            # what is previewed is what is called
            doubtful = await self._check.ask(draft, order)
            if doubtful:
                return await self._waiting.ask(doubtful)
        if isinstance(verdict, Allow):
            return await self._write(draft, case)
        await self._audit.record_verdict(verdict, order)
        if isinstance(verdict, Deny):
            raise verdict.to_error()
        return await self._ask_because(case, verdict, settled)

    async def offer(self, draft: CallDraft) -> Asked:
        """Ask which of a draft's numbers is to be called, where nobody said that one is."""
        return await self._ask_of_number(draft, OFFER)

    async def drop(self, draft_id: str, requester: Requester) -> bool:
        """Forget a draft that waits for an answer of this person; False where none does."""
        is_waiting = await self._waiting.find(draft_id, requester) is not None
        if is_waiting:
            await self._waiting.close(draft_id)
        return is_waiting

    async def find_draft(self, draft_id: str, requester: Requester) -> CallDraft | None:
        """Return a draft that waits for an answer of this person."""
        waiting = await self._waiting.find(draft_id, requester)
        return waiting.draft if waiting else None

    async def answer(
        self,
        draft_id: str,
        choice: int,
        requester: Requester,
        reply: ReplyAddress,
        *,
        received_key: str,
        received_at: datetime,
        quiet_reason: str | None = None,
        consent_text: str | None = None,
    ) -> Placed | Asked | None:
        """Go on with a draft as its requester answered; None where it no longer waits for them.

        `quiet_reason` is an answer of its own: why the callee is to be called in quiet hours. So is
        `consent_text`: why they may be called.

        Raises what `place` raises.
        """
        waiting = await self._waiting.find(draft_id, requester)
        if waiting is None:
            return None
        draft = waiting.draft if quiet_reason or consent_text else choose(waiting, choice)
        draft = replace(
            draft,
            request_key=f"draft:{draft_id}",
            requester=replace(draft.requester, team_id=requester.team_id),
            reply=reply,
            received_key=received_key,
            received_at=received_at,
            answered=draft.answered | {waiting.policy},
            quiet_reason=quiet_reason or waiting.draft.quiet_reason,
            consent_text=consent_text or waiting.draft.consent_text,
        )
        outcome = await self.place(draft)
        # only now: until the order is written the next start has to find what was answered; a
        # draft that stays leads to the same order again
        await _try(self._waiting.close(draft_id))
        return outcome

    async def _ask_of_number(self, draft: CallDraft, policy: str) -> Asked:
        return await self._waiting.ask(
            WaitingDraft(draft=draft, policy=policy, numbers=draft.numbers)
        )

    async def _build_case(self, draft: CallDraft, order: CallOrder) -> Case:
        user_id = draft.requester.user_id
        # what was typed in a conversation proves that the person sees it
        is_here = draft.channel_id == draft.origin_channel_id and draft.is_origin_proven
        sees = True if is_here else await self._facts.sees_place(draft.channel_id, user_id)
        stored = await self._store.rules.find_facts(order, at=self._clock.now())
        rules = self._rule_book.read(stored)
        return Case(
            order=inherit_consent(order, rules, stored),
            moment=self._clock.now(),
            received_at=draft.received_at,
            is_claim=False,
            home_team_ids=self._facts.home_team_ids,
            own_team_id=draft.requester.team_id,
            person=await self._facts.find_person(user_id),
            sees_place=sees,
            groups=await self._facts.find_groups(rules.group_ids),
            caller_ids=self._workspace.settings.voicy_from_numbers,
            rules=rules,
            stored=stored,
            answered=draft.answered,
            earlier=await self._store.orders.lately_to(
                order.workspace_id, order.to_number, at=self._clock.now()
            ),
        )

    async def _write(self, draft: CallDraft, case: Case) -> Placed | Asked:
        """Write an order down, unless another one to its number was, a moment before."""
        order = await self._check.note_variables(case.order)
        order = replace(
            order,
            judged_by_requester_clock=is_by_requester_clock(case),
            is_masked=await self._facts.may_be_shared(order.channel_id),
        )
        now = self._clock.now()
        order_id, is_new = await self._store.orders.add(
            order,
            at=now,
            rules_version=case.rules.version,
            received_key=draft.received_key,
            gate=lambda earlier: isinstance(judge(replace(case, earlier=earlier)), Allow),
            audit=self._audit.build_order(order),
        )
        if not order_id:
            return await self.place(draft)
        if is_new:
            _log.info(
                "order %s: %s asks to call %s",
                order_id,
                order.requested_by,
                mask_number(order.to_number),
            )
            is_later = order.due_at is not None
            self._signals.emit(Signal.SCHEDULE_CHANGED if is_later else Signal.MESSAGE_ADDED)
            # it only fills in the next form
            await _try(self._store.forms.record_used(order, at=now))
        return Placed(order_id=order_id, is_new=is_new)

    async def _ask_because(self, case: Case, verdict: Ask | Delay, draft: CallDraft) -> Asked:
        """Ask what a policy wants to know of a draft whose times are settled."""
        asked = await self._waiting.ask(ask_because(verdict, draft), format_verdict(verdict))
        if verdict.policy == PolicyName.PREVIEW:
            return replace(asked, preview=await self._check.note_variables(case.order))
        if verdict.policy == PolicyName.DUPLICATE:
            earlier = await self._access.mark_seen(find_earlier(case), draft.requester)
            return replace(asked, earlier=earlier)
        return replace(asked, silence=verdict.silence if isinstance(verdict, Ask) else None)


async def _try(write: Awaitable[None]) -> None:
    """Write what an order does not depend on: it is written, and nobody may hear that it failed."""
    try:
        await write
    except StoreError as exc:
        _log.warning("an order is written, but not all that follows from it: %s", exc.reason)
