"""The do-not-call list: numbers put on it, taken off, looked up, and the whole of it as a file."""

from bot.domain.phone_numbers import E164
from bot.domain.suppressions import SuppressionScope
from bot.messaging.replies import Reply
from bot.ui.notices import build_note
from bot.ui.suppressions import (
    NOTHING_TO_EXPORT,
    build_added,
    build_checked,
    build_count,
    build_removed,
    format_exported,
)
from handlers.answers.query import Query
from handlers.context import Services


async def answer_do_not_call(services: Services, query: Query, reply: Reply) -> None:
    """Do what was typed after dnc; raises DeniedError, StoreError or SlackError."""
    listed, requester = services.do_not_call, query.requester
    match query.parsed.words:
        case ("add", number):
            options = query.parsed.options
            scope = SuppressionScope(options.get("for", SuppressionScope.ALL))
            taken_back = await listed.add(requester, E164(number), scope, options.get("why", ""))
            await reply(build_added(E164(number), scope, taken_back))
        case ("remove", number):
            was_on_list = await listed.remove(requester, E164(number))
            await reply(build_removed(E164(number), was_on_list=was_on_list))
        case ("check", number):
            await reply(build_checked(E164(number), await listed.find(requester, E164(number))))
        case ("export",):
            count = await listed.export(requester)
            await reply(build_note(format_exported(count) if count else NOTHING_TO_EXPORT))
        case _:
            count, command = await listed.count(requester), services.config.slash_command
            await reply(build_count(count, command))
