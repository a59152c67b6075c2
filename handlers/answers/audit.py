"""The audit, for admins: a page of it, or all of it as a file."""

import re
from typing import Final

from bot.domain.audit_kinds import KINDS
from bot.domain.phone_numbers import E164
from bot.errors import InputError
from bot.messaging.replies import Reply
from bot.parsing.commands import format_command
from bot.store.records import AuditFilter, Cursor
from bot.ui.audit import build_audit, format_exported
from bot.ui.notices import build_note
from handlers.answers.history import find_since
from handlers.answers.query import Query
from handlers.context import Services

_EXPORT: Final = "export"
_USER_ID: Final = re.compile(r"<?@?([UW][A-Z0-9]{4,})(?:\|[^<>]*)?>?")
NOBODY: Final = "I know nobody here, or several people, called “{name}”. Write who=@name."


async def show_audit(
    services: Services, query: Query, reply: Reply, *, cursor: Cursor = Cursor()
) -> None:
    """Answer with the audit; raises DeniedError, InputError, StoreError or SlackError."""
    matching = await _build_filter(services, query)
    if _EXPORT in query.parsed.words:
        count = await services.audit_reader.export(query.requester, matching)
        await reply(build_note(format_exported(count)))
        return
    page = await services.audit_reader.read(query.requester, matching, cursor=cursor)
    await reply(build_audit(page, format_command(query.parsed)))


async def _build_filter(services: Services, query: Query) -> AuditFilter:
    options = query.parsed.options
    number = next((E164(each) for each in query.parsed.words if each.startswith("+")), None)
    return AuditFilter(
        user_id=await _find_user_id(services, query, options.get("who")),
        actions=KINDS[options["what"]] if "what" in options else None,
        order_id=options.get("order"),
        number=number,
        since=await find_since(services, query),
    )


async def _find_user_id(services: Services, query: Query, named: str | None) -> str | None:
    if named is None:
        return None
    if named.casefold() == "me":
        return query.user_id
    if found := _USER_ID.fullmatch(named):
        return found[1]
    await services.access.require_admin(query.requester)
    user_id = await services.facts.find_user_id(named.removeprefix("@"))
    if user_id is None:
        raise InputError(NOBODY.format(name=named), field="who")
    return user_id
