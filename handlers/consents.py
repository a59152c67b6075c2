"""Answers to the question on what basis somebody is called."""

from typing import Final

from bot.ui.buttons import CallAction
from bot.ui.consent_question import BASIS_BLOCK, NO_BASIS, THEY_AGREED_FORM, build_consent_form
from handlers.answer_form import AnswerForm
from handlers.context import Services
from handlers.inbox import Received
from handlers.listeners import Listeners
from handlers.placing import answer_draft
from handlers.quiet_hours import call_at, find_call

_KIND: Final = "they_agreed"
_FORM: Final = AnswerForm(block_id=BASIS_BLOCK, missing=NO_BASIS, build=build_consent_form)


def register(listeners: Listeners) -> None:
    """Register the button and the form; their value says which draft or call they are about."""
    listeners.action(CallAction.THEY_AGREED, _FORM.open)
    listeners.app.view(THEY_AGREED_FORM)(_FORM.receive(listeners, _KIND, _agree))


async def _agree(services: Services, received: Received) -> None:
    """Go on with what waited for its basis, as whoever may call wrote it."""
    about, basis = _FORM.read(received)
    if " " in about:
        found = await find_call(services, received, about)
        if found is None:
            return
        call, due_at, _ = found
        call = await services.call_actions.note_consent(call, received.requester, basis)
        await call_at(services, received, call, due_at)
        return
    await answer_draft(services, received, about, consent_text=basis)
