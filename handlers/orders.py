"""From what a person asked for to the dialer, and what they are told where that fails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.calls import OrderRequest
from bot.cards.notices import build_invitation
from bot.command_text import CallRequest, quote_value
from bot.errors import CommandError, RuleRefusal, TargetGone
from bot.rules import choose_caller_id
from handlers.errands import Tell
from handlers.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, by Slack's ids and the name that others see."""

    team_id: str
    user_id: str
    user_name: str

    @classmethod
    def from_command(cls, command: Mapping[str, Any]) -> "Asker":
        """Read a slash command's payload."""
        return cls(
            team_id=str(command.get("team_id", "")),
            user_id=str(command["user_id"]),
            user_name=str(command.get("user_name") or command["user_id"]),
        )

    @classmethod
    def from_interaction(cls, body: Mapping[str, Any]) -> "Asker":
        """Read the payload of a click or a submission."""
        user = body["user"]
        return cls(
            team_id=str((body.get("team") or {}).get("id") or user.get("team_id") or ""),
            user_id=str(user["id"]),
            user_name=str(user.get("username") or user.get("name") or user["id"]),
        )


async def build_order(
    services: Services,
    asker: Asker,
    typed: CallRequest,
    *,
    request_key: str,
    channel_id: str,
    thread_ts: str | None = None,
) -> OrderRequest:
    """Check what was typed and complete it; raises RuleRefusal or VoicyError.

    `thread_ts` is the thread that is there already, None to open one.
    """
    config = services.config
    caller_id = choose_caller_id(typed.from_text, config.voicy_from_numbers, config.default_region)
    agent = await services.agents.choose(typed.agent) if typed.agent else None
    return OrderRequest(
        request_key=request_key,
        team_id=asker.team_id,
        channel_id=channel_id,
        thread_ts=thread_ts,
        requested_by=asker.user_id,
        requested_by_name=asker.user_name,
        origin_channel_id=channel_id,
        to_number=typed.number.e164,
        from_number=caller_id.number,
        agent_id=agent.agent_id if agent else None,
        agent_name=agent.name if agent else None,
        variables=typed.variables,
        is_unusual_number=not typed.number.is_valid,
    )


async def place_typed_call(
    services: Services,
    asker: Asker,
    typed: CallRequest,
    *,
    request_key: str,
    channel_id: str,
    thread_ts: str | None = None,
    tell: Tell,
) -> None:
    """Place a call that was typed; raises CommandError where a rule refuses a part of it."""
    try:
        request = await build_order(
            services,
            asker,
            typed,
            request_key=request_key,
            channel_id=channel_id,
            thread_ts=thread_ts,
        )
        await place_order(services, request, tell=tell)
    except RuleRefusal as exc:
        raise _mark(services, typed, exc) from exc


async def place_order(services: Services, request: OrderRequest, *, tell: Tell) -> None:
    """Place a call; where the bot cannot post, tell the person how to go on.

    Raises what the dialer raises, but for that.
    """
    try:
        await services.dialer.place_call(request)
    except TargetGone as exc:
        order_id = await services.store.orders.find_by_key(request.request_key)
        if order_id is None:
            raise
        bot_name = services.identity.name
        await tell(build_invitation(order_id, request.channel_id, bot_name, exc.code))


async def place_in_dm(services: Services, order_id: str, asker: Asker, *, tell: Tell) -> None:
    """Place an order that could not be posted where it was asked for, told in a DM."""
    call = await services.store.calls.get(order_id)
    dm = await services.slack.open_dm(asker.user_id)
    request = replace(
        call.request,
        request_key=f"dm:{order_id}",
        requested_by=asker.user_id,
        requested_by_name=asker.user_name,
        channel_id=dm,
        thread_ts=None,
    )
    await place_order(services, request, tell=tell)


def _mark(services: Services, typed: CallRequest, refusal: RuleRefusal) -> CommandError:
    """Show a rule's refusal at the part of the command that it is about."""
    start, end = typed.spans.get(refusal.field, (0, 0))
    choices = {
        "from": services.config.default_caller_id.label,
        "agent": next((agent.name for agent in services.agents.search("")), None),
    }
    choice = choices.get(refusal.field)
    number = "+15559876543" if refusal.field == "to" else typed.number.e164
    example = f"{number} {refusal.field}={quote_value(choice)}" if choice else f"{number} name=John"
    return CommandError(str(refusal), text=typed.text, start=start, end=end, example=example)
