"""Answers to the question on what basis somebody is called."""

import json
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.requesters import Requester, decode_address, encode_address
from bot.messaging.replies import Reply
from bot.ui.buttons import CallAction
from bot.ui.consent_question import (
    BASIS_BLOCK,
    NO_BASIS,
    THEY_AGREED_FORM,
    build_consent_form,
    parse_basis,
)
from bot.ui.notices import build_error
from handlers.context import Services
from handlers.inbox import Received
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.placing import reply_to_answer
from handlers.quiet_hours import call_at, find_call
from handlers.replies import reply_at_click

_KIND: Final = "they_agreed"


def register(listeners: Listeners) -> None:
    """Register the button and the form; their value says which draft or call they are about."""
    inbox = listeners.inbox

    async def agree(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
    ) -> None:
        if not parse_basis(view):
            await ack(response_action="errors", errors={BASIS_BLOCK: NO_BASIS})
            return
        address = decode_address(json.loads(view["private_metadata"])["reply"])
        await inbox.accept(_KIND, f"view:{view['id']}", body, address, ack)

    inbox.register(_KIND, _agree, explain=build_error)
    listeners.action(CallAction.THEY_AGREED, _open_form)
    listeners.app.view(THEY_AGREED_FORM)(agree)


async def _open_form(services: Services, interaction: Interaction, reply: Reply) -> None:
    address = encode_address(reply_at_click(interaction))
    about = json.dumps({"about": interaction.value, "reply": address})
    await services.slack.open_view(interaction.trigger_id, build_consent_form(about))


async def _agree(services: Services, received: Received) -> None:
    """Go on with what waited for its basis, as whoever may call wrote it."""
    view = received.body["view"]
    about, basis = json.loads(view["private_metadata"])["about"], parse_basis(view)
    if " " in about:
        call, due_at, _ = await find_call(services, received, about)
        call = await services.call_actions.note_consent(call, received.requester, basis)
        await call_at(services, received, call, due_at)
        return
    outcome = await services.intake.answer(
        about,
        0,
        received.requester,
        received.reply.address,
        received_key=received.key,
        received_at=received.received_at,
        consent_text=basis,
    )
    await reply_to_answer(services, received, outcome)
