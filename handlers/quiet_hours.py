"""Answers to what is asked about quiet hours: another moment, the callee's zone, their own wish."""

import re
from datetime import UTC, datetime
from typing import Final

from bot.domain.calls import Call
from bot.domain.time_zones import zones_of
from bot.errors import DeniedError, OrderNotFoundError
from bot.policies.times import OVER, PAST
from bot.policies.verdicts import PolicyName
from bot.ui.buttons import CallAction
from bot.ui.consent_question import build_consent_call_question
from bot.ui.notices import build_chosen_call, build_error, build_unchanged
from bot.ui.quiet_question import (
    NO_REASON,
    REASON_BLOCK,
    THEY_ASKED_FORM,
    build_quiet_call_question,
    build_reason_form,
)
from bot.ui.verdicts import format_verdict
from handlers.answer_form import AnswerForm
from handlers.context import Services
from handlers.inbox import Received
from handlers.listeners import Listeners
from handlers.placing import answer_draft
from handlers.replies import reply_at_click

_KIND: Final = "quiet_hours"
_THEY_ASKED: Final = "they_asked"
# an order, an attempt, a moment in seconds, and perhaps a zone
_VALUE: Final = re.compile(r"(\S+) (\d+) (\d{1,11}(?:\.\d+)?)(?: (\S+))?")
_ANY_ANSWER: Final = re.compile(rf"{CallAction.CALL_AT}_\d+")
_FORM: Final = AnswerForm(block_id=REASON_BLOCK, missing=NO_REASON, build=build_reason_form)


def register(listeners: Listeners) -> None:
    """Register the buttons and the form; their value says which call and moment they are about."""
    answer = listeners.receive(_KIND, _answer, reply_to=reply_at_click, explain=build_error)
    listeners.app.action(_ANY_ANSWER)(answer)
    listeners.action(CallAction.THEY_ASKED, _FORM.open)
    listeners.app.view(THEY_ASKED_FORM)(_FORM.receive(listeners, _THEY_ASKED, _allow))


async def call_at(services: Services, received: Received, call: Call, due_at: datetime) -> None:
    """Have a call dialed at a moment, or ask about it: it is quiet there, or its basis is open."""
    objection = await services.call_actions.find_objection(call, due_at)
    if objection is not None and objection.silence is not None:
        why = format_verdict(objection)
        now = services.clock.now()
        await received.reply(build_quiet_call_question(call, objection.silence, why, now))
        return
    if objection is not None:
        why = format_verdict(objection)
        await received.reply(build_consent_call_question(call, why, due_at))
        return
    is_done = await services.call_actions.call_at(call, received.requester, due_at=due_at)
    call = await services.store.calls.get(call.order_id)
    if not is_done:
        await received.reply(build_unchanged(call))
    elif received.reply.is_in_place:
        await received.reply(build_chosen_call(call))


async def _answer(services: Services, received: Received) -> None:
    """Take the moment or the zone that was chosen for a call."""
    value = str(received.body["actions"][0].get("value"))
    found = await find_call(services, received, value)
    if found is None:
        return
    call, due_at, zone = found
    now = services.clock.now()
    if zone:
        call = await services.call_actions.note_zone(call, zone)
        due_at = max(due_at, now)
    elif due_at < now:
        raise DeniedError(PolicyName.SCHEDULE, PAST)
    await call_at(services, received, call, due_at)


async def _allow(services: Services, received: Received) -> None:
    """Pass over quiet hours for one number, by the word of whoever may call."""
    about, reason = _FORM.read(received)
    if " " in about:
        found = await find_call(services, received, about)
        if found is None:
            return
        call, due_at, _ = found
        await services.call_actions.allow_quiet(
            call, received.requester, due_at=due_at, reason=reason
        )
        call = await services.store.calls.get(call.order_id)
        await call_at(services, received, call, due_at)
        return
    await answer_draft(services, received, about, quiet_reason=reason)


async def find_call(
    services: Services, received: Received, value: str
) -> tuple[Call, datetime, str] | None:
    """Return which call an answer is about, the moment, and the zone if one was chosen.

    None where it was dialed since, or another attempt follows; that is said. Raises DeniedError
    where the person may not act on it, clicked long ago, or it is not to be dialed any more, and
    OrderNotFoundError for what is no such value.
    """
    found = _VALUE.fullmatch(value)
    if found is None:
        raise OrderNotFoundError
    order_id, attempt, seconds, zone = found.groups(default="")
    call = await services.store.calls.get(order_id)
    await services.access.require(call.order, received.requester, to_act=True)
    services.call_actions.require_fresh(received.received_at)
    if zone and zone not in zones_of(call.order.to_number):
        raise OrderNotFoundError
    if not (call.is_waiting or call.is_unreached):
        raise DeniedError(PolicyName.SCHEDULE, OVER)
    if str(call.next_attempt) != attempt:
        await received.reply(build_unchanged(call))
        return None
    return call, datetime.fromtimestamp(float(seconds), UTC), zone
