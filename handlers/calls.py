"""The buttons that lead to a call: call again, edit and try again, the form, thread in a DM."""

from dataclasses import replace
from typing import Final

from bot.messaging.replies import Reply
from bot.parsing.wanted_times import read_wanted_time
from bot.policies.verdicts import PolicyName
from bot.ui.buttons import CallAction, decode_attempt
from bot.ui.call_back import SCHEDULE_CALL_BACK
from bot.ui.help import HERE, OPEN_FORM
from bot.ui.notices import (
    CALL_IN_DM,
    build_already_scheduled,
    build_refusal,
    build_unchanged,
)
from handlers.call_form.opening import fill_from_order, open_form
from handlers.context import Services
from handlers.inbox import Received
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.placing import build_draft_of, place

_IN_DM: Final = "call_in_dm"
_CALL_BACK: Final = "call_back"


def register(listeners: Listeners) -> None:
    """Register the buttons; their value is the id of an order, or the thread to call from."""
    call_in_dm = listeners.receive(_IN_DM, _call_in_dm, key_of=_key_by_order)
    schedule_call_back = listeners.receive(_CALL_BACK, _call_back, key_of=_key_by_wish)
    listeners.app.action(CALL_IN_DM)(call_in_dm)
    listeners.app.action(SCHEDULE_CALL_BACK)(schedule_call_back)
    listeners.action(CallAction.CALL_AGAIN, _open_again, explain=build_refusal)
    listeners.action(CallAction.EDIT_ORDER, _open_again, explain=build_refusal)
    listeners.action(OPEN_FORM, _open_here, explain=build_refusal)


def _key_by_order(interaction: Interaction) -> str:
    """Make one order of it, however often it is clicked."""
    return f"dm:{interaction.value}"


def _key_by_wish(interaction: Interaction) -> str:
    return f"call_back:{interaction.trigger_id}"


async def _open_again(services: Services, interaction: Interaction, reply: Reply) -> None:
    call = await services.store.calls.get(interaction.value)
    await services.access.require(call.order, interaction.requester, to_act=True)
    await open_form(
        services,
        trigger_id=interaction.trigger_id,
        requester=interaction.requester,
        channel_id=interaction.channel_id or call.order.channel_id,
        thread_ts=call.order.thread_ts if call.shares_thread else None,
        filled=fill_from_order(call.order, services.clock.now()),
    )


async def _open_here(services: Services, interaction: Interaction, reply: Reply) -> None:
    await open_form(
        services,
        trigger_id=interaction.trigger_id,
        requester=interaction.requester,
        channel_id=interaction.channel_id,
        thread_ts=None if interaction.value == HERE else interaction.value,
    )


async def _call_in_dm(services: Services, received: Received) -> None:
    """Place an order that could not be posted where it was asked for, for its requester."""
    call = await services.store.calls.get(str(received.body["actions"][0].get("value")))
    if call.order.requested_by != received.requester.user_id:
        return
    await services.access.require_caller(received.requester)
    dm = await services.slack.open_dm(received.requester.user_id)
    await place(services, received, build_draft_of(received, call.order, channel_id=dm))


async def _call_back(services: Services, received: Received) -> None:
    """Schedule, once, the call that a callee asked for, where the first one is told."""
    value = str(received.body["actions"][0].get("value"))
    order_id, attempt = decode_attempt(value)
    call = await services.store.calls.get(order_id)
    await services.access.require(call.order, received.requester, to_act=True)
    own_zone = await services.facts.find_time_zone(received.requester.user_id)
    wanted = read_wanted_time(call, own_zone)
    if wanted is None or call.attempt != attempt:
        await received.reply(build_unchanged(call))
        return
    key = f"call_back:{value}"
    earlier_id = await services.store.orders.find_by_key(key)
    if earlier_id is not None:
        earlier = await services.store.calls.get(earlier_id)
        await received.reply(build_already_scheduled(earlier))
        return
    again = build_draft_of(received, call.order, channel_id=call.order.channel_id)
    draft = replace(
        again,
        # the callee wants to be called again
        answered=again.answered | {PolicyName.DUPLICATE},
        request_key=key,
        received_key=received.key,
        due_at=None if wanted.doubt else wanted.moments[0],
        # that was for the call before
        until_at=None,
        moments=wanted.moments if wanted.doubt else (),
        doubt=wanted.doubt,
    )
    await place(services, received, draft)
