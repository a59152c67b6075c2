"""The slash command: a call, a form, or an answer to the person alone."""

import uuid
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.errors import CommandError
from bot.parsing.commands import Command, OpenForm, ParsedCall, ParsedSubcommand, parse_command
from bot.ui.notices import build_command_refusal
from handlers.background import Reply
from handlers.call_form.listeners import open_form
from handlers.context import Services
from handlers.orders import Requester, place_typed_call
from handlers.replies import reply_by_url
from handlers.subcommands import answer_subcommand


def register(app: AsyncApp, services: Services) -> None:
    """Register the slash command."""

    async def call_command(ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond) -> None:
        reply = reply_by_url(respond, services.slack, command["user_id"])
        # the same for every repetition of one command
        request_key = f"command:{command.get('trigger_id') or uuid.uuid4().hex}"
        written = services.dialer.expect(request_key)
        work = run_command(services, command, request_key, reply)
        await services.background.begin(request_key, work, reply=reply, written=written)
        await ack()

    app.command(services.config.slash_command)(call_command)


async def run_command(
    services: Services, command: dict[str, Any], request_key: str, reply: Reply
) -> None:
    """Do what was typed; raises CallBotError with the sentence for the person."""
    try:
        parsed = parse_command(
            command.get("text") or "", default_region=services.config.default_region
        )
        await _do(services, command, request_key, parsed, reply)
    except CommandError as exc:
        await reply(build_command_refusal(exc, command=services.config.slash_command))


async def _do(
    services: Services, command: dict[str, Any], request_key: str, parsed: Command, reply: Reply
) -> None:
    channel_id = command["channel_id"]
    match parsed:
        case OpenForm():
            await open_form(
                services,
                trigger_id=command["trigger_id"],
                user_id=command["user_id"],
                channel_id=channel_id,
            )
        case ParsedSubcommand():
            await answer_subcommand(
                services, parsed, channel_id=channel_id, user_id=command["user_id"], reply=reply
            )
        case ParsedCall():
            await place_typed_call(
                services,
                Requester.from_command(command),
                parsed,
                request_key=request_key,
                channel_id=channel_id,
                reply=reply,
            )
