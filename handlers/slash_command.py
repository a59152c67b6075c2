"""The slash command: a call, a form, or an answer to the person alone."""

import uuid
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.errors import CommandError
from bot.parsing.commands import Command, OpenForm, ParsedCall, ParsedSubcommand, parse_command
from bot.ui.notices import build_command_refusal
from handlers.answers.query import Query
from handlers.answers.subcommands import answer_subcommand
from handlers.background import Reply
from handlers.call_form.opening import open_form
from handlers.context import Requester, Services
from handlers.listeners import Listeners
from handlers.orders import place_typed_call
from handlers.replies import reply_by_url


def register(listeners: Listeners) -> None:
    """Register the slash command."""
    services = listeners.services

    async def call_command(
        ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond, requester: Requester
    ) -> None:
        reply = reply_by_url(respond, services.slack, requester.user_id)
        # the same for every repetition of one command
        request_key = f"command:{command.get('trigger_id') or uuid.uuid4().hex}"
        await services.background.start_and_wait_until(
            services.dialer.expect(request_key),
            request_key,
            _run(services, command, requester, request_key, reply),
            reply=reply,
        )
        await ack()

    listeners.app.command(services.config.slash_command)(call_command)


async def _run(
    services: Services,
    command: dict[str, Any],
    requester: Requester,
    request_key: str,
    reply: Reply,
) -> None:
    """Do what was typed; raises CallBotError with the sentence for the person."""
    config = services.config
    try:
        parsed = parse_command(command.get("text") or "", default_region=config.default_region)
        await _do(services, command, requester, request_key, parsed, reply)
    except CommandError as exc:
        await reply(build_command_refusal(exc, command=config.slash_command))


async def _do(
    services: Services,
    command: dict[str, Any],
    requester: Requester,
    request_key: str,
    parsed: Command,
    reply: Reply,
) -> None:
    channel_id, user_id = command["channel_id"], requester.user_id
    match parsed:
        case OpenForm():
            await open_form(
                services,
                trigger_id=command["trigger_id"],
                user_id=user_id,
                channel_id=channel_id,
            )
        case ParsedSubcommand():
            query = Query(
                parsed=parsed,
                workspace_id=requester.workspace_id,
                channel_id=channel_id,
                user_id=user_id,
            )
            await answer_subcommand(services, query, reply)
        case ParsedCall():
            await place_typed_call(
                services,
                requester,
                parsed,
                request_key=request_key,
                channel_id=channel_id,
                reply=reply,
            )
