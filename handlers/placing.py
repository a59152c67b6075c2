"""A draft handed to intake, and the answer about its outcome."""

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final

from bot.calling.agent_directory import AgentDirectory
from bot.calling.intake import OFFER
from bot.calling.waiting_drafts import Asked
from bot.domain.agents import fold_name
from bot.domain.drafts import CallDraft
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import PhoneNumber
from bot.domain.requesters import Requester
from bot.errors import (
    AmbiguousTimeError,
    CommandError,
    DeniedError,
    InputError,
    OrderNotFoundError,
)
from bot.parsing.commands import (
    EXAMPLE_NUMBER,
    Command,
    ParsedCall,
    can_be_typed,
    parse_command,
    quote_value,
)
from bot.parsing.times import EXAMPLE_TIME
from bot.policies.consents import read_consent
from bot.policies.verdicts import PolicyName
from bot.ui.consent_question import build_consent_question
from bot.ui.duplicate_question import build_duplicate_question
from bot.ui.notices import build_chosen_call, build_in_line, build_note
from bot.ui.preview import build_preview
from bot.ui.questions import (
    QUESTION_OVER,
    build_late_question,
    build_number_question,
    build_offer,
    build_time_question,
)
from bot.ui.quiet_question import build_quiet_question
from bot.ui.rich_text import Message
from bot.ui.variable_question import build_variable_question
from bot.ui.verdicts import format_verdict
from handlers.context import Services
from handlers.inbox import Received

# of which parsing takes a few milliseconds
_SOON_PARSED: Final = 500
# of the three that Slack gives to open a form, or to answer its submission
_PERSON_SECONDS: Final = 1.0
# whose card comes after so few others needs no word until then
_CARDS_SOON: Final = 3


def build_typed_draft(
    received: Received, typed: ParsedCall, *, channel_id: str, thread_ts: str | None = None
) -> CallDraft:
    """Build the draft of a call that was typed in a conversation."""
    return CallDraft(
        request_key=received.key,
        requester=received.requester,
        reply=received.reply.address,
        received_at=received.received_at,
        channel_id=channel_id,
        origin_channel_id=channel_id,
        is_origin_proven=True,
        thread_ts=thread_ts,
        number=typed.number,
        numbers=typed.numbers,
        from_text=typed.from_text,
        agent_text=typed.agent,
        variables=typed.variables,
        mentions=typed.mentions,
        at_text=typed.at_text,
        until_text=typed.until_text,
        callee_time_zone=typed.tz,
        zone_text=typed.zone_text,
        attempts=typed.attempts,
        consent_text=typed.consent,
        text=typed.text,
        spans=typed.spans,
    )


def build_draft_of(received: Received, order: CallOrder, *, channel_id: str) -> CallDraft:
    """Build the draft of an order that is placed once more, in another conversation.

    Raises OrderNotFoundError where its number was forgotten.
    """
    if not order.to_number:
        raise OrderNotFoundError
    now = received.received_at
    return CallDraft(
        request_key=received.key,
        requester=received.requester,
        reply=received.reply.address,
        received_at=received.received_at,
        channel_id=channel_id,
        origin_channel_id=channel_id,
        is_origin_proven=True,
        number=PhoneNumber(e164=order.to_number, is_valid=not order.is_unusual_number, region=None),
        from_text=order.from_number,
        agent_id=order.agent_id,
        agent_name=order.agent_name,
        variables=order.variables,
        due_at=keep_future(order.due_at, now),
        until_at=keep_future(order.until_at, now),
        callee_time_zone=order.callee_time_zone,
        attempts=order.attempts,
        consent=read_consent(order),
        answered=frozenset({PolicyName.VARIABLES}),
    )


def keep_future(at: datetime | None, now: datetime) -> datetime | None:
    """Return a time where it has not passed."""
    return at if at is not None and at > now else None


async def refuse_early(services: Services, requester: Requester) -> None:
    """Raise DeniedError where a person may not call and Slack says so while their form waits."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PERSON_SECONDS):
            await services.access.require_caller(requester, allow_unknown=True)


async def parse_typed(text: str, default_region: str) -> Command:
    """Parse what was typed, beside the event loop where that takes long; raises CommandError."""
    parse = partial(parse_command, text, default_region=default_region)
    return await asyncio.to_thread(parse) if len(text) > _SOON_PARSED else parse()


async def read_typed(
    services: Services, requester: Requester, text: str, *, channel_id: str
) -> Command:
    """Read what was typed; raises CommandError, of a call only to those who may call there."""
    try:
        return await parse_typed(text, services.config.default_region)
    except CommandError as exc:
        if not exc.text.lstrip()[:1].isalpha():
            await services.access.require_caller(requester, channel_id=channel_id)
        raise


async def place_typed(services: Services, received: Received, draft: CallDraft) -> None:
    """Place a call that was typed; raises CommandError where a part of it is refused."""
    try:
        await place(services, received, draft)
    except InputError as exc:
        raise _build_mistake(services, draft, exc.field, str(exc)) from exc
    except AmbiguousTimeError as exc:
        example = f"{exc.field}={quote_value(EXAMPLE_TIME)}"
        raise _build_mistake(services, draft, exc.field, exc.sentence, example) from exc
    except DeniedError as exc:
        if exc.field not in draft.spans:
            raise
        raise _build_mistake(services, draft, exc.field, format_verdict(exc)) from exc


async def place(services: Services, received: Received, draft: CallDraft) -> None:
    """Place a call, or ask its requester what has to be known first; a card says all else."""
    outcome = await services.intake.place(draft)
    if isinstance(outcome, Asked):
        await received.reply(build_question(services, outcome))
        return
    start_joining(services, received, draft.channel_id)
    cards_before = await services.store.outbox.count_cards_before(outcome.order_id)
    if cards_before > _CARDS_SOON:
        await received.reply(build_in_line(cards_before))


async def answer_draft(
    services: Services,
    received: Received,
    draft_id: str,
    choice: int = 0,
    *,
    quiet_reason: str | None = None,
    consent_text: str | None = None,
) -> None:
    """Go on with a draft as its question was answered; what came of it stands in its place."""
    outcome = await services.intake.answer(
        draft_id,
        choice,
        received.requester,
        received.reply.address,
        received_key=received.key,
        received_at=received.received_at,
        quiet_reason=quiet_reason,
        consent_text=consent_text,
    )
    if outcome is None:
        await received.reply(build_note(QUESTION_OVER))
    elif isinstance(outcome, Asked):
        await received.reply(build_question(services, outcome))
    else:
        call = await services.store.calls.get(outcome.order_id)
        await received.reply(build_chosen_call(call))
        start_joining(services, received, call.order.channel_id)


def start_joining(services: Services, received: Received, channel_id: str) -> None:
    """Join the channel where a call is told, while its card is on the way."""
    joining = services.membership.join(channel_id)
    services.background.start(None, joining, reply=received.reply)


def build_question(services: Services, asked: Asked) -> Message:
    """Build the question that a draft waits for."""
    waiting, draft = asked.waiting, asked.waiting.draft
    numbers = [each.e164 for each in waiting.numbers]
    is_scheduled = draft.due_at is not None
    if asked.silence is not None:
        now = services.clock.now()
        return build_quiet_question(
            asked.draft_id, draft.number.e164, asked.silence, asked.sentence, now
        )
    if waiting.policy == PolicyName.CONSENT:
        return build_consent_question(asked.draft_id, draft.number.e164, asked.sentence)
    if asked.preview is not None:
        return build_preview(asked.draft_id, asked.preview, services.clock.now())
    if waiting.moments:
        return build_time_question(asked.draft_id, asked.sentence, waiting.moments)
    if numbers:
        build = build_offer if waiting.policy == OFFER else build_number_question
        return build(asked.draft_id, numbers, is_scheduled=is_scheduled)
    if waiting.doubt:
        return build_variable_question(
            asked.draft_id,
            waiting.doubt,
            is_correctable=waiting.corrected is not None,
            is_scheduled=is_scheduled,
        )
    if asked.earlier:
        return build_duplicate_question(
            asked.draft_id,
            draft.number.e164,
            asked.earlier,
            requester_id=draft.requester.user_id,
            is_scheduled=is_scheduled,
        )
    return build_late_question(asked.draft_id, draft.received_at, due_at=draft.due_at)


def _build_mistake(
    services: Services, draft: CallDraft, part: str, sentence: str, instead: str = ""
) -> CommandError:
    """Build the error that marks a part of what was typed and shows one that works."""
    works = {
        "from": f"from={quote_value(services.config.default_caller_id.label)}",
        "agent": _write_agent(services.agents),
        "until": "until=18:00",
        "at": "at=15:00 tz=America/New_York",
    }
    number = EXAMPLE_NUMBER if part == "to" else draft.number.e164
    start, end = draft.spans.get(part, (0, 0))
    example = f"{number} {instead or works.get(part, 'name=John')}"
    return CommandError(sentence, text=draft.text, start=start, end=end, example=example)


def _write_agent(agents: AgentDirectory) -> str:
    """Write the choice of an agent with what it asks for; no agent where that is not known."""
    shared_names = agents.shared_names
    for agent in agents.search(""):
        declared = agents.remembered_variables(agent.agent_id)
        if declared is not None and all(can_be_typed(each.name) for each in declared):
            names = [f"{each.name}=…" for each in declared]
            is_shared = fold_name(agent.name).strip() in shared_names
            named = agent.agent_id if is_shared else agent.name
            return " ".join([f"agent={quote_value(named)}", *names])
    return "name=John"
