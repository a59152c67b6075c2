"""The buttons that lead to a call: call again, edit and try again, the form, thread in a DM."""

from bot.ui.buttons import CallAction
from bot.ui.help import HERE, OPEN_FORM
from bot.ui.notices import CALL_IN_DM, build_refusal
from handlers.background import Reply
from handlers.call_form.opening import open_form
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.orders import place_in_dm


def register(listeners: Listeners) -> None:
    """Register the buttons; their value is the id of an order, or the thread to call from."""
    listeners.action(CallAction.CALL_AGAIN, _open_again, explain=build_refusal)
    listeners.action(CallAction.EDIT_ORDER, _open_again, explain=build_refusal)
    listeners.action(OPEN_FORM, _open_here, explain=build_refusal)
    listeners.action(CALL_IN_DM, _call_in_dm, explain=build_refusal)


async def _open_again(services: Services, interaction: Interaction, reply: Reply) -> None:
    call = await services.store.calls.get(interaction.value)
    await open_form(
        services,
        trigger_id=interaction.trigger_id,
        user_id=interaction.user_id,
        channel_id=interaction.channel_id or call.order.channel_id,
        thread_ts=call.order.thread_ts if call.shares_thread else None,
        again=call.order,
    )


async def _open_here(services: Services, interaction: Interaction, reply: Reply) -> None:
    await open_form(
        services,
        trigger_id=interaction.trigger_id,
        user_id=interaction.user_id,
        channel_id=interaction.channel_id,
        thread_ts=None if interaction.value == HERE else interaction.value,
    )


async def _call_in_dm(services: Services, interaction: Interaction, reply: Reply) -> None:
    await place_in_dm(services, interaction.value, interaction.requester, reply=reply)
