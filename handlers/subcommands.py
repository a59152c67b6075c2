"""Answers to the subcommands, whether typed after the command or after a mention."""

import asyncio

from bot.agents import AgentDirectory
from bot.calls import Call
from bot.cards.lists import build_agents, build_call_list, build_help
from bot.command_text import Subcommand, SubcommandRequest
from bot.errors import SlackError
from handlers.errands import Tell
from handlers.services import Services


async def answer_subcommand(
    services: Services, request: SubcommandRequest, *, channel_id: str, user_id: str, tell: Tell
) -> None:
    """Answer a subcommand typed in a channel, or after a mention there; raises CallBotError."""
    command = services.config.slash_command
    match request.name:
        case Subcommand.HELP:
            await tell(build_help(command, services.identity.name))
        case Subcommand.AGENTS:
            await tell(build_agents(await _list_agents(services.agents), command))
        case Subcommand.STATUS | Subcommand.HISTORY:
            only_live = request.name is Subcommand.STATUS
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
