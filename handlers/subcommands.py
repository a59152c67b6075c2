"""Answers to the subcommands, whether typed after the command or after a mention."""

from bot.parsing.commands import ParsedSubcommand, Subcommand
from bot.store.sqlite import PUBLIC, name_lists_here
from bot.ui.help import HelpFacts, build_help
from bot.ui.notices import build_note
from handlers.agents import show_agents
from handlers.background import Reply
from handlers.context import Services
from handlers.lists import find_since, show_history, show_status
from handlers.stats import show_stats
from handlers.watches import answer_unwatch, answer_watch


def gather_help(services: Services) -> HelpFacts:
    """Name what the examples of the help need; agents are not asked for, only remembered."""
    names = [agent.name for agent in services.agents.search("")]
    return HelpFacts(
        command=services.config.slash_command,
        bot_name=services.identity.name,
        caller_id=services.config.voicy_from_numbers[-1].label,
        agent=next((name for name in names if names.count(name) == 1), None),
    )


async def answer_subcommand(
    services: Services,
    request: ParsedSubcommand,
    *,
    channel_id: str,
    user_id: str,
    reply: Reply,
    thread_ts: str | None = None,
) -> None:
    """Answer a subcommand typed in a channel, or after a mention there; raises CallBotError.

    `thread_ts` is the thread of the mention.
    """
    match request.name:
        case Subcommand.HELP:
            await reply(build_help(gather_help(services)))
        case Subcommand.AGENTS:
            await show_agents(services, start=0, reply=reply)
        case Subcommand.STATUS:
            await show_status(services, channel_id=channel_id, user_id=user_id, reply=reply)
        case Subcommand.HISTORY:
            await show_history(
                services, request, channel_id=channel_id, user_id=user_id, reply=reply
            )
        case Subcommand.EXPORT:
            await _export(services, request, channel_id=channel_id, user_id=user_id, reply=reply)
        case Subcommand.WATCH:
            await answer_watch(
                services, request, channel_id=channel_id, user_id=user_id, reply=reply
            )
        case Subcommand.UNWATCH:
            await answer_unwatch(
                services, request, channel_id=channel_id, user_id=user_id, reply=reply
            )
        case Subcommand.STATS:
            await show_stats(
                services,
                request,
                channel_id=channel_id,
                user_id=user_id,
                thread_ts=thread_ts,
                reply=reply,
            )


async def _export(
    services: Services, request: ParsedSubcommand, *, channel_id: str, user_id: str, reply: Reply
) -> None:
    """Send a person all that they may list from where they are."""
    count = await services.export.send(
        user_id,
        lists=(PUBLIC, user_id, *name_lists_here(channel_id, user_id)),
        since=await find_since(services, request, user_id),
    )
    if not count:
        await reply(build_note("There is no such call, so there is no file either."))
        return
    calls = "1 call is" if count == 1 else f"{count:,} calls are"
    await reply(build_note(f"📄 {calls} in the file in your direct message with me."))
