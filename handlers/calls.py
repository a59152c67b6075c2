"""The buttons that lead to a call: call again, edit and try again, the form, thread in a DM."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.ui.buttons import CALL_AGAIN, EDIT_ORDER
from bot.ui.help import HERE, OPEN_FORM
from handlers.background import Reply
from handlers.call_form.listeners import open_form
from handlers.context import Services
from handlers.orders import Requester, place_in_dm
from handlers.replies import reply_by_url


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons; their value is the id of an order, or the thread to call from."""

    async def click(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        reply = reply_by_url(respond, services.slack, body["user"]["id"])
        work = _WORK[payload["action_id"]]
        # the same click may arrive twice; its trigger is its name
        services.background.start(
            body.get("trigger_id"),
            work(services, body, str(payload.get("value")), reply),
            reply=reply,
        )

    for action_id in _WORK:
        app.action(action_id)(click)


async def _open_again(
    services: Services, body: Mapping[str, Any], order_id: str, reply: Reply
) -> None:
    call = await services.store.calls.get(order_id)
    channel_id = (body.get("channel") or {}).get("id") or call.order.channel_id
    await open_form(
        services,
        trigger_id=body["trigger_id"],
        user_id=body["user"]["id"],
        channel_id=channel_id,
        thread_ts=call.order.thread_ts if call.shares_thread else None,
        again=call.order,
    )


async def _open_here(
    services: Services, body: Mapping[str, Any], thread_ts: str, reply: Reply
) -> None:
    await open_form(
        services,
        trigger_id=body["trigger_id"],
        user_id=body["user"]["id"],
        channel_id=body["channel"]["id"],
        thread_ts=None if thread_ts == HERE else thread_ts,
    )


async def _call_in_dm(
    services: Services, body: Mapping[str, Any], order_id: str, reply: Reply
) -> None:
    await place_in_dm(services, order_id, Requester.from_interaction(body), reply=reply)


_WORK = {
    CALL_AGAIN: _open_again,
    EDIT_ORDER: _open_again,
    "call_in_dm": _call_in_dm,
    OPEN_FORM: _open_here,
}
