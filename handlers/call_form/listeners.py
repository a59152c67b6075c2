"""The form: opened at once, filled in with what is known, submitted once."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.calls import CallOrder
from bot.domain.phone_numbers import E164
from bot.errors import CallBotError, StoreError
from bot.store.sqlite.forms import Form, LastUsed
from bot.ui.call_form import CALLBACK_ID, CHOOSE_AGENT, FormState, build_agent_options, build_form
from bot.ui.form_submission import Submission, parse_form, parse_numbers
from bot.ui.form_timing import Timing
from handlers.call_form.fields import distribute_values, find_fields, known_fields, prefill
from handlers.call_form.validation import CheckedSubmission, check_submission
from handlers.context import Services
from handlers.orders import Requester, find_zone_of, place_order
from handlers.replies import reply_by_dm
from handlers.views import update_view

# Slack's trigger lives for three seconds, and a search has to be answered within them
_LAST_USED_SECONDS: Final = 0.5
_SEARCH_SECONDS: Final = 2.0
_LOOKING_UP: Final = "Looking up what this agent wants to know …"


def register(app: AsyncApp, services: Services) -> None:
    """Register the form's listeners."""

    async def search_agents(ack: AsyncAck, payload: dict[str, Any]) -> None:
        text = str(payload.get("value") or "")
        await _wait_for_agents(services)
        found = [(agent.agent_id, agent.name) for agent in services.agents.search(text)]
        await ack(options=build_agent_options(found, text))

    async def choose_agent(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        reply = reply_by_dm(services.slack, body["user"]["id"])
        services.background.start(None, switch_agent(services, body["view"]), reply=reply)

    async def place_call(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        submission = parse_form(view)
        checked = check_submission(services.config, submission, now=services.clock.now())
        if not isinstance(checked, CheckedSubmission):
            await ack(response_action="errors", errors=dict(checked))
            return
        requester = Requester.from_interaction(body)
        form_id = view["private_metadata"]
        request_key = f"form:{form_id}"
        written = services.dialer.expect(request_key)
        await services.background.begin(
            request_key,
            _submit(services, requester, form_id, submission, checked),
            reply=reply_by_dm(services.slack, requester.user_id),
            written=written,
        )
        await ack()

    app.options(CHOOSE_AGENT)(search_agents)
    app.action(CHOOSE_AGENT)(choose_agent)
    app.view(CALLBACK_ID)(place_call)


async def open_form(
    services: Services,
    *,
    trigger_id: str,
    user_id: str,
    channel_id: str,
    thread_ts: str | None = None,
    again: CallOrder | None = None,
    numbers: tuple[E164, ...] = (),
    notes: tuple[str, ...] = (),
) -> None:
    """Open the form before anything slow is asked for.

    It shows the order to be made `again`, else what the person used last in this channel, with the
    first of the `numbers` to choose from.
    """
    last = None if again else await _find_last_used(services, user_id, channel_id)
    shown = again or last
    form = Form(
        form_id=uuid.uuid4().hex,
        user_id=user_id,
        origin_channel_id=channel_id,
        thread_ts=thread_ts,
        typed=dict(shown.variables) if shown else {},
    )
    state = FormState(
        form_id=form.form_id,
        channel_id=channel_id,
        caller_ids=services.config.voicy_from_numbers,
        to_text=again.to_number if again else next(iter(numbers), ""),
        numbers=numbers,
        is_in_thread=thread_ts is not None,
        from_number=shown.from_number if shown else None,
        agent_id=shown.agent_id if shown else None,
        agent_name=shown.agent_name if shown else None,
        typed=form.typed,
        timing=_timing_again(again, services.clock.now()) if again else Timing(),
        retry_pauses=services.config.retry_pauses,
        notes=notes,
    )
    fields = known_fields(services, state.agent_id)
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
        await update_view(services, view_id, build_form(full))


async def switch_agent(services: Services, view: Mapping[str, Any]) -> None:
    """Show the fields of the agent that was just chosen, with all that was typed before."""
    submission = parse_form(view)
    form_id = view["private_metadata"]
    form = await services.store.forms.find(form_id)
    fields, notes = await find_fields(services, submission.agent_id)
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
        fields=fields,
        typed=typed,
        more=more,
        more_block_id=submission.more_block_id
        if more == submission.more
        else f"more.{uuid.uuid4().hex[:8]}",
        timing=submission.timing,
        retry_pauses=services.config.retry_pauses,
        notes=notes,
    )
    await update_view(services, str(view["id"]), build_form(state), view_hash=view.get("hash"))


async def _submit(
    services: Services,
    requester: Requester,
    form_id: str,
    submission: Submission,
    checked: CheckedSubmission,
) -> None:
    form = await services.store.forms.find(form_id)
    origin = form.origin_channel_id if form else submission.channel_id or ""
    channel_id = submission.channel_id or origin
    request = CallOrder(
        request_key=f"form:{form_id}",
        team_id=requester.team_id,
        channel_id=channel_id,
        thread_ts=form.thread_ts if form and channel_id == origin else None,
        requested_by=requester.user_id,
        requested_by_name=requester.user_name,
        origin_channel_id=origin,
        to_number=checked.number.e164,
        from_number=checked.caller_id.number,
        agent_id=submission.agent_id,
        agent_name=submission.agent_name,
        variables=checked.variables,
        is_unusual_number=not checked.number.is_valid,
        due_at=checked.due_at,
        zone=await find_zone_of(services, requester.user_id) if checked.due_at else None,
        callee_zone=checked.callee_zone,
        attempts=checked.attempts,
    )
    await place_order(services, request, reply=reply_by_dm(services.slack, requester.user_id))


def _timing_again(again: CallOrder, now: datetime) -> Timing:
    """Return the timing of an order that is made again; a time that has passed is not kept."""
    due_at = again.due_at if again.due_at and again.due_at > now else None
    return Timing(due_at=due_at, callee_zone=again.callee_zone or "", attempts=again.attempts)


async def _find_last_used(services: Services, user_id: str, channel_id: str) -> LastUsed | None:
    try:
        async with asyncio.timeout(_LAST_USED_SECONDS):
            return await services.store.forms.last_used(user_id, channel_id)
    except (TimeoutError, StoreError):
        return None


async def _wait_for_agents(services: Services) -> None:
    if services.agents.is_known:
        return
    try:
        async with asyncio.timeout(_SEARCH_SECONDS):
            await services.agents.refresh()
    except (TimeoutError, CallBotError):
        return
