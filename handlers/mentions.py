"""Mentions of the bot and messages to it: the same grammar as the command, also in threads."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

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
from handlers.background import Reply
from handlers.context import Services
from handlers.orders import Requester, place_typed_call
from handlers.replies import reply_in_dm, reply_in_place
from handlers.subcommands import answer_subcommand, gather_help

_GREETING_SECONDS: Final = 3_600.0
_REMEMBERED_PEOPLE: Final = 5_000


class Greetings:
    """Who was shown the help lately, so that a chat with the bot is not full of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._greeted: OrderedDict[str, float] = OrderedDict()

    def is_due(self, user_id: str) -> bool:
        """Say whether a person should be greeted, and take it that they are."""
        now = self._clock.monotonic()
        last = self._greeted.get(user_id)
        if last is not None and now - last < _GREETING_SECONDS:
            return False
        self._greeted[user_id] = now
        self._greeted.move_to_end(user_id)
        if len(self._greeted) > _REMEMBERED_PEOPLE:
            self._greeted.popitem(last=False)
        return True


def register(app: AsyncApp, services: Services) -> None:
    """Register the events."""
    greetings = Greetings(services.clock)

    async def mention(body: dict[str, Any], event: dict[str, Any]) -> None:
        if not _is_from_person(event):
            return
        asked = read_mention(str(event.get("text") or ""), services.identity.user_id)
        if asked is None:
            return
        reply = reply_in_place(
            services.slack, event["channel"], event["user"], thread_ts=event.get("thread_ts")
        )
        _start(services, body, asked, reply)

    async def direct_message(body: dict[str, Any], event: dict[str, Any]) -> None:
        if not _is_from_person(event) or event.get("channel_type") != "im":
            return
        asked = read_direct_message(str(event.get("text") or ""), services.identity.user_id)
        reply = reply_in_dm(services.slack, event["channel"], thread_ts=event.get("thread_ts"))
        if asked is not None:
            _start(services, body, asked, reply)
        elif greetings.is_due(event["user"]):
            _start(services, body, Subcommand.HELP, reply)

    app.event("app_mention")(mention)
    app.event("message")(direct_message)


def _is_from_person(event: Mapping[str, Any]) -> bool:
    """Reply people's own words from edits, joins, and what other apps post."""
    return "subtype" not in event and not event.get("bot_id") and bool(event.get("user"))


def _start(services: Services, body: Mapping[str, Any], asked: str, reply: Reply) -> None:
    services.background.start(
        f"event {body['event_id']}", _do(services, body["event"], asked, reply), reply=reply
    )


async def _do(services: Services, event: Mapping[str, Any], asked: str, reply: Reply) -> None:
    """Do what was asked; raises CallBotError with the sentence for the person."""
    require_own_workspace(event.get("user_team") or event.get("team"), services.identity.team_id)
    bot_name = services.identity.name
    try:
        parsed = parse_command(asked, default_region=services.config.default_region)
        await _answer(services, event, parsed, reply)
    except CommandError as exc:
        await reply(build_command_refusal(exc, command=f"@{bot_name} call"))


async def _answer(
    services: Services, event: Mapping[str, Any], parsed: Command, reply: Reply
) -> None:
    match parsed:
        case OpenForm() | ParsedSubcommand(name=Subcommand.HELP):
            # a message brings no trigger to open the form with; a click on the button does
            await reply(build_help_with_form(gather_help(services), event.get("thread_ts")))
        case ParsedSubcommand():
            await answer_subcommand(
                services,
                parsed,
                channel_id=event["channel"],
                user_id=event["user"],
                reply=reply,
                thread_ts=event.get("thread_ts"),
            )
        case ParsedCall():
            await _place(services, event, parsed, reply)


async def _place(
    services: Services, event: Mapping[str, Any], typed: ParsedCall, reply: Reply
) -> None:
    requester = Requester(
        team_id=services.identity.team_id,
        user_id=event["user"],
        user_name=await _find_name(services, event["user"]),
    )
    await place_typed_call(
        services,
        requester,
        typed,
        # the same for every repetition of an event, and for an event about the same words
        request_key=f"message:{event['channel']}:{event['ts']}",
        channel_id=event["channel"],
        thread_ts=event.get("thread_ts"),
        reply=reply,
    )


async def _find_name(services: Services, user_id: str) -> str:
    try:
        return await services.slack.people.user_name(user_id)
    except SlackError:
        return user_id
