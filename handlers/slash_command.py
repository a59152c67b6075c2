"""The slash command: a call, a form, or an answer to the person alone."""

import uuid
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.parsing.commands import OpenForm, ParsedCall, ParsedSubcommand
from bot.ui.notices import build_command_refusal
from handlers.answers.query import Query
from handlers.answers.subcommands import answer_subcommand
from handlers.call_form.opening import open_form
from handlers.context import Services
from handlers.inbox import Received
from handlers.listeners import Listeners
from handlers.replies import reply_to_command
from handlers.typed_calls import build_typed_draft, place_typed, read_typed

_KIND: Final = "command"


def register(listeners: Listeners) -> None:
    """Register the slash command."""
    inbox = listeners.inbox

    async def call_command(ack: AsyncAck, command: dict[str, Any]) -> None:
        # the trigger is the same for every repetition of one command
        key = f"command:{command.get('trigger_id') or uuid.uuid4().hex}"
        await inbox.accept(_KIND, key, command, reply_to_command(command), ack)

    config = listeners.services.config
    explain = partial(build_command_refusal, command=config.slash_command)
    inbox.register(_KIND, _run, explain=explain)
    listeners.app.command(config.slash_command)(call_command)


async def _run(services: Services, received: Received) -> None:
    """Do what was typed; raises CallBotError with the sentence for the person."""
    channel_id, text = str(received.body["channel_id"]), received.body.get("text") or ""
    match await read_typed(services, received.requester, text, channel_id=channel_id):
        case OpenForm():
            await open_form(
                services,
                trigger_id=received.body["trigger_id"],
                requester=received.requester,
                channel_id=channel_id,
            )
        case ParsedSubcommand() as parsed:
            query = Query(parsed=parsed, channel_id=channel_id, requester=received.requester)
            await answer_subcommand(services, query, received.reply)
        case ParsedCall() as parsed:
            draft = build_typed_draft(received, parsed, channel_id=channel_id)
            await place_typed(services, received, draft)
