"""A draft handed to intake, and the answer about its outcome."""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Final

from bot.calling.intake import OFFER
from bot.calling.waiting_drafts import Asked
from bot.domain.drafts import CallDraft
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import PhoneNumber
from bot.domain.requesters import Requester
from bot.errors import OrderNotFoundError
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
from handlers.context import Services
from handlers.inbox import Received

# of the three that Slack gives to open a form, or to answer its submission
_PERSON_SECONDS: Final = 1.0
# whose card comes after so few others needs no word until then
_CARDS_SOON: Final = 3


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
