"""What a channel watches: said in the channel where it changes, to the person alone where not."""

from datetime import time

from bot.domain.subscriptions import DigestSchedule, Watch
from bot.errors import ChannelUnavailableError
from bot.messaging.replies import Reply
from bot.parsing.commands import read_outcomes
from bot.ui.notices import build_note
from bot.ui.watch import (
    NO_DIGEST,
    NO_UPDATES,
    SAME_DIGEST_TIME,
    SAME_UPDATES,
    build_cannot_watch,
    build_watch_list,
)
from handlers.answers.query import Query
from handlers.context import Services


async def change_watches(services: Services, query: Query, reply: Reply) -> None:
    """Let a channel watch, or list what it watches.

    Raises DeniedError, StoreError or SlackError.
    """
    try:
        match query.parsed.words:
            case ("list",):
                watches, digest = await services.subscriptions.read(query.requester, query.channel)
                await reply(build_watch_list(watches, digest))
            case ("digest", wall_time):
                if not await _set_digest(services, query, time.fromisoformat(wall_time)):
                    await reply(build_note(SAME_DIGEST_TIME))
            case _:
                if not await _add(services, query):
                    await reply(build_note(SAME_UPDATES))
    except ChannelUnavailableError as exc:
        await reply(build_cannot_watch(query.channel_id, services.identity.name, exc.code))


async def remove_watches(services: Services, query: Query, reply: Reply) -> None:
    """Let a channel watch nothing more, or have no digest.

    Raises DeniedError, StoreError or SlackError.
    """
    is_digest_only = query.parsed.words == ("digest",)
    announcement = await services.subscriptions.remove(
        query.requester, query.channel, is_digest_only=is_digest_only
    )
    if announcement is None:
        await reply(build_note(NO_DIGEST if is_digest_only else NO_UPDATES))
        return
    try:
        await services.slack.post_plain(query.channel_id, announcement)
    except ChannelUnavailableError:
        await reply(announcement)


async def _set_digest(services: Services, query: Query, wall_time: time) -> bool:
    await services.access.require_member(query.requester)
    zone = query.parsed.options.get("tz")
    schedule = DigestSchedule(
        workspace_id=query.workspace_id,
        channel_id=query.channel_id,
        wall_time=wall_time,
        zone=zone or await services.facts.require_time_zone(query.user_id),
        added_by=query.user_id,
        added_at=services.clock.now(),
    )
    return await services.subscriptions.set_digest(query.requester, schedule)


async def _add(services: Services, query: Query) -> bool:
    outcome = query.parsed.options.get("outcome")
    watch = Watch(
        workspace_id=query.workspace_id,
        channel_id=query.channel_id,
        outcome=outcome,
        agent=services.agents.name_for(query.parsed.options.get("agent")),
        added_by=query.user_id,
        added_at=services.clock.now(),
    )
    return await services.subscriptions.add_watch(
        query.requester, watch, outcomes=read_outcomes(outcome) if outcome else None
    )
