"""The answer to the question which of two moments was meant: a click places that very call."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.errors import CommandError
from bot.parsing.commands import ParsedCall, parse_command
from bot.ui.notices import build_chosen_call, build_command_refusal, build_unchanged
from bot.ui.time_question import CHOOSE_TIME, TimeAnswer, decode_answer
from handlers.background import Reply
from handlers.context import Requester, Services
from handlers.interaction import Interaction, read_interaction
from handlers.listeners import Listeners
from handlers.orders import place_typed_call
from handlers.replies import reply_at_click

_ANY_CHOICE: Final = re.compile(rf"{CHOOSE_TIME}_\d+")


def register(listeners: Listeners) -> None:
    """Register the buttons of the question."""
    services = listeners.services

    async def choose(
        ack: AsyncAck,
        body: dict[str, Any],
        payload: dict[str, Any],
        respond: AsyncRespond,
        requester: Requester,
    ) -> None:
        interaction = read_interaction(body, payload, requester)
        answer = decode_answer(interaction.value)
        reply = reply_at_click(services.slack, interaction, respond)
        await services.background.start_and_wait_until(
            services.dialer.expect(answer.request_key),
            interaction.trigger_id,
            _place(services, interaction, answer, reply),
            reply=reply,
        )
        await ack()

    listeners.app.action(_ANY_CHOICE)(choose)


async def _place(
    services: Services, interaction: Interaction, answer: TimeAnswer, reply: Reply
) -> None:
    """Place the call in the place of the question, once, whatever else is clicked there."""
    before = await services.store.orders.find_by_key(answer.request_key)
    if before is not None:
        await reply(build_unchanged(await services.store.calls.get(before)))
        return
    try:
        typed = parse_command(answer.command, default_region=services.config.default_region)
        if not isinstance(typed, ParsedCall):
            return
        order_id = await place_typed_call(
            services,
            interaction.requester,
            typed,
            request_key=answer.request_key,
            channel_id=interaction.channel_id,
            thread_ts=answer.thread_ts,
            reply=reply,
        )
    except CommandError as exc:
        await reply(build_command_refusal(exc, command=services.config.slash_command))
        return
    if order_id is not None:
        await reply(build_chosen_call(await services.store.calls.get(order_id)))
