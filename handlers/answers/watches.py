"""What a channel watches: told to the channel where it changes, to the person alone where not."""

from collections.abc import Awaitable, Callable
from datetime import time

from bot.domain.subscriptions import DigestSchedule, Watch
from bot.domain.workspaces import ChannelKey
from bot.errors import ChannelUnavailableError, DeliveryUnknownError, SlackError
from bot.messaging.replies import Reply
from bot.parsing.commands import read_outcomes
from bot.signals import Signal
from bot.ui.notices import build_note
from bot.ui.rich_text import Message
from bot.ui.watch import (
    NO_DIGEST,
    NO_UPDATES,
    SAME_DIGEST_TIME,
    SAME_UPDATES,
    build_cannot_watch,
    build_new_digest,
    build_new_watch,
    build_watch_list,
    build_watch_removed,
)
from handlers.answers.query import Query
from handlers.context import Services


async def change_watches(services: Services, query: Query, reply: Reply) -> None:
    """Let a channel watch, or list what it watches; raises StoreError or SlackError."""
    channel, user_id, options = query.channel, query.user_id, query.parsed.options
    match query.parsed.words:
        case ("list",):
            await _list(services, channel, reply)
        case ("digest", wall_time):
            zone = options.get("tz") or await services.facts.require_time_zone(user_id)
            wanted = DigestSchedule(
                workspace_id=channel.workspace_id,
                channel_id=channel.channel_id,
                wall_time=time.fromisoformat(wall_time),
                zone=zone,
                added_by=user_id,
                added_at=services.clock.now(),
            )
            await _set_digest(services, wanted, reply)
        case _:
            watch = Watch(
                workspace_id=channel.workspace_id,
                channel_id=channel.channel_id,
                outcome=options.get("outcome"),
                agent=services.agents.name_for(options.get("agent")),
                added_by=user_id,
                added_at=services.clock.now(),
            )
            await _add(services, watch, reply)


async def remove_watches(services: Services, query: Query, reply: Reply) -> None:
    """Let a channel watch nothing more, or have no digest; raises StoreError or SlackError."""
    is_digest_only = query.parsed.words == ("digest",)
    had_digest = await services.store.digests.remove(query.channel)
    had_rules = not is_digest_only and await services.store.watches.remove(query.channel)
    if not had_digest and not had_rules:
        await reply(build_note(NO_DIGEST if is_digest_only else NO_UPDATES))
        return
    announcement = build_watch_removed(query.user_id, is_digest_only=is_digest_only)
    try:
        await services.outbox.post_plain(query.channel, announcement)
    except ChannelUnavailableError:
        await reply(announcement)


async def _list(services: Services, channel: ChannelKey, reply: Reply) -> None:
    await reply(
        build_watch_list(
            await services.store.watches.of(channel),
            await services.store.digests.schedule_of(channel),
            command=services.config.slash_command,
        )
    )


async def _add(services: Services, watch: Watch, reply: Reply) -> None:
    statuses = read_outcomes(watch.outcome) if watch.outcome else None
    if not await services.store.watches.add(watch, statuses=statuses):
        await reply(build_note(SAME_UPDATES))
        return

    async def take_back() -> None:
        await services.store.watches.take_back(watch, statuses=statuses)

    announcement = build_new_watch(watch.added_by, watch)
    await _announce(services, watch.channel, announcement, reply, take_back)


async def _set_digest(services: Services, wanted: DigestSchedule, reply: Reply) -> None:
    before = await services.store.digests.schedule_of(wanted.channel)
    if before and (before.wall_time, before.zone) == (wanted.wall_time, wanted.zone):
        await reply(build_note(SAME_DIGEST_TIME))
        return

    async def take_back() -> None:
        if before is None:
            await services.store.digests.remove(wanted.channel)
        else:
            await services.store.digests.set_schedule(before)

    await services.store.digests.set_schedule(wanted)
    announcement = build_new_digest(wanted.added_by, wanted)
    await _announce(services, wanted.channel, announcement, reply, take_back)
    services.signals.emit(Signal.SCHEDULE_CHANGED)


async def _announce(
    services: Services,
    channel: ChannelKey,
    message: Message,
    reply: Reply,
    take_back: Callable[[], Awaitable[None]],
) -> None:
    """Tell a channel what it will hear; where the bot cannot, take the rule back.

    The rule is written down before, so that no crash leaves a channel with a word that is not true.
    """
    try:
        await services.outbox.post_plain(channel, message)
    except DeliveryUnknownError:
        raise  # the channel may have been told, so the rule stays
    except ChannelUnavailableError as exc:
        await take_back()
        await reply(build_cannot_watch(channel.channel_id, services.identity.name, exc.code))
    except SlackError:
        await take_back()
        raise
