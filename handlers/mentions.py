"""Mentions of the bot and messages to it: the same grammar as the command, also in threads."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.errors import CommandError, SlackError
from bot.parsing.commands import (
    Command,
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
    parse_command,
    read_direct_message,
    read_mention,
)
from bot.policies import require_own_workspace
from bot.ui.help import build_help_with_form
from bot.ui.notices import build_command_refusal
from handlers.answers.query import Query
from handlers.answers.subcommands import answer_subcommand, gather_help
from handlers.background import Reply
from handlers.context import Requester, Services
from handlers.listeners import Listeners
from handlers.orders import place_typed_call
from handlers.replies import reply_in_dm, reply_in_place

_GREETING_SECONDS: Final = 3_600.0
_REMEMBERED_PEOPLE: Final = 5_000


class Greetings:
    """Who was shown the help lately, so that a chat with the bot is not full of it."""

    def __init__(self, clock: Clock) -> None:
        self._greeted = TTLCache[str, None](
            _REMEMBERED_PEOPLE, _GREETING_SECONDS, timer=clock.monotonic
        )

    def is_due(self, user_id: str) -> bool:
        """Say whether a person was not greeted lately."""
        return user_id not in self._greeted

    def record(self, user_id: str) -> None:
        """Remember that a person is greeted now."""
        self._greeted[user_id] = None


def register(listeners: Listeners) -> None:
    """Register the events."""
    services = listeners.services
    greetings = Greetings(services.clock)

    async def mention(body: dict[str, Any], event: dict[str, Any], requester: Requester) -> None:
        if not _is_from_person(event):
            return
        asked = read_mention(str(event.get("text") or ""), services.identity.user_id)
        if asked is None:
            return
        reply = reply_in_place(
            services.slack, event["channel"], event["user"], thread_ts=event.get("thread_ts")
        )
        _start(services, body, requester, asked, reply)

    async def direct_message(
        body: dict[str, Any], event: dict[str, Any], requester: Requester
    ) -> None:
        if not _is_from_person(event) or event.get("channel_type") != "im":
            return
        asked = read_direct_message(str(event.get("text") or ""), services.identity.user_id)
        reply = reply_in_dm(services.slack, event["channel"], thread_ts=event.get("thread_ts"))
        if asked is not None:
            _start(services, body, requester, asked, reply)
        elif greetings.is_due(requester.user_id):
            greetings.record(requester.user_id)
            _start(services, body, requester, Subcommand.HELP, reply)

    listeners.app.event("app_mention")(mention)
    listeners.app.event("message")(direct_message)


def _is_from_person(event: Mapping[str, Any]) -> bool:
    """Tell people's own words from edits, joins, and what other apps post."""
    return "subtype" not in event and not event.get("bot_id") and bool(event.get("user"))


def _start(
    services: Services, body: Mapping[str, Any], requester: Requester, asked: str, reply: Reply
) -> None:
    services.background.start(
        f"event {body['event_id']}",
        _do(services, body["event"], requester, asked, reply),
        reply=reply,
    )


async def _do(
    services: Services, event: Mapping[str, Any], requester: Requester, asked: str, reply: Reply
) -> None:
    """Do what was asked; raises CallBotError with the sentence for the person."""
    require_own_workspace(requester.team_id, services.workspace.id)
    try:
        parsed = parse_command(asked, default_region=services.config.default_region)
        await _answer(services, event, requester, parsed, reply)
    except CommandError as exc:
        await reply(build_command_refusal(exc, command=f"@{services.identity.name} call"))


async def _answer(
    services: Services,
    event: Mapping[str, Any],
    requester: Requester,
    parsed: Command,
    reply: Reply,
) -> None:
    channel_id, thread_ts = event["channel"], event.get("thread_ts")
    match parsed:
        case OpenForm() | ParsedSubcommand(name=Subcommand.HELP):
            # a message brings no trigger to open the form with; a click on the button does
            await reply(build_help_with_form(gather_help(services), thread_ts))
        case ParsedSubcommand():
            query = Query(
                parsed=parsed,
                workspace_id=requester.workspace_id,
                channel_id=channel_id,
                user_id=requester.user_id,
                thread_ts=thread_ts,
            )
            await answer_subcommand(services, query, reply)
        case ParsedCall():
            await place_typed_call(
                services,
                replace(requester, user_name=await _find_name(services, requester.user_id)),
                parsed,
                # the same for every repetition of an event, and for an event about the same words
                request_key=f"message:{channel_id}:{event['ts']}",
                channel_id=channel_id,
                thread_ts=thread_ts,
                reply=reply,
            )


async def _find_name(services: Services, user_id: str) -> str:
    try:
        return await services.slack.people.user_name(user_id)
    except SlackError:
        return user_id
