"""Calls that were not dialed yet: dial now, another time, cancel, try again later, stop trying."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.calls import Call
from bot.errors import PolicyError
from bot.policies import check_due, require_requester
from bot.signals import Signal
from bot.ui.buttons import CallAction, decode_attempt
from bot.ui.form_submission import parse_when
from bot.ui.form_timing import WHEN_BLOCK
from bot.ui.notices import build_note, build_unchanged
from bot.ui.scheduled_call import (
    CHANGE_TIME_FORM,
    NO_TIME_CHOSEN,
    TOO_LATE,
    UPCOMING,
    build_change_time,
)
from handlers.background import Reply
from handlers.context import Requester, Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.orders import find_zone_of
from handlers.replies import reply_by_dm

_PAUSES: Final[Mapping[str, timedelta]] = {
    CallAction.IN_15_MINUTES: timedelta(minutes=15),
    CallAction.IN_1_HOUR: timedelta(hours=1),
}


def register(listeners: Listeners) -> None:
    """Register the buttons; their value says which attempt of which order they belong to."""
    services = listeners.services

    async def change_time(ack: AsyncAck, view: dict[str, Any], requester: Requester) -> None:
        due_at = parse_when(view)
        try:
            if due_at is None:
                raise PolicyError(NO_TIME_CHOSEN, field=WHEN_BLOCK)
            check_due(due_at, services.clock.now())
        except PolicyError as exc:
            await ack(response_action="errors", errors={WHEN_BLOCK: str(exc)})
            return
        reply = reply_by_dm(services.slack, requester.user_id)
        await services.background.start_and_wait_until(
            asyncio.Event(),
            f"change {view['id']}",
            _reschedule(services, requester.user_id, view["private_metadata"], due_at, reply),
            reply=reply,
        )
        await ack()

    for action_id in _ACTIONS:
        listeners.action(action_id, _act)
    listeners.app.view(CHANGE_TIME_FORM)(change_time)


async def _act(services: Services, interaction: Interaction, reply: Reply) -> None:
    """Do what was clicked, for the one who asked; raises PolicyError for others."""
    order_id, attempt = decode_attempt(interaction.value)
    words, act = _ACTIONS[interaction.action_id]
    call = await services.store.calls.get(order_id)
    require_requester(call.order, interaction.user_id, action=words)
    # what is to be stopped is stopped, whichever attempt it has come to
    is_meant = call.attempt == attempt or interaction.action_id == CallAction.STOP_TRYING
    if is_meant and await act(services, interaction, call):
        services.signals.emit(Signal.SCHEDULE_CHANGED)
        return
    call = await services.store.calls.get(order_id)
    is_dialed = not call.is_waiting and not call.is_final
    if interaction.action_id == CallAction.CANCEL and is_dialed:
        await reply(build_note(TOO_LATE))
    else:
        await reply(build_unchanged(call))


async def _cancel(services: Services, interaction: Interaction, call: Call) -> bool:
    return await services.dialer.withdraw_call(call.order_id)


async def _dial_now(services: Services, interaction: Interaction, call: Call) -> bool:
    return await services.store.attempts.dial_now(call.attempt_id, at=services.clock.now())


async def _ask_for_time(services: Services, interaction: Interaction, call: Call) -> bool:
    if call.status not in UPCOMING:
        return False
    form = build_change_time(call, now=services.clock.now())
    await services.slack.open_view(interaction.trigger_id, form)
    return True


async def _try_once_more(services: Services, interaction: Interaction, call: Call) -> bool:
    return await services.store.attempts.add_after(
        call.attempt_id, due_at=services.clock.now() + _PAUSES[interaction.action_id]
    )


async def _stop_trying(services: Services, interaction: Interaction, call: Call) -> bool:
    return await services.store.attempts.stop_trying(call.order_id, at=services.clock.now())


# what a click asks for, as it completes "can …", and what does it unless it is too late
_ACTIONS: Final[
    Mapping[str, tuple[str, Callable[[Services, Interaction, Call], Awaitable[bool]]]]
] = {
    CallAction.CANCEL: ("cancel it", _cancel),
    CallAction.DIAL_NOW: ("have it dialed now", _dial_now),
    CallAction.CHANGE_TIME: ("change its time", _ask_for_time),
    CallAction.IN_15_MINUTES: ("have it tried again", _try_once_more),
    CallAction.IN_1_HOUR: ("have it tried again", _try_once_more),
    CallAction.STOP_TRYING: ("stop its retries", _stop_trying),
}


async def _reschedule(
    services: Services, user_id: str, value: str, due_at: datetime, reply: Reply
) -> None:
    order_id, attempt = decode_attempt(value)
    call = await services.store.calls.get(order_id)
    require_requester(call.order, user_id, action="change its time")
    is_done = call.attempt == attempt and await services.store.attempts.reschedule(
        call.attempt_id,
        due_at=due_at,
        requester_time_zone=await find_zone_of(services, user_id),
    )
    if is_done:
        services.signals.emit(Signal.SCHEDULE_CHANGED)
    else:
        await reply(build_unchanged(await services.store.calls.get(order_id)))
