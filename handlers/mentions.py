"""Mentions of the bot and messages to it: the same grammar as the command, also in threads."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

from cachetools import TTLCache
from slack_bolt.context.async_context import AsyncBoltContext

from bot.clock import Clock
from bot.domain.requesters import ReplyAddress
from bot.parsing.commands import (
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
    read_direct_message,
    read_mention,
)
from bot.ui.help import build_help_with_form
from bot.ui.notices import build_command_refusal
from handlers.answers.query import Query
from handlers.answers.subcommands import answer_subcommand, gather_help
from handlers.context import Services
from handlers.inbox import Received
from handlers.listeners import Listeners
from handlers.placing import build_typed_draft, place_typed, read_typed
from handlers.replies import reply_to_direct_message, reply_to_mention

_KIND: Final = "message"
_GREETING_SECONDS: Final = 3_600.0
_REMEMBERED_PEOPLE: Final = 5_000
_Next = Callable[[], Awaitable[None]]


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
    """Register the events; Bolt acknowledges them after the middleware and before the listener."""
    inbox, services = listeners.inbox, listeners.services
    greetings = Greetings(services.clock)

    async def receive(
        context: AsyncBoltContext, event: dict[str, Any], asked: str, address: ReplyAddress
    ) -> None:
        # the same for every repetition of an event, and for an event about the same words
        key = f"message:{event['channel']}:{event['ts']}"
        body = {"event": event, "asked": asked}
        context["entry"] = await inbox.receive(_KIND, key, body, address)

    async def receive_mention(
        context: AsyncBoltContext, event: dict[str, Any], next_: _Next
    ) -> None:
        asked = read_mention(str(event.get("text") or ""), services.identity.user_id)
        if _is_from_person(event) and asked is not None:
            await receive(context, event, asked, reply_to_mention(event))
        await next_()

    async def receive_message(
        context: AsyncBoltContext, event: dict[str, Any], next_: _Next
    ) -> None:
        if _is_from_person(event) and event.get("channel_type") == "im":
            asked = read_direct_message(str(event.get("text") or ""), services.identity.user_id)
            if asked is None and greetings.is_due(event["user"]):
                greetings.record(event["user"])
                asked = Subcommand.HELP
            if asked is not None:
                await receive(context, event, asked, reply_to_direct_message(event))
        await next_()

    async def start(context: AsyncBoltContext) -> None:
        if context.get("entry") is not None:
            inbox.start(context["entry"])

    command = f"@{services.identity.name} call"
    inbox.register(_KIND, _run, explain=partial(build_command_refusal, command=command))
    listeners.app.event("app_mention", middleware=[receive_mention])(start)
    listeners.app.event("message", middleware=[receive_message])(start)


def _is_from_person(event: Mapping[str, Any]) -> bool:
    """Tell people's own words from edits, joins, and what other apps post."""
    return "subtype" not in event and not event.get("bot_id") and bool(event.get("user"))


async def _run(services: Services, received: Received) -> None:
    """Do what was asked; raises CallBotError with the sentence for the person."""
    event, requester = received.body["event"], received.requester
    channel_id, thread_ts = event["channel"], event.get("thread_ts")
    match await read_typed(services, requester, received.body["asked"]):
        case OpenForm() | ParsedSubcommand(name=Subcommand.HELP):
            # a message brings no trigger to open the form with; a click on the button does
            await received.reply(build_help_with_form(gather_help(services), thread_ts))
        case ParsedSubcommand() as parsed:
            query = Query(
                parsed=parsed, channel_id=channel_id, requester=requester, thread_ts=thread_ts
            )
            await answer_subcommand(services, query, received.reply)
        case ParsedCall() as parsed:
            draft = build_typed_draft(received, parsed, channel_id=channel_id, thread_ts=thread_ts)
            await place_typed(services, received, draft)
