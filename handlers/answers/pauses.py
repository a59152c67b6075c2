"""Pauses: all calls stopped by whoever may call, and resumed by admins."""

from bot.messaging.replies import Reply
from bot.ui.notices import build_note
from bot.ui.pauses import NOT_PAUSED, build_paused, build_paused_already, build_resumed
from handlers.announcing import announce
from handlers.answers.query import Query
from handlers.context import Services


async def pause_calls(services: Services, query: Query, reply: Reply) -> None:
    """Pause all calls at once; raises DeniedError or StoreError."""
    reason = " ".join(query.parsed.words)
    earlier = await services.rules.pause(query.requester, reason)
    if earlier is not None:
        await reply(build_paused_already(earlier))
        return
    live, _ = await services.store.calls.count_open()
    message = build_paused(query.user_id, reason, live=live)
    await announce(services, query.channel_id, message, reply)


async def resume_calls(services: Services, query: Query, reply: Reply) -> None:
    """Let calls go on; raises DeniedError or StoreError."""
    if await services.rules.resume(query.requester):
        await announce(services, query.channel_id, build_resumed(query.user_id), reply)
    else:
        await reply(build_note(NOT_PAUSED))
