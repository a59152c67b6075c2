"""The form, opened at once and filled in with what is known; drawn anew for another agent."""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bot.domain.consents import Consent, ConsentSource
from bot.domain.drafts import CallDraft
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.requesters import Requester
from bot.domain.workspaces import ChannelKey
from bot.errors import CallBotError, SlackError, StoreError
from bot.policies.consents import read_consent
from bot.store.records import Form
from bot.ui.call_form import AGENT_BLOCK, FormState, build_form, label_own_agent
from bot.ui.form_submission import parse_form, parse_numbers
from bot.ui.form_timing import Timing
from handlers.call_form.fields import (
    distribute_values,
    find_fields,
    find_own_agent,
    known_fields,
    prefill,
)
from handlers.context import Services
from handlers.open_views import update_view
from handlers.placing import keep_future, refuse_early

# Slack's trigger lives for three seconds
_LAST_USED_SECONDS: Final = 0.5
_DM_SECONDS: Final = 1.0
_LOOKING_UP: Final = "Looking up this agent's variables …"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """What a form shows before anybody has typed into it."""

    to_text: str = ""
    from_number: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    timing: Timing = Timing()  # noqa: RUF009 - frozen
    consent: str = ""


async def open_form(
    services: Services,
    *,
    trigger_id: str,
    requester: Requester,
    channel_id: str | None = None,
    thread_ts: str | None = None,
    filled: FilledForm | None = None,
    numbers: tuple[E164, ...] = (),
    is_chosen: bool = True,
    notes: tuple[str, ...] = (),
) -> None:
    """Open the form for who may call, before anything slow is asked for; raises CallBotError.

    Without a channel the thread is in the DM with the bot, where it disturbs nobody else. The form
    shows what it is `filled` in with, else the caller ID and the agent that the person used last in
    this channel, with the first of the `numbers` to choose from, which is left open where it is not
    `is_chosen`.
    """
    await refuse_early(services, requester)
    if channel_id is None:
        channel_id = await _find_dm(services, requester)
    shown = filled or await _fill_from_last_used(services, requester, channel_id)
    form = Form(
        form_id=uuid.uuid4().hex,
        workspace_id=services.workspace.id,
        user_id=requester.user_id,
        origin_channel_id=channel_id,
        thread_ts=thread_ts,
        typed=dict(shown.variables),
    )
    state = FormState(
        form_id=form.form_id,
        channel_id=channel_id,
        caller_ids=services.config.voicy_from_numbers,
        to_text=shown.to_text or (next(iter(numbers), "") if is_chosen else ""),
        numbers=numbers,
        is_in_thread=thread_ts is not None,
        from_number=shown.from_number,
        agent_id=shown.agent_id,
        agent_name=shown.agent_name,
        own_agent=await find_own_agent(services, shown.from_number),
        typed=form.typed,
        timing=shown.timing,
        consent=await _find_consent(services, channel_id, shown),
        retry_pauses=services.config.retry_pauses,
        notes=notes,
    )
    fields = known_fields(services, state.agent_id, state.own_agent)
    first = (
        replace(state, notes=(*notes, _LOOKING_UP), more_block_id=None)
        if fields is None
        else prefill(replace(state, fields=fields))
    )
    # written down first: a form that is submitted has to know its thread
    await services.store.forms.add(form, at=services.clock.now())
    view_id = await services.slack.open_view(trigger_id, build_form(first))
    if fields is None:
        fields, more_notes = await find_fields(services, state.agent_id)
        full = prefill(replace(state, fields=fields, notes=(*notes, *more_notes)))
        await update_view(services.slack, view_id, build_form(full))
    elif state.own_agent:
        # for the next form: this one may be submitted already
        await services.agents.look_up([state.own_agent.agent_id])


async def redraw_form(
    services: Services, view: Mapping[str, Any], is_newest: Callable[[], bool]
) -> None:
    """Show the fields of the agent, or of the caller ID's own, with all that was typed before."""
    submission = parse_form(view)
    form_id = view["private_metadata"]
    form = await services.store.forms.find(form_id)
    own_agent = await find_own_agent(services, submission.from_number)
    own_agent_id = own_agent.agent_id if own_agent else None
    fields, notes = await find_fields(services, submission.agent_id or own_agent_id)
    typed, more = distribute_values(
        {**(form.typed if form else {}), **submission.variables}, submission.more, fields
    )
    await services.store.forms.keep_typed(form_id, typed)
    state = FormState(
        form_id=form_id,
        channel_id=submission.channel_id or (form.origin_channel_id if form else ""),
        caller_ids=services.config.voicy_from_numbers,
        to_text=submission.to_text,
        numbers=parse_numbers(view),
        is_in_thread=form is not None and form.thread_ts is not None,
        from_number=submission.from_number,
        agent_id=submission.agent_id,
        agent_name=submission.agent_name,
        own_agent=own_agent,
        agent_block_id=submission.agent_block_id
        if submission.own_agent_label in {None, label_own_agent(own_agent)}
        else f"{AGENT_BLOCK}.{uuid.uuid4().hex[:8]}",
        fields=fields,
        typed=typed,
        more=more,
        more_block_id=submission.more_block_id
        if more == submission.more
        else f"more.{uuid.uuid4().hex[:8]}",
        timing=submission.timing,
        consent=submission.consent,
        retry_pauses=services.config.retry_pauses,
        notes=notes,
    )
    await update_view(
        services.slack,
        str(view["id"]),
        build_form(state),
        view_hash=view.get("hash"),
        is_newest=is_newest,
    )


def fill_from_order(order: CallOrder, now: datetime) -> FilledForm:
    """Fill a form in with an order that is made again."""
    return FilledForm(
        to_text=order.to_number,
        from_number=order.from_number,
        agent_id=order.agent_id,
        agent_name=order.agent_name,
        variables=order.variables,
        timing=_build_timing(order, now),
        consent=_find_own_basis(read_consent(order)),
    )


def fill_from_draft(draft: CallDraft, now: datetime) -> FilledForm:
    """Fill a form in with a draft whose agent and caller ID are settled."""
    return FilledForm(
        to_text=draft.number.e164,
        from_number=draft.from_text,
        agent_id=draft.agent_id,
        agent_name=draft.agent_name,
        variables=draft.variables,
        timing=_build_timing(draft, now),
        consent=draft.consent_text or _find_own_basis(draft.consent),
    )


def _build_timing(asked: CallOrder | CallDraft, now: datetime) -> Timing:
    """Return the timing of what was asked for; times that have passed are not kept."""
    return Timing(
        due_at=keep_future(asked.due_at, now),
        until_at=keep_future(asked.until_at, now),
        callee_zone=asked.callee_time_zone or "",
        attempts=asked.attempts,
    )


def _find_own_basis(consent: Consent | None) -> str:
    """Return what was written for one call alone: what is inherited is inherited anew."""
    is_own = consent is not None and consent.source == ConsentSource.ORDER
    return consent.basis if consent and is_own else ""


async def _find_consent(services: Services, channel_id: str, shown: FilledForm) -> str | None:
    """Return what the field for the basis shows, None where a call needs none of its own."""
    try:
        async with asyncio.timeout(_LAST_USED_SECONDS):
            rules = (await services.rules.read(services.workspace.id)).rules
    except (TimeoutError, CallBotError):
        return shown.consent or None
    is_asked = channel_id not in rules.bases and any(
        rule.value for rule in rules.consent_needs.values()
    )
    return shown.consent if is_asked else shown.consent or None


async def _find_dm(services: Services, requester: Requester) -> str:
    try:
        async with asyncio.timeout(_DM_SECONDS):
            return await services.slack.open_dm(requester.user_id)
    except (TimeoutError, SlackError):
        return ""  # then the person chooses


async def _fill_from_last_used(
    services: Services, requester: Requester, channel_id: str
) -> FilledForm:
    try:
        async with asyncio.timeout(_LAST_USED_SECONDS):
            channel = ChannelKey(services.workspace.id, channel_id)
            last = await services.store.forms.last_used(channel, requester.user_id)
    except (TimeoutError, StoreError):
        last = None
    if last is None:
        return FilledForm()
    return FilledForm(
        from_number=last.from_number, agent_id=last.agent_id, agent_name=last.agent_name
    )
