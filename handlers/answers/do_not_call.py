"""The do-not-call list: numbers put on it, taken off, looked up, and the whole of it as a file."""

from datetime import date

from bot.domain.do_not_call_lists import MANY_CHARACTERS, ListTerms
from bot.domain.phone_numbers import E164
from bot.domain.suppressions import SuppressionScope
from bot.messaging.replies import Reply
from bot.ui.commands import name_command
from bot.ui.notices import build_note
from bot.ui.suppressions import (
    HOW_TO_IMPORT,
    NO_NUMBERS,
    NOTHING_TO_EXPORT,
    READING,
    build_added,
    build_checked,
    build_count,
    build_import_question,
    build_imported,
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
        case ("import", text):
            await _import(services, query, text, reply)
        case ("export",):
            count = await listed.export(requester)
            await reply(build_note(format_exported(count) if count else NOTHING_TO_EXPORT))
        case _:
            await reply(build_count(await listed.count(requester)))


async def _import(services: Services, query: Query, text: str, reply: Reply) -> None:
    """Take a list, pasted or a file; where a part of it is no number, ask what is to be taken."""
    terms, region = _read_terms(services, query), services.config.default_region
    listed = services.do_not_call
    if query.files:
        text = await listed.read_file(query.requester, query.files)
    elif not text:
        await reply(build_note(name_command(HOW_TO_IMPORT)))
        return
    if len(text) > MANY_CHARACTERS:
        await reply(build_note(READING))
    numbers = await listed.read_list(query.requester, text, terms, default_region=region)
    if not numbers.bad and not numbers.entries:
        await reply(build_note(NO_NUMBERS))
        return
    if numbers.bad:
        draft_id = await listed.keep(query.requester, numbers)
        await reply(build_import_question(draft_id, numbers))
        return
    await reply(build_imported(await listed.take(query.requester, numbers)))


def _read_terms(services: Services, query: Query) -> ListTerms:
    options, today = query.parsed.options, services.clock.now().date()
    return ListTerms(
        day=date.fromisoformat(options["date"]) if "date" in options else today,
        expires=date.fromisoformat(options["expires"]) if "expires" in options else None,
        scope=SuppressionScope(options["for"]) if "for" in options else None,
    )
