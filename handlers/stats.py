"""Statistics: painted for one person, and shown to a channel or a thread where they are wanted."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.domain.statistics import CallStatistics
from bot.errors import ChannelUnavailableError
from bot.parsing.commands import ParsedSubcommand, format_command, parse_command
from bot.store.sqlite import PUBLIC, name_lists_here
from bot.ui.notices import build_error, build_note
from bot.ui.rich_text import Message
from bot.ui.statistics import SHARE_STATS, build_stats_note
from handlers.background import Reply
from handlers.context import Services
from handlers.orders import Requester
from handlers.replies import reply_by_url

_USUAL_DAYS: Final = 30
_FOR_ONE: Final = "Counted: calls told in public channels, here, and your own."
_FOR_ALL: Final = "Counted: calls told in public channels and here."


def register(app: AsyncApp, services: Services) -> None:
    """Register the button that shows statistics to everybody here."""

    async def share(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        user_id = body["user"]["id"]
        reply = reply_by_url(respond, services.slack, user_id, replaces=True)
        services.background.start(
            f"share {body['container']['message_ts']} {user_id}",
            _share(services, body, str(payload.get("value")), reply),
            reply=reply,
            explain=build_error,
        )

    app.action(SHARE_STATS)(share)


async def show_stats(
    services: Services,
    request: ParsedSubcommand,
    *,
    channel_id: str,
    user_id: str,
    thread_ts: str | None,
    reply: Reply,
) -> None:
    """Answer with a picture: in the thread it was asked for in, else to the person alone.

    Raises StoreError or SlackError.
    """
    dm = await services.slack.open_dm(user_id)
    if thread_ts is not None and channel_id != dm:
        await _show_all(services, request, channel_id, user_id, thread_ts=thread_ts, reply=reply)
        return
    lists = (PUBLIC, user_id, *name_lists_here(channel_id, user_id))
    statistics = await _count(services, request, lists, user_id)
    if not statistics.calls:
        await reply(_say_none(request))
        return
    await services.stats.send(dm, statistics, remark=_FOR_ONE, thread_ts=thread_ts)
    if channel_id == dm:
        return
    sentence = "📊 The picture is in your direct message with me."
    if channel_id.startswith("D"):
        # of other people, where the bot cannot take part
        await reply(build_note(sentence))
    else:
        await reply(build_stats_note(sentence, format_command(request)))


async def _share(services: Services, body: Mapping[str, Any], command: str, reply: Reply) -> None:
    """Show a channel what the button says; which channel, the click itself says."""
    request = parse_command(command, default_region=services.config.default_region)
    if not isinstance(request, ParsedSubcommand):
        return
    await reply(build_note("Painting …"))
    is_shown = await _show_all(
        services,
        request,
        body["channel"]["id"],
        body["user"]["id"],
        thread_ts=(body.get("container") or {}).get("thread_ts"),
        reply=reply,
        shared_by=Requester.from_interaction(body).user_name,
    )
    if is_shown:
        await reply(build_note("✅ Shared here."))


async def _show_all(
    services: Services,
    request: ParsedSubcommand,
    channel_id: str,
    user_id: str,
    *,
    thread_ts: str | None,
    reply: Reply,
    shared_by: str | None = None,
) -> bool:
    """Show everybody here what all of them may see; False where the person was told why not."""
    statistics = await _count(services, request, (PUBLIC, channel_id), user_id)
    if not statistics.calls:
        await reply(_say_none(request))
        return False
    remark = f"{_FOR_ALL} Shared by @{shared_by}." if shared_by else _FOR_ALL
    try:
        await services.stats.send(channel_id, statistics, remark=remark, thread_ts=thread_ts)
    except ChannelUnavailableError:
        invitation = f"/invite @{services.identity.name}"
        sentence = f"I cannot share files here. Invite me with {invitation}, then ask once more."
        await reply(build_note(f"✋ {sentence}"))
        return False
    return True


async def _count(
    services: Services, request: ParsedSubcommand, lists: Sequence[str], user_id: str
) -> CallStatistics:
    agent = request.options.get("agent")
    return await services.stats.count(
        lists,
        days=_read_days(request),
        agent=services.agents.name_for(agent),
        zone=await services.slack.people.user_time_zone(user_id),
    )


def _read_days(request: ParsedSubcommand) -> int:
    return int(request.words[0].removesuffix("d")) if request.words else _USUAL_DAYS


def _say_none(request: ParsedSubcommand) -> Message:
    days = _read_days(request)
    when = "today" if days == 1 else f"in the last {days} days"
    narrowed = " with this agent" if request.options else ""
    return build_note(f"No call{narrowed} came to an end {when}, so there is no picture either.")
