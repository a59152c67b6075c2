"""The rules of the team: shown to whoever asks, with the ways to change them for admins."""

from bot.errors import DeniedError
from bot.messaging.replies import Reply
from bot.ui.notices import format_error
from bot.ui.rich_text import Message, build_message
from bot.ui.rules import build_change_buttons, build_rules
from handlers.answers.query import Query
from handlers.context import Services


async def show_rules(services: Services, query: Query, reply: Reply) -> None:
    """Answer with what may be called here; raises DeniedError, StoreError or SlackError."""
    await services.access.require_viewer(query.requester)
    may_change = await services.access.is_admin(query.requester)
    try:
        sheet = await services.rules.read(query.workspace_id)
    except DeniedError as exc:
        await reply(_build_unreadable(exc, may_change=may_change))
        return
    await reply(build_rules(sheet, may_change=may_change))


def _build_unreadable(exc: DeniedError, *, may_change: bool) -> Message:
    buttons = build_change_buttons() if may_change else []
    return build_message([[f"❌ {format_error(exc)}"]], *buttons)
