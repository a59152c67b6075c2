"""Which answer belongs to which subcommand."""

from bot.messaging.replies import Reply
from bot.parsing.commands import Subcommand
from bot.ui.help import HelpFacts, build_help
from handlers.answers.agents import show_agents
from handlers.answers.export import send_export
from handlers.answers.history import show_history, show_status
from handlers.answers.query import Query
from handlers.answers.rules import show_rules
from handlers.answers.statistics import show_statistics
from handlers.answers.watches import change_watches, remove_watches
from handlers.context import Services


def gather_help(services: Services) -> HelpFacts:
    """Name what the examples of the help need; agents are not asked for, only remembered."""
    names = [agent.name for agent in services.agents.search("")]
    return HelpFacts(
        command=services.config.slash_command,
        bot_name=services.identity.name,
        caller_id=services.config.voicy_from_numbers[-1].label,
        agent=next((name for name in names if names.count(name) == 1), None),
    )


async def answer_subcommand(services: Services, query: Query, reply: Reply) -> None:
    """Answer a subcommand, after a command or a mention; raises CallBotError."""
    match query.parsed.name:
        case Subcommand.HELP:
            await reply(build_help(gather_help(services)))
        case Subcommand.AGENTS:
            await show_agents(services, start=0, reply=reply)
        case Subcommand.STATUS:
            await show_status(services, query, reply)
        case Subcommand.HISTORY:
            await show_history(services, query, reply)
        case Subcommand.EXPORT:
            await send_export(services, query, reply)
        case Subcommand.WATCH:
            await change_watches(services, query, reply)
        case Subcommand.UNWATCH:
            await remove_watches(services, query, reply)
        case Subcommand.RULES:
            await show_rules(services, query, reply)
        case Subcommand.STATS:
            await show_statistics(services, query, reply)
