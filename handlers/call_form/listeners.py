"""The form's listeners: agents searched, one chosen, the form submitted."""

import asyncio
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.calls import CallOrder
from bot.errors import CallBotError
from bot.ui.call_form import CALLBACK_ID, CHOOSE_AGENT, build_agent_options
from bot.ui.form_submission import Submission, parse_form
from handlers.call_form.opening import switch_agent
from handlers.call_form.validation import CheckedSubmission, check_submission
from handlers.context import Requester, Services
from handlers.listeners import Listeners
from handlers.orders import find_zone_of, place_order
from handlers.replies import reply_by_dm

# a search has to be answered within Slack's three seconds
_SEARCH_SECONDS: Final = 2.0


def register(listeners: Listeners) -> None:
    """Register the form's listeners."""
    services = listeners.services

    async def search_agents(ack: AsyncAck, payload: dict[str, Any]) -> None:
        text = str(payload.get("value") or "")
        await _wait_for_agents(services)
        found = [(agent.agent_id, agent.name) for agent in services.agents.search(text)]
        await ack(options=build_agent_options(found, text))

    async def choose_agent(ack: AsyncAck, body: dict[str, Any], requester: Requester) -> None:
        await ack()
        reply = reply_by_dm(services.slack, requester.user_id)
        services.background.start(None, switch_agent(services, body["view"]), reply=reply)

    async def place_call(ack: AsyncAck, view: dict[str, Any], requester: Requester) -> None:
        submission = parse_form(view)
        checked = check_submission(services.config, submission, now=services.clock.now())
        if not isinstance(checked, CheckedSubmission):
            await ack(response_action="errors", errors=dict(checked))
            return
        form_id = view["private_metadata"]
        request_key = f"form:{form_id}"
        await services.background.start_and_wait_until(
            services.dialer.expect(request_key),
            request_key,
            _submit(services, requester, form_id, submission, checked),
            reply=reply_by_dm(services.slack, requester.user_id),
        )
        await ack()

    listeners.app.options(CHOOSE_AGENT)(search_agents)
    listeners.app.action(CHOOSE_AGENT)(choose_agent)
    listeners.app.view(CALLBACK_ID)(place_call)


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
        workspace_id=requester.workspace_id,
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
        requester_time_zone=await find_zone_of(services, requester.user_id)
        if checked.due_at
        else None,
        callee_time_zone=checked.callee_zone,
        attempts=checked.attempts,
    )
    await place_order(services, request, reply=reply_by_dm(services.slack, requester.user_id))


async def _wait_for_agents(services: Services) -> None:
    if services.agents.is_known:
        return
    try:
        async with asyncio.timeout(_SEARCH_SECONDS):
            await services.agents.refresh()
    except (TimeoutError, CallBotError):
        return
