"""From what a person asked for to the dialer, and what they are told where that fails."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.calls import CallOrder
from bot.errors import (
    AmbiguousTimeError,
    ChannelUnavailableError,
    CommandError,
    PolicyError,
    SlackError,
)
from bot.parsing.commands import ParsedCall, format_command, quote_value
from bot.parsing.times import SpokenTime, read_time
from bot.policies import check_retry, choose_caller_id
from bot.ui.notices import build_invitation
from bot.ui.time_question import TimeAnswer, build_time_question, format_at
from handlers.background import Reply
from handlers.context import Requester, Services

_NO_ZONE: Final = (
    "Slack cannot say right now which time zone you are in. Try again in a minute, or name the "
    "callee's time zone."
)


async def build_order(
    services: Services,
    requester: Requester,
    typed: ParsedCall,
    *,
    request_key: str,
    channel_id: str,
    thread_ts: str | None = None,
) -> CallOrder:
    """Check what was typed and complete it; raises PolicyError, AmbiguousTimeError or VoicyError.

    `thread_ts` is the thread that is there already, None to open one.
    """
    config = services.config
    caller_id = choose_caller_id(typed.from_text, config.voicy_from_numbers, config.default_region)
    agent = await services.agents.choose(typed.agent) if typed.agent else None
    if typed.attempts > 1:
        check_retry(typed.number.e164, typed.tz)
    spoken = await _find_time(services, requester, typed)
    return CallOrder(
        request_key=request_key,
        workspace_id=requester.workspace_id,
        channel_id=channel_id,
        thread_ts=thread_ts,
        requested_by=requester.user_id,
        requested_by_name=requester.user_name,
        origin_channel_id=channel_id,
        to_number=typed.number.e164,
        from_number=caller_id.number,
        agent_id=agent.agent_id if agent else None,
        agent_name=agent.name if agent else None,
        variables=typed.variables,
        is_unusual_number=not typed.number.is_valid,
        due_at=spoken.at if spoken else None,
        requester_time_zone=spoken.zone if spoken else None,
        callee_time_zone=typed.tz,
        attempts=typed.attempts,
    )


async def _find_time(
    services: Services, requester: Requester, typed: ParsedCall
) -> SpokenTime | None:
    """Read a typed time: on the callee's clock where that is named, else on the requester's own.

    Raises AmbiguousTimeError, and PolicyError where nobody can say whose clock that is.
    """
    if typed.at_text is None:
        return None
    zone = typed.tz or await find_zone_of(services, requester.user_id)
    if zone is None:
        raise PolicyError(_NO_ZONE, field="at")
    return read_time(typed.at_text, zone=zone, now=services.clock.now())


async def find_zone_of(services: Services, user_id: str) -> str | None:
    """Return the zone in which a person reads times, None where Slack cannot be asked."""
    try:
        return await services.slack.people.user_time_zone(user_id)
    except SlackError:
        return None


async def place_typed_call(
    services: Services,
    requester: Requester,
    typed: ParsedCall,
    *,
    request_key: str,
    channel_id: str,
    thread_ts: str | None = None,
    reply: Reply,
) -> str | None:
    """Place a call that was typed; raises CommandError where a part of it is refused.

    Returns the id of the order, None where there is none because the person was asked something.
    """
    try:
        request = await build_order(
            services,
            requester,
            typed,
            request_key=request_key,
            channel_id=channel_id,
            thread_ts=thread_ts,
        )
        return await place_order(services, request, reply=reply)
    except PolicyError as exc:
        raise _mark(services, typed, exc) from exc
    except AmbiguousTimeError as exc:
        if not exc.choices:
            raise _mark_time(typed, exc) from exc
        answers = [(at, _answer(typed, at, request_key, thread_ts)) for at in exc.choices]
        await reply(build_time_question(exc.sentence, answers))
        return None


async def place_order(services: Services, request: CallOrder, *, reply: Reply) -> str | None:
    """Place a call; where the bot cannot post, tell the person how to go on and return None.

    Raises what the dialer raises, but for that.
    """
    try:
        return await services.dialer.place_call(request)
    except ChannelUnavailableError as exc:
        order_id = await services.store.orders.find_by_key(request.request_key)
        if order_id is None:
            raise
        bot_name = services.identity.name
        await reply(build_invitation(order_id, request.channel_id, bot_name, exc.code))
        return None


async def place_in_dm(
    services: Services, order_id: str, requester: Requester, *, reply: Reply
) -> None:
    """Place an order that could not be posted where it was asked for, told in a DM."""
    call = await services.store.calls.get(order_id)
    dm = await services.slack.open_dm(requester.user_id)
    request = replace(
        call.order,
        request_key=f"dm:{order_id}",
        requested_by=requester.user_id,
        requested_by_name=requester.user_name,
        channel_id=dm,
        thread_ts=None,
    )
    await place_order(services, request, reply=reply)


def _mark(services: Services, typed: ParsedCall, refusal: PolicyError) -> CommandError:
    """Show a rule's refusal at the part of the command that it is about."""
    start, end = typed.spans.get(refusal.field, (0, 0))
    choices = {
        "from": services.config.default_caller_id.label,
        "agent": next((agent.name for agent in services.agents.search("")), None),
    }
    choice = choices.get(refusal.field)
    if refusal.field in {"retry", "at"}:
        what = {"retry": "retry=2", "at": "at=15:00"}[refusal.field]
        return _mark_part(typed, refusal.field, str(refusal), f"{what} tz=America/New_York")
    number = "+15559876543" if refusal.field == "to" else typed.number.e164
    example = f"{number} {refusal.field}={quote_value(choice)}" if choice else f"{number} name=John"
    return CommandError(str(refusal), text=typed.text, start=start, end=end, example=example)


def _mark_time(typed: ParsedCall, exc: AmbiguousTimeError) -> CommandError:
    return _mark_part(typed, "at", exc.sentence, 'at="tomorrow 9am"')


def _mark_part(typed: ParsedCall, part: str, sentence: str, instead: str) -> CommandError:
    start, end = typed.spans.get(part, (0, 0))
    example = f"{typed.number.e164} {instead}"
    return CommandError(sentence, text=typed.text, start=start, end=end, example=example)


def _answer(typed: ParsedCall, at: datetime, request_key: str, thread_ts: str | None) -> TimeAnswer:
    command = format_command(replace(typed, at_text=format_at(at)))
    return TimeAnswer(request_key=request_key, thread_ts=thread_ts, command=command)
