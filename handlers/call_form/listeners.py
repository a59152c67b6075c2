"""The form's listeners: agents searched, one chosen, the form submitted."""

import asyncio
from typing import Any, Final

from cachetools import LRUCache
from slack_bolt.async_app import AsyncAck

from bot.domain.consents import read_words
from bot.domain.drafts import CallDraft
from bot.domain.requesters import Requester
from bot.errors import CallBotError, InputError
from bot.ui.call_form import CALLBACK_ID, CHOOSE_AGENT, build_agent_options
from bot.ui.form_submission import parse_form
from bot.ui.form_timing import CHOSEN
from bot.ui.notices import build_note, format_error
from bot.ui.verdicts import NOT_YOUR_FORM
from handlers.call_form.fields import find_own_agent
from handlers.call_form.opening import redraw_form
from handlers.call_form.validation import CheckedSubmission, check_submission
from handlers.context import Services
from handlers.inbox import Received, key_by_content
from handlers.listeners import Listeners
from handlers.placing import place, refuse_early
from handlers.replies import reply_directly

_KIND: Final = "form"
# a search has to be answered within Slack's three seconds
_SEARCH_SECONDS: Final = 2.0
_FORMS_AT_ONCE: Final = 1_000


def register(listeners: Listeners) -> None:
    """Register the form's listeners."""
    services, inbox = listeners.services, listeners.inbox
    newest: LRUCache[str, object] = LRUCache(_FORMS_AT_ONCE)

    async def search_agents(ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any]) -> None:
        text = str(payload.get("value") or "")
        await _wait_for_agents(services)
        found = [(agent.agent_id, agent.name) for agent in services.agents.search(text)]
        own = await find_own_agent(services, parse_form(body.get("view") or {}).from_number)
        await ack(options=build_agent_options(found, text, own))

    async def redraw(ack: AsyncAck, body: dict[str, Any], requester: Requester) -> None:
        await ack()
        reply = listeners.build_reply(reply_directly(requester.user_id))
        view = body["view"]
        click = newest[view["id"]] = object()
        redrawing = redraw_form(services, view, lambda: newest.get(view["id"]) is click)
        services.background.start(None, redrawing, reply=reply)

    async def submit(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
    ) -> None:
        checked = check_submission(services.config, parse_form(view), now=services.clock.now())
        if isinstance(checked, CheckedSubmission):
            address = reply_directly(requester.user_id)
            await inbox.accept(_KIND, key_by_content(view), body, address, ack)
            return
        errors = dict(checked)
        try:
            await refuse_early(services, requester)
        except CallBotError as exc:
            errors = {"to": format_error(exc)}
        await ack(response_action="errors", errors=errors)

    inbox.register(_KIND, _place)
    listeners.app.options(CHOOSE_AGENT)(search_agents)
    listeners.app.action(CHOOSE_AGENT)(redraw)
    listeners.app.action(CHOSEN)(redraw)
    listeners.app.view(CALLBACK_ID)(submit)


async def _place(services: Services, received: Received) -> None:
    """Place the call that was submitted, by whoever opened the form."""
    view, requester = received.body["view"], received.requester
    submission = parse_form(view)
    checked = check_submission(services.config, submission, now=received.received_at)
    form = await services.store.forms.find(view["private_metadata"])
    if not isinstance(checked, CheckedSubmission):
        # it was right when it was submitted: the settings are others since
        field, sentence = next(iter(checked.items()))
        raise InputError(sentence, field=field)
    if form is None or form.user_id != requester.user_id:
        await received.reply(build_note(NOT_YOUR_FORM))
        return
    channel_id = submission.channel_id or form.origin_channel_id
    await place(
        services,
        received,
        CallDraft(
            request_key=received.key,
            requester=requester,
            reply=received.reply.address,
            received_at=received.received_at,
            channel_id=channel_id,
            origin_channel_id=form.origin_channel_id,
            thread_ts=form.thread_ts if channel_id == form.origin_channel_id else None,
            number=checked.number,
            from_text=checked.caller_id.number,
            agent_id=submission.agent_id,
            agent_name=submission.agent_name,
            variables=checked.variables,
            due_at=checked.due_at,
            until_at=checked.until_at,
            callee_time_zone=checked.callee_zone,
            attempts=checked.attempts,
            consent_text=read_words(submission.consent or "") or None,
            has_seen_fields=True,
        ),
    )


async def _wait_for_agents(services: Services) -> None:
    if services.agents.is_known:
        return
    try:
        async with asyncio.timeout(_SEARCH_SECONDS):
            await services.agents.refresh()
    except (TimeoutError, CallBotError):
        return
