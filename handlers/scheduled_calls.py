"""Calls that were not dialed yet: dial now, another time, cancel, try again later, stop trying."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.calls import Call
from bot.domain.requesters import Requester
from bot.policies.times import judge_time
from bot.policies.verdicts import Deny
from bot.ui.buttons import CallAction, decode_attempt
from bot.ui.denials import format_denial
from bot.ui.form_submission import parse_when
from bot.ui.form_timing import WHEN_BLOCK
from bot.ui.notices import build_error, build_note, build_unchanged
from bot.ui.scheduled_call import (
    CHANGE_TIME_FORM,
    NO_TIME_CHOSEN,
    TOO_LATE,
    UPCOMING,
    build_change_time,
)
from handlers.context import Services
from handlers.inbox import Received, key_by_content
from handlers.interaction import Interaction, read_interaction
from handlers.listeners import Listeners
from handlers.quiet_hours import call_at
from handlers.replies import reply_directly

_ACTION: Final = "action"
_NEW_TIME: Final = "new_time"
# how long after the click each button has a call dialed
_PAUSES: Final[Mapping[str, timedelta]] = {
    CallAction.DIAL_NOW: timedelta(),
    CallAction.IN_15_MINUTES: timedelta(minutes=15),
    CallAction.IN_1_HOUR: timedelta(hours=1),
}


def register(listeners: Listeners) -> None:
    """Register the buttons; their value says which attempt of which order they belong to."""
    inbox = listeners.inbox

    async def change_time(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
    ) -> None:
        problem = _find_problem(listeners.services, view)
        if problem is not None:
            await ack(response_action="errors", errors={WHEN_BLOCK: problem})
            return
        address = reply_directly(requester.user_id)
        await inbox.accept(_NEW_TIME, key_by_content(view), body, address, ack)

    act = listeners.receive(_ACTION, _act, explain=build_error)
    for action_id in (*_ACTIONS, *_PAUSES):
        listeners.app.action(action_id)(act)
    inbox.register(_NEW_TIME, _move, explain=build_error)
    listeners.app.view(CHANGE_TIME_FORM)(change_time)


def _find_problem(services: Services, view: Mapping[str, Any]) -> str | None:
    due_at = parse_when(view)
    if due_at is None:
        return NO_TIME_CHOSEN
    verdict = judge_time(due_at, services.clock.now())
    return format_denial(verdict.policy, verdict.value) if isinstance(verdict, Deny) else None


async def _act(services: Services, received: Received) -> None:
    """Do what was clicked, for whoever may call and sees the call."""
    interaction = read_interaction(received.body, received.body["actions"][0], received.requester)
    order_id, attempt = decode_attempt(interaction.value)
    call = await services.store.calls.get(order_id)
    await services.access.require(call.order, received.requester, to_act=True)
    pause = _PAUSES.get(interaction.action_id)
    # [Dial now] is about the call that waits, never about another one after it
    is_still_meant = call.is_waiting or interaction.action_id != CallAction.DIAL_NOW
    if pause is not None and call.attempt == attempt and is_still_meant:
        services.call_actions.require_fresh(received.received_at)
        await call_at(services, received, call, services.clock.now() + pause)
        return
    # what is to be stopped is stopped, whichever attempt it has come to
    is_meant = call.attempt == attempt or interaction.action_id == CallAction.STOP_TRYING
    act = _ACTIONS.get(interaction.action_id)
    if act and is_meant and await act(services, interaction, call):
        return
    call = await services.store.calls.get(order_id)
    is_dialed = not call.is_waiting and not call.is_final
    is_too_late = interaction.action_id == CallAction.CANCEL and is_dialed
    await received.reply(build_note(TOO_LATE) if is_too_late else build_unchanged(call))


async def _cancel(services: Services, interaction: Interaction, call: Call) -> bool:
    return await services.call_actions.cancel(call, interaction.requester)


async def _ask_for_time(services: Services, interaction: Interaction, call: Call) -> bool:
    if call.status not in UPCOMING:
        return False
    form = build_change_time(call, now=services.clock.now())
    await services.slack.open_view(interaction.trigger_id, form)
    return True


async def _stop_trying(services: Services, interaction: Interaction, call: Call) -> bool:
    return await services.call_actions.stop_trying(call, interaction.requester)


# False where it is too late for it
_ACTIONS: Final[Mapping[str, Callable[[Services, Interaction, Call], Awaitable[bool]]]] = {
    CallAction.CANCEL: _cancel,
    CallAction.CHANGE_TIME: _ask_for_time,
    CallAction.STOP_TRYING: _stop_trying,
}


async def _move(services: Services, received: Received) -> None:
    view, requester = received.body["view"], received.requester
    order_id, attempt = decode_attempt(view["private_metadata"])
    call, due_at = await services.store.calls.get(order_id), parse_when(view)
    await services.access.require(call.order, requester, to_act=True)
    if due_at is None or call.attempt != attempt or not call.is_waiting:
        await received.reply(build_unchanged(call))
    else:
        await call_at(services, received, call, due_at)
