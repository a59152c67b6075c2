"""The question on what basis somebody is called, and the form that takes the answer."""

from datetime import datetime
from typing import Final

from slack_sdk.models.views import View

from bot.domain.calls import Call
from bot.domain.consents import LONGEST_BASIS
from bot.domain.phone_numbers import E164
from bot.ui.buttons import CallAction, build_buttons, encode_next_attempt
from bot.ui.duplicate_question import CANCEL, DROP_DRAFT
from bot.ui.form_timing import build_text_input
from bot.ui.labels import NOBODY_CALLED, format_phone
from bot.ui.rich_text import Message, RichLine, Text, build_message

THEY_AGREED: Final = "Enter the basis …"
THEY_AGREED_FORM: Final = "they_agreed_form"
BASIS_BLOCK: Final = "basis"
ON_WHAT_BASIS: Final = "On what basis is {number} called?"
NO_BASIS: Final = "Write what they agreed to, or why they may be called."


def build_consent_question(draft_id: str, number: E164, why: str) -> Message:
    """Ask on what basis the callee of a draft is called."""
    buttons = [(THEY_AGREED, CallAction.THEY_AGREED, draft_id), (CANCEL, DROP_DRAFT, draft_id)]
    return build_message(_build_lines(number, why), *build_buttons("", buttons))


def build_consent_call_question(call: Call, why: str, due_at: datetime) -> Message:
    """Ask on what basis a call is to be dialed at a moment."""
    value = f"{encode_next_attempt(call)} {due_at.timestamp()}"
    buttons = build_buttons("", [(THEY_AGREED, CallAction.THEY_AGREED, value)])
    return build_message(_build_lines(call.order.to_number, why), *buttons)


def build_consent_form(about: str) -> View:
    """Build the form that asks why the callee may be called."""
    basis = build_text_input(
        BASIS_BLOCK,
        "Why may they be called?",
        "",
        hint="The card, the export and the audit show it with your name. The audit keeps it as "
        "evidence, also once the number is forgotten: write no names of callees.",
        placeholder="Existing customer, asked for a call about the order",
        is_needed=True,
        max_length=LONGEST_BASIS,
    )
    return View(
        type="modal",
        callback_id=THEY_AGREED_FORM,
        private_metadata=about,
        title="Basis of this call",
        submit="Continue",
        close="Cancel",
        blocks=[basis],
    )


def _build_lines(number: E164, why: str) -> list[RichLine]:
    question = ON_WHAT_BASIS.format(number=format_phone(number))
    return [["📝 ", Text(question, bold=True), f" {NOBODY_CALLED}"], [why]]
