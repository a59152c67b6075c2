"""Statistics: a chart for one person, or for everybody in the thread where it was asked for."""

from collections.abc import Sequence
from typing import Final

from bot.domain.statistics import CallStatistics
from bot.domain.workspaces import ChannelKey, is_direct
from bot.errors import ChannelUnavailableError
from bot.messaging.replies import Reply
from bot.parsing.commands import format_command
from bot.store.records import ListKey
from bot.ui.notices import build_note
from bot.ui.rich_text import Message
from bot.ui.statistics import (
    CHART_IN_DM,
    COUNTED_FOR_ALL,
    COUNTED_FOR_ONE,
    build_stats_note,
    format_cannot_share,
    format_no_calls,
)
from handlers.answers.history import name_all_lists
from handlers.answers.query import Query, require_time_zone
from handlers.context import Services

_USUAL_DAYS: Final = 30


async def show_statistics(services: Services, query: Query, reply: Reply) -> None:
    """Answer with a chart: in the thread it was asked for in, else to the person alone.

    Raises DeniedError, StoreError or SlackError.
    """
    dm = await services.slack.open_dm(query.user_id)
    if query.thread_ts is not None and query.channel_id != dm:
        await share_statistics(services, query, reply)
        return
    statistics = await _count(services, query, name_all_lists(query))
    if not statistics.calls:
        await reply(_build_no_calls(query))
        return
    await services.report.send(dm, statistics, remark=COUNTED_FOR_ONE, thread_ts=query.thread_ts)
    if query.channel_id == dm:
        return
    if is_direct(query.channel_id):
        # of other people, where the bot cannot take part
        await reply(build_note(CHART_IN_DM))
    else:
        await reply(build_stats_note(CHART_IN_DM, format_command(query.parsed)))


async def share_statistics(
    services: Services, query: Query, reply: Reply, *, shared_by: str | None = None
) -> bool:
    """Show everybody here what all of them may see; False where the person was told why not."""
    lists = (ListKey.everyone(query.workspace_id), ListKey.of_channel(*query.channel))
    statistics = await _count(services, query, lists, shown_in=query.channel)
    if not statistics.calls:
        await reply(_build_no_calls(query))
        return False
    remark = f"{COUNTED_FOR_ALL} Shared by @{shared_by}." if shared_by else COUNTED_FOR_ALL
    try:
        await services.report.send(
            query.channel_id, statistics, remark=remark, thread_ts=query.thread_ts
        )
    except ChannelUnavailableError:
        await reply(build_note(format_cannot_share(services.identity.name)))
        return False
    return True


async def _count(
    services: Services,
    query: Query,
    lists: Sequence[ListKey],
    *,
    shown_in: ChannelKey | None = None,
) -> CallStatistics:
    agent = query.parsed.options.get("agent")
    return await services.report.count(
        query.requester,
        lists,
        shown_in=shown_in,
        days=_read_days(query),
        agent=services.agents.name_for(agent),
        zone=await require_time_zone(services, query),
    )


def _read_days(query: Query) -> int:
    words = query.parsed.words
    return int(words[0].removesuffix("d")) if words else _USUAL_DAYS


def _build_no_calls(query: Query) -> Message:
    has_agent = bool(query.parsed.options)
    return build_note(format_no_calls(days=_read_days(query), has_agent=has_agent))
