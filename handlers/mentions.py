"""Mentions of the bot and messages to it: the same grammar as the command, also in threads."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.phone_numbers import find_numbers
from bot.domain.requesters import ReplyAddress
from bot.errors import CommandError
from bot.parsing.commands import (
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
    read_direct_message,
    read_mention,
)
from bot.slack.downloads import read_files
from bot.store.records import InboxEntry
from bot.ui.help import build_help_with_form, build_short_help
from bot.ui.notices import EDIT_NOT_READ, EDITED_TOO_LATE, build_command_refusal, build_note
from handlers.answers.query import Query
from handlers.answers.subcommands import answer_subcommand, gather_help
from handlers.context import Services
from handlers.inbox import Received
from handlers.listeners import Listeners
from handlers.placing import build_question
from handlers.replies import reply_to_direct_message, reply_to_mention
from handlers.typed_calls import build_typed_draft, parse_typed, place_typed, read_typed

_KIND: Final = "message"
_EDIT: Final = "edit"
# https://docs.slack.dev/reference/events/message, "Message subtypes"
_SAID: Final = frozenset({None, "file_share", "thread_broadcast"})
_SLACKBOT: Final = "USLACKBOT"
_MOST_OFFERS: Final = 5
_Next = Callable[[], Awaitable[None]]


def register(listeners: Listeners) -> None:
    """Register the events; Bolt acknowledges them after the middleware and before the listener."""
    inbox, services = listeners.inbox, listeners.services

    async def receive(
        kind: str, event: Mapping[str, Any], asked: str | None, address: ReplyAddress
    ) -> InboxEntry | None:
        # the same for every repetition of an event, and for an event about the same words
        key = f"{kind}:{event['channel']}:{event['ts']}"
        return await inbox.receive(kind, key, {"event": event, "asked": asked}, address)

    async def receive_mention(
        context: AsyncBoltContext, event: dict[str, Any], next_: _Next
    ) -> None:
        asked = read_mention(str(event.get("text") or ""), services.identity.user_id)
        if _is_from_person(event) and asked is not None:
            address = reply_to_mention(event)
            entry = await receive(_KIND, event, asked, address)
            if entry is None and "edited" in event:
                entry = await receive(_EDIT, event, asked, address)
            context["entry"] = entry
        await next_()

    async def receive_message(
        context: AsyncBoltContext, event: dict[str, Any], next_: _Next
    ) -> None:
        kind, said = _read_message(event)
        if said is not None and event.get("channel_type") == "im":
            asked = read_direct_message(str(said.get("text") or ""), services.identity.user_id)
            context["entry"] = await receive(kind, said, asked, reply_to_direct_message(said))
        await next_()

    async def start(context: AsyncBoltContext) -> None:
        if context.get("entry") is not None:
            inbox.start(context["entry"])

    command = f"@{services.identity.name} call"
    inbox.register(_KIND, _run, explain=partial(build_command_refusal, command=command))
    inbox.register(_EDIT, _answer_edit)
    listeners.app.event("app_mention", middleware=[receive_mention])(start)
    listeners.app.event("message", middleware=[receive_message])(start)


def _read_message(event: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    """Return what a person said, or how they edited it; None for what nobody said."""
    if event.get("subtype") != "message_changed":
        return _KIND, event if _is_from_person(event) else None
    changed, before = event.get("message") or {}, event.get("previous_message") or {}
    is_edit = _is_from_person(changed) and changed.get("text") != before.get("text")
    return _EDIT, {**changed, "channel": event["channel"]} if is_edit else None


def _is_from_person(event: Mapping[str, Any]) -> bool:
    """Tell people's own words from joins, and what the bot, other apps and Slack itself post."""
    is_said = event.get("subtype") in _SAID
    return is_said and not event.get("bot_id") and event.get("user") not in {None, "", _SLACKBOT}


async def _run(services: Services, received: Received) -> None:
    """Do what was asked; raises CallBotError with the sentence for the person."""
    asked = received.body["asked"]
    await (_do(services, received) if asked is not None else _answer_words(services, received))


async def _do(services: Services, received: Received) -> None:
    event, requester = received.body["event"], received.requester
    channel_id, thread_ts = event["channel"], event.get("thread_ts")
    match await read_typed(services, requester, received.body["asked"], channel_id=channel_id):
        case OpenForm() | ParsedSubcommand(name=Subcommand.HELP):
            # a message brings no trigger to open the form with; a click on the button does
            facts = await gather_help(services, requester)
            await received.reply(build_help_with_form(facts, thread_ts))
        case ParsedSubcommand() as parsed:
            query = Query(
                parsed=parsed,
                channel_id=channel_id,
                requester=requester,
                thread_ts=thread_ts,
                files=read_files(event),
            )
            await answer_subcommand(services, query, received.reply)
        case ParsedCall() as parsed:
            draft = build_typed_draft(received, parsed, channel_id=channel_id, thread_ts=thread_ts)
            await place_typed(services, received, draft)


async def _answer_words(services: Services, received: Received) -> None:
    """Answer what is no order: offer the calls to its numbers, else say what can be asked."""
    event = received.body["event"]
    call = await _find_call(str(event.get("text") or ""), services.config.default_region)
    if call is None:
        await received.reply(build_short_help())
        return
    await services.access.require_caller(received.requester, channel_id=event["channel"])
    draft = build_typed_draft(
        received, call, channel_id=event["channel"], thread_ts=event.get("thread_ts")
    )
    await received.reply(build_question(services, await services.intake.offer(draft)))


async def _find_call(text: str, default_region: str) -> ParsedCall | None:
    """Find a call without the word, or the numbers among other words, to choose from."""
    try:
        call = await parse_typed(text, default_region)
    except CommandError:
        numbers = (await find_numbers(text, default_region)).numbers[:_MOST_OFFERS]
        return ParsedCall(number=numbers[0], numbers=numbers) if numbers else None
    if not isinstance(call, ParsedCall):
        return None
    return replace(call, numbers=call.numbers or (call.number,))


async def _answer_edit(services: Services, received: Received) -> None:
    """Say once that an edit of what was asked for changes nothing."""
    event = received.body["event"]
    request_key = f"{_KIND}:{event['channel']}:{event['ts']}"
    if await services.store.orders.find_by_key(request_key) is not None:
        await received.reply(build_note(EDITED_TOO_LATE))
    elif received.body["asked"] is not None:
        await received.reply(build_note(EDIT_NOT_READ))
