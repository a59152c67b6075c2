"""Answers to questions about a call that was asked for: the draft goes on, once."""

import re
from typing import Final

from bot.messaging.replies import Reply
from bot.ui.duplicate_question import CANCELED, DROP_DRAFT
from bot.ui.notices import build_note, build_refusal
from bot.ui.questions import ANSWER_QUESTION, QUESTION_OVER, decode_answer
from bot.ui.variable_question import OPEN_DRAFT
from handlers.call_form.opening import fill_from_draft, open_form
from handlers.context import Services
from handlers.inbox import Received
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.placing import answer_draft
from handlers.replies import reply_at_click

_KIND: Final = "question"
_ANY_ANSWER: Final = re.compile(rf"{ANSWER_QUESTION}_\d+")


def register(listeners: Listeners) -> None:
    """Register the buttons of questions; their value is the id of a draft, and the choice."""
    answer = listeners.receive(_KIND, _answer, reply_to=reply_at_click, key_of=_key_by_draft)
    listeners.app.action(_ANY_ANSWER)(answer)
    listeners.action(OPEN_DRAFT, _open_form, explain=build_refusal)
    listeners.action(DROP_DRAFT, _drop, reply_to=reply_at_click)


def _key_by_draft(interaction: Interaction) -> str:
    return f"answer:{interaction.value.partition(' ')[0]}:{interaction.trigger_id}"


async def _open_form(services: Services, interaction: Interaction, reply: Reply) -> None:
    """Open the form with what was asked for; the question stays open beside it."""
    draft = await services.intake.find_draft(interaction.value, interaction.requester)
    if draft is None:
        await reply(build_note(QUESTION_OVER))
        return
    await open_form(
        services,
        trigger_id=interaction.trigger_id,
        requester=interaction.requester,
        channel_id=draft.channel_id,
        thread_ts=draft.thread_ts,
        filled=fill_from_draft(draft, services.clock.now()),
    )


async def _drop(services: Services, interaction: Interaction, reply: Reply) -> None:
    is_dropped = await services.intake.drop(interaction.value, interaction.requester)
    await reply(build_note(CANCELED if is_dropped else QUESTION_OVER))


async def _answer(services: Services, received: Received) -> None:
    """Go on in the place of the question, once, whatever else is clicked there."""
    draft_id, choice = decode_answer(str(received.body["actions"][0].get("value")))
    await answer_draft(services, received, draft_id, choice)
