"""The lists of calls: what is live here, and the history, paged where it was asked for."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.domain.calls import Call
from bot.parsing.commands import (
    ParsedSubcommand,
    Scope,
    format_command,
    parse_command,
    read_outcomes,
    read_since,
)
from bot.store.sqlite import PUBLIC, name_lists_here
from bot.store.sqlite.history import CallFilter, Cursor
from bot.ui.call_list import (
    NEWER,
    OLDER,
    ListedCall,
    Upcoming,
    build_call_list,
    build_list_title,
)
from bot.ui.notices import build_error
from handlers.background import Reply
from handlers.context import Services
from handlers.replies import reply_at_click

_TURN_PAGE: Final = (NEWER, OLDER)
_PAGE_CALLS: Final = 10
_SHOWN_LIVE: Final = 20
_SHOWN_UPCOMING: Final = 10
_TITLES: Final = {
    Scope.ME: "My calls",
    Scope.HERE: "Latest calls here",
    Scope.ALL: "Everyone's calls",
}


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons that page through a history."""

    async def turn_page(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        reply = reply_at_click(respond, services.slack, body)
        services.background.start(
            body.get("trigger_id"),
            _turn_page(services, body, str(payload.get("value")), reply),
            reply=reply,
            explain=build_error,
        )

    for action_id in _TURN_PAGE:
        app.action(action_id)(turn_page)


async def show_status(services: Services, *, channel_id: str, user_id: str, reply: Reply) -> None:
    """Answer with the calls that are live or still to come in a channel.

    Raises StoreError or SlackError.
    """
    lists = name_lists_here(channel_id, user_id)
    live, count = await services.store.history.live(lists, limit=_SHOWN_LIVE)
    later, later_count = await services.store.attempts.upcoming(lists, limit=_SHOWN_UPCOMING)
    await reply(
        build_call_list(
            build_list_title("Live calls here"),
            await _link(services, live),
            nothing="No call is live here.",
            left_out=count - len(live),
            upcoming=Upcoming(
                title=build_list_title("Upcoming calls here"),
                calls=await _link(services, later),
                left_out=later_count - len(later),
            ),
        )
    )


async def show_history(
    services: Services,
    request: ParsedSubcommand,
    *,
    channel_id: str,
    user_id: str,
    reply: Reply,
    place: Cursor = Cursor(),  # noqa: B008 - frozen
) -> None:
    """Answer with one page of a history; raises StoreError or SlackError."""
    scope = Scope(request.words[0]) if request.words else Scope.HERE
    agent, outcome = request.options.get("agent"), request.options.get("outcome")
    since = await find_since(services, request, user_id)
    page = await services.store.history.page(
        _find_lists(scope, channel_id, user_id),
        wanted=CallFilter(
            statuses=read_outcomes(outcome) if outcome else None,
            agent=services.agents.name_for(agent),
            since=since,
        ),
        place=place,
        limit=_PAGE_CALLS,
    )
    command = format_command(request)
    filters = [each for each in (outcome and outcome.replace("_", " "), agent) if each]
    await reply(
        build_call_list(
            build_list_title(_TITLES[scope], *filters, since=since),
            await _link(services, page.calls),
            nothing="There is no such call." if request.options else _say_none(scope),
            newer=f"{page.newer} {command}" if page.newer else None,
            older=f"{page.older} {command}" if page.older else None,
        )
    )


async def find_since(
    services: Services, request: ParsedSubcommand, user_id: str
) -> datetime | None:
    """Return the moment that since= means; days begin at midnight where the person is.

    Raises SlackError where that has to be asked for.
    """
    typed = request.options.get("since")
    if typed is None:
        return None
    since = read_since(typed)
    if isinstance(since, timedelta):
        return services.clock.now() - since
    zone = await services.slack.people.user_time_zone(user_id)
    return datetime.combine(since, time(), ZoneInfo(zone)).astimezone(UTC)


async def _turn_page(services: Services, body: Mapping[str, Any], value: str, reply: Reply) -> None:
    """Show another page of what the button says; where and to whom, the click itself says."""
    place, _, command = value.partition(" ")
    request = parse_command(command, default_region=services.config.default_region)
    if isinstance(request, ParsedSubcommand):
        await show_history(
            services,
            request,
            channel_id=body["channel"]["id"],
            user_id=body["user"]["id"],
            reply=reply,
            place=Cursor.decode(place),
        )


def _find_lists(scope: Scope, channel_id: str, user_id: str) -> tuple[str, ...]:
    match scope:
        case Scope.ME:
            return (user_id,)
        case Scope.HERE:
            return name_lists_here(channel_id, user_id)
        case Scope.ALL:
            # what is told in public, and what this person can see without that
            return (PUBLIC, user_id, *name_lists_here(channel_id, user_id))


async def _link(services: Services, calls: Sequence[Call]) -> list[ListedCall]:
    links = await services.permalinks.find(calls)
    return [(call, links.get(call.order_id, "")) for call in calls]


def _say_none(scope: Scope) -> str:
    return {
        Scope.ME: "You have not asked for a call yet.",
        Scope.HERE: "No call was asked for here yet.",
        Scope.ALL: "Nobody has asked for a call yet.",
    }[scope]
