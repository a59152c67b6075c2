"""The answers of a second person to a call that waits for one."""

from typing import Final

from bot.ui.approvals import ALLOWED, DECLINED
from bot.ui.buttons import CallAction, decode_approval
from bot.ui.notices import build_answered, build_error, build_unchanged
from handlers.context import Services
from handlers.inbox import Received
from handlers.listeners import Listeners

_KIND: Final = "approval"


def register(listeners: Listeners) -> None:
    """Register the buttons; their value says which attempt was shown, and a hash of all of it."""
    answer = listeners.receive(_KIND, _answer, explain=build_error)
    listeners.app.action(CallAction.APPROVE)(answer)
    listeners.app.action(CallAction.DECLINE)(answer)


async def _answer(services: Services, received: Received) -> None:
    """Take the answer of somebody else than the requester, once."""
    action = received.body["actions"][0]
    order_id, attempt, shown = decode_approval(str(action.get("value")))
    call, desk = await services.store.calls.get(order_id), services.approval_desk
    is_approval = action.get("action_id") == CallAction.APPROVE
    if is_approval:
        services.call_actions.require_fresh(received.received_at)
    take = desk.approve if is_approval else desk.decline
    is_done = await take(call, received.requester, shown, attempt)
    call = await services.store.calls.get(order_id)
    if is_done:
        await received.reply(build_answered(call, ALLOWED if is_approval else DECLINED))
    else:
        await received.reply(build_unchanged(call))
