"""The buttons about a number: that it be shown whole, and that it be forgotten."""

from bot.errors import OrderNotFoundError
from bot.messaging.replies import Reply
from bot.ui.buttons import CallAction
from bot.ui.erasure import BEGUN, FORGET_NUMBER, build_not_forgotten
from bot.ui.labels import format_phone
from bot.ui.notices import build_note
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.replies import reply_at_click


def register(listeners: Listeners) -> None:
    """Register the buttons; their value is the id of an order, or a number."""
    listeners.action(CallAction.SHOW_NUMBER, _show)
    listeners.action(FORGET_NUMBER, _forget, reply_to=reply_at_click)


async def _show(services: Services, interaction: Interaction, reply: Reply) -> None:
    """Show a number to who sees the conversation of its call now."""
    call = await services.store.calls.get(interaction.value)
    requester, number = interaction.requester, call.order.to_number
    if not number:
        raise OrderNotFoundError
    await services.access.require(call.order, requester)
    await services.audit.record("show_number", requester.user_id, call.order, call.order_id)
    await reply(build_note(format_phone(number)))


async def _forget(services: Services, interaction: Interaction, reply: Reply) -> None:
    facts = await services.eraser.begin(interaction.requester, interaction.read_number())
    await reply(build_note(BEGUN) if facts.may_be_forgotten else build_not_forgotten(facts))
