"""Lists of calls: live and upcoming ones here, and the history, page by page."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.calls import Call
from bot.domain.phone_numbers import list_numbers
from bot.messaging.replies import Reply
from bot.parsing.commands import Scope, format_command, read_ago, read_outcomes
from bot.parsing.times import read_past_day
from bot.store.records import CallFilter, Cursor, ListKey, lists_in_channel
from bot.ui.call_list import (
    LIVE_CALLS_HERE,
    NO_CALLS_OF_SCOPE,
    NO_CALLS_TO,
    NO_LIVE_CALLS_HERE,
    NO_MATCHING_CALLS,
    TITLE_OF_SCOPE,
    ListedCall,
    build_call_list,
    build_list_title,
    format_callees,
)
from bot.ui.rich_text import clean
from handlers.answers.query import Query, require_time_zone
from handlers.context import Services


async def show_status(services: Services, query: Query, reply: Reply) -> None:
    """Answer with the calls that are live or upcoming in a channel.

    Raises DeniedError, StoreError or SlackError.
    """
    lists = lists_in_channel(query.channel, query.user_id)
    calls = await services.call_lists.find_open(query.requester, lists, here=query.channel_id)
    await reply(
        build_call_list(
            build_list_title(LIVE_CALLS_HERE),
            await _link(services, calls.live),
            nothing=NO_LIVE_CALLS_HERE,
            left_out=calls.live_count - len(calls.live),
            upcoming=await _link(services, calls.upcoming),
            upcoming_left_out=calls.upcoming_count - len(calls.upcoming),
        )
    )


async def show_history(
    services: Services,
    query: Query,
    reply: Reply,
    *,
    cursor: Cursor = Cursor(),
) -> None:
    """Answer with one page of a history; raises DeniedError, StoreError or SlackError."""
    options, callee = query.parsed.options, query.parsed.callee
    usual = Scope.ALL if callee else Scope.HERE
    scope = Scope(query.parsed.words[0]) if query.parsed.words else usual
    agent, outcome = options.get("agent"), options.get("outcome")
    since = await find_since(services, query)
    numbers = list_numbers(callee, services.config.default_region)
    page = await services.call_lists.read_page(
        query.requester,
        _find_lists(scope, query),
        matching=CallFilter(
            outcomes=read_outcomes(outcome) if outcome else None,
            agent=services.agents.name_for(agent),
            since=since,
            to_numbers=numbers,
            callee="" if numbers else callee,
        ),
        cursor=cursor,
        here=query.channel_id,
    )
    command = format_command(query.parsed)
    callees = format_callees(callee, numbers) if callee else ""
    narrowed = [f"to {callees}" if callees else "", (outcome or "").replace("_", " ")]
    filters = (*narrowed, clean(agent or "", 60))
    nothing = NO_MATCHING_CALLS if options else NO_CALLS_OF_SCOPE[scope]
    await reply(
        build_call_list(
            build_list_title(TITLE_OF_SCOPE[scope], *filters, since=since),
            await _link(services, page.calls),
            nothing=NO_CALLS_TO.format(callee=callees) if callees else nothing,
            newer=f"{page.newer.encode()} {command}" if page.newer else None,
            older=f"{page.older.encode()} {command}" if page.older else None,
        )
    )


async def find_since(services: Services, query: Query) -> datetime | None:
    """Return the moment that since= means; days begin at midnight where the person is.

    Raises SlackError where that has to be asked for, and DeniedError for who may see nothing.
    """
    typed = query.parsed.options.get("since")
    if typed is None:
        return None
    now, ago = services.clock.now(), read_ago(typed)
    if ago is not None:
        return now - ago
    zone = ZoneInfo(await require_time_zone(services, query))
    day = read_past_day(typed, now.astimezone(zone).date())
    return datetime.combine(day, time(), zone).astimezone(UTC)


def name_all_lists(query: Query) -> tuple[ListKey, ...]:
    """Name the lists that hold all calls this person can see: their own direct messages too."""
    return (
        ListKey.everyone(query.workspace_id),
        ListKey.of_person(query.workspace_id, query.user_id),
    )


def _find_lists(scope: Scope, query: Query) -> tuple[ListKey, ...]:
    match scope:
        case Scope.ME:
            return (ListKey.of_person(query.workspace_id, query.user_id),)
        case Scope.HERE:
            return lists_in_channel(query.channel, query.user_id)
        case Scope.ALL:
            return name_all_lists(query)


async def _link(services: Services, calls: Sequence[Call]) -> list[ListedCall]:
    links = await services.call_lists.find_links(calls)
    return [(call, links.get(call.order_id, "")) for call in calls]
