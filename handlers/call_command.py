"""The slash command: a call, a form, or an answer to the person alone."""

import asyncio
import uuid
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.agents import AgentDirectory
from bot.calls import Call, OrderRequest
from bot.cards.lists import build_agents, build_call_list, build_help
from bot.cards.notices import build_command_refusal
from bot.command_text import (
    CallRequest,
    Command,
    OpenForm,
    Subcommand,
    SubcommandRequest,
    parse_command,
    quote_value,
)
from bot.errors import CommandError, RuleRefusal, SlackError
from bot.rules import choose_caller_id
from handlers.answers import answer_by_url
from handlers.call_form import open_form
from handlers.errands import Tell
from handlers.orders import Asker, place_order
from handlers.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register the slash command."""

    async def call_command(ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond) -> None:
        tell = answer_by_url(respond, services.slack, command["user_id"])
        # the same for every repetition of one command
        request_key = f"command:{command.get('trigger_id') or uuid.uuid4().hex}"
        written = services.dialer.expect(request_key)
        work = run_command(services, command, request_key, tell)
        await services.errands.begin(request_key, work, tell=tell, written=written)
        await ack()

    app.command(services.config.slash_command)(call_command)


async def run_command(
    services: Services, command: dict[str, Any], request_key: str, tell: Tell
) -> None:
    """Do what was typed; raises CallBotError with the sentence for the person."""
    try:
        parsed: Command = parse_command(
            command.get("text") or "", default_region=services.config.default_region
        )
    except CommandError as exc:
        await tell(build_command_refusal(exc, command=services.config.slash_command))
        return
    match parsed:
        case OpenForm():
            await open_form(
                services,
                trigger_id=command["trigger_id"],
                user_id=command["user_id"],
                channel_id=command["channel_id"],
            )
        case SubcommandRequest(name=name):
            await _answer(services, name, command["channel_id"], tell)
        case CallRequest():
            try:
                request = await _build_order(services, command, request_key, parsed)
                await place_order(services, request, tell=tell)
            except RuleRefusal as exc:
                refusal = _mark(services, parsed, exc)
                await tell(build_command_refusal(refusal, command=services.config.slash_command))


async def _build_order(
    services: Services, command: dict[str, Any], request_key: str, typed: CallRequest
) -> OrderRequest:
    config = services.config
    asker = Asker.from_command(command)
    caller_id = choose_caller_id(typed.from_text, config.voicy_from_numbers, config.default_region)
    agent = await services.agents.choose(typed.agent) if typed.agent else None
    return OrderRequest(
        request_key=request_key,
        team_id=asker.team_id,
        channel_id=command["channel_id"],
        requested_by=asker.user_id,
        requested_by_name=asker.user_name,
        origin_channel_id=command["channel_id"],
        to_number=typed.number.e164,
        from_number=caller_id.number,
        agent_id=agent.agent_id if agent else None,
        agent_name=agent.name if agent else None,
        variables=typed.variables,
        is_unusual_number=not typed.number.is_valid,
    )


def _mark(services: Services, typed: CallRequest, refusal: RuleRefusal) -> CommandError:
    """Show a rule's refusal at the part of the command that it is about."""
    start, end = typed.spans.get(refusal.field, (0, 0))
    choices = {
        "from": services.config.default_caller_id.label,
        "agent": next((agent.name for agent in services.agents.search("")), None),
    }
    choice = choices.get(refusal.field)
    number = "+15559876543" if refusal.field == "to" else typed.number.e164
    example = f"{number} {refusal.field}={quote_value(choice)}" if choice else f"{number} name=John"
    return CommandError(str(refusal), text=typed.text, start=start, end=end, example=example)


async def _answer(services: Services, name: Subcommand, channel_id: str, tell: Tell) -> None:
    command = services.config.slash_command
    match name:
        case Subcommand.HELP:
            await tell(build_help(command))
        case Subcommand.AGENTS:
            await tell(build_agents(await _list_agents(services.agents), command))
        case Subcommand.STATUS | Subcommand.HISTORY:
            only_live = name is Subcommand.STATUS
            calls = await services.store.calls.in_channel(channel_id, only_live=only_live)
            title = "Live calls here" if only_live else "Latest calls here"
            nothing = "No call is live here." if only_live else "No call was asked for here yet."
            links = await asyncio.gather(*(_link(services, call) for call in calls))
            await tell(
                build_call_list(title, list(zip(calls, links, strict=True)), nothing=nothing)
            )


async def _list_agents(agents: AgentDirectory) -> list[tuple[str, str | None]]:
    return [(agent.name, agent.language) for agent in await agents.list()]


async def _link(services: Services, call: Call) -> str:
    if call.anchor_ts is None:
        return ""
    try:
        return await services.slack.permalink(call.request.channel_id, call.anchor_ts)
    except SlackError:
        return ""
