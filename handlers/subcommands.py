"""Answers to the subcommands, whether typed after the command or after a mention."""

from bot.parsing.commands import Subcommand, SubcommandRequest
from bot.store.sqlite import PUBLIC, name_lists_here
from bot.ui.help import HelpFacts, build_help
from bot.ui.notices import build_note
from handlers.agents import show_agents
from handlers.background import Tell
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
    request: SubcommandRequest,
    *,
    channel_id: str,
    user_id: str,
    tell: Tell,
    thread_ts: str | None = None,
) -> None:
    """Answer a subcommand typed in a channel, or after a mention there; raises CallBotError.

    `thread_ts` is the thread of the mention.
    """
    match request.name:
        case Subcommand.HELP:
            await tell(build_help(gather_help(services)))
        case Subcommand.AGENTS:
            await show_agents(services, start=0, tell=tell)
        case Subcommand.STATUS:
            await show_status(services, channel_id=channel_id, user_id=user_id, tell=tell)
        case Subcommand.HISTORY:
            await show_history(services, request, channel_id=channel_id, user_id=user_id, tell=tell)
        case Subcommand.EXPORT:
            await _export(services, request, channel_id=channel_id, user_id=user_id, tell=tell)
        case Subcommand.WATCH:
            await answer_watch(services, request, channel_id=channel_id, user_id=user_id, tell=tell)
        case Subcommand.UNWATCH:
            await answer_unwatch(
                services, request, channel_id=channel_id, user_id=user_id, tell=tell
            )
        case Subcommand.STATS:
            await show_stats(
                services,
                request,
                channel_id=channel_id,
                user_id=user_id,
                thread_ts=thread_ts,
                tell=tell,
            )


async def _export(
    services: Services, request: SubcommandRequest, *, channel_id: str, user_id: str, tell: Tell
) -> None:
    """Send a person all that they may list from where they are."""
    count = await services.export.send(
        user_id,
        lists=(PUBLIC, user_id, *name_lists_here(channel_id, user_id)),
        since=await find_since(services, request, user_id),
    )
    if not count:
        await tell(build_note("There is no such call, so there is no file either."))
        return
    calls = "1 call is" if count == 1 else f"{count:,} calls are"
    await tell(build_note(f"📄 {calls} in the file in your direct message with me."))
