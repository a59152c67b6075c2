"""Which answer belongs to which subcommand."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.domain.agents import fold_name
from bot.domain.requesters import Requester
from bot.errors import CallBotError, CommandError
from bot.messaging.replies import Reply
from bot.parsing.commands import Subcommand
from bot.ui.help import HelpFacts, build_help
from bot.ui.notices import build_error
from handlers.answers.agents import show_agents
from handlers.answers.audit import show_audit
from handlers.answers.do_not_call import answer_do_not_call
from handlers.answers.export import send_export
from handlers.answers.history import show_history, show_status
from handlers.answers.numbers import answer_file, ask_to_forget
from handlers.answers.pauses import pause_calls, resume_calls
from handlers.answers.query import Query
from handlers.answers.rules import show_rules
from handlers.answers.statistics import show_statistics
from handlers.answers.watches import change_watches, remove_watches
from handlers.context import Services

Answer = Callable[[Services, Query, Reply], Awaitable[None]]


async def gather_help(services: Services, requester: Requester) -> HelpFacts:
    """Name what the examples of the help need; agents are not asked for, only remembered.

    Whoever may see no calls is shown no agent either.
    """
    is_viewer = await services.access.is_viewer(requester)
    names = [agent.name for agent in services.agents.search("")] if is_viewer else []
    shared_names = services.agents.shared_names
    return HelpFacts(
        bot_name=services.identity.name,
        caller_id=services.config.voicy_from_numbers[-1].label,
        agent=next((name for name in names if fold_name(name).strip() not in shared_names), None),
    )


async def answer_subcommand(services: Services, query: Query, reply: Reply) -> None:
    """Answer a subcommand, after a command or a mention; raises CommandError."""
    try:
        await _ANSWERS[query.parsed.name](services, query, reply)
    except CommandError:
        # who typed that may have meant a call
        raise
    except CallBotError as exc:
        await reply(build_error(exc))


async def _show_help(services: Services, query: Query, reply: Reply) -> None:
    await reply(build_help(await gather_help(services, query.requester)))


async def _show_agents(services: Services, query: Query, reply: Reply) -> None:
    await show_agents(services, query.requester, start=0, reply=reply)


_ANSWERS: Final[Mapping[Subcommand, Answer]] = {
    Subcommand.HELP: _show_help,
    Subcommand.AGENTS: _show_agents,
    Subcommand.STATUS: show_status,
    Subcommand.HISTORY: show_history,
    Subcommand.EXPORT: send_export,
    Subcommand.WATCH: change_watches,
    Subcommand.UNWATCH: remove_watches,
    Subcommand.STATS: show_statistics,
    Subcommand.RULES: show_rules,
    Subcommand.DNC: answer_do_not_call,
    Subcommand.PAUSE: pause_calls,
    Subcommand.RESUME: resume_calls,
    Subcommand.AUDIT: show_audit,
    Subcommand.FILE: answer_file,
    Subcommand.FORGET: ask_to_forget,
}
