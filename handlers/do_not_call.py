"""The buttons of the do-not-call list: after a call, and for an admin who was asked."""

from functools import partial

from bot.domain.suppressions import SuppressionScope
from bot.errors import OrderNotFoundError
from bot.messaging.replies import Reply
from bot.ui.buttons import CallAction
from bot.ui.reasons import format_action
from bot.ui.suppressions import (
    BY_BUTTON,
    TAKE_GOOD,
    TAKE_NONE,
    TAKE_OFF,
    build_added,
    build_imported,
    build_removed,
)
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.replies import reply_at_click


def register(listeners: Listeners) -> None:
    """Register the buttons; their value is the id of an order, or a number."""
    listeners.action(CallAction.DO_NOT_CALL, _add)
    listeners.action(TAKE_OFF, _remove)
    listeners.action(TAKE_GOOD, partial(_take, is_taken=True), reply_to=reply_at_click)
    listeners.action(TAKE_NONE, partial(_take, is_taken=False), reply_to=reply_at_click)


async def _add(services: Services, interaction: Interaction, reply: Reply) -> None:
    """Put the number of a call on the list, for whoever may act on that call."""
    call = await services.store.calls.get(interaction.value)
    requester, number = interaction.requester, call.order.to_number
    await services.access.require(call.order, requester, to_act=True)
    if not number:
        raise OrderNotFoundError
    taken_back = await services.do_not_call.add(requester, number, SuppressionScope.ALL, BY_BUTTON)
    note = format_action(CallAction.DO_NOT_CALL, requester.user_name)
    if taken_back is not None and note:
        await services.store.calls.record_action(call.order_id, note)
    await reply(build_added(number, SuppressionScope.ALL, taken_back))


async def _remove(services: Services, interaction: Interaction, reply: Reply) -> None:
    number = interaction.read_number()
    was_on_list = await services.do_not_call.remove(interaction.requester, number)
    await reply(build_removed(number, was_on_list=was_on_list))


async def _take(
    services: Services, interaction: Interaction, reply: Reply, *, is_taken: bool
) -> None:
    draft_id, requester = interaction.value, interaction.requester
    counts = await services.do_not_call.take_kept(requester, draft_id, is_taken=is_taken)
    await reply(build_imported(counts))
