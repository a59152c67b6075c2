"""The call form as tests build and read it."""

from datetime import timedelta
from typing import Any

from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.ui.call_form import (
    FormState,
    build_form,
)
from sandbox.slack.block_kit import check_view

SALES = CallerId(number=E164("+15551234567"), label="Sales")
SUPPORT = CallerId(number=E164("+15551234568"), label="+15551234568")


def build_state(**changes: Any) -> FormState:
    known: dict[str, Any] = {
        "form_id": "f1",
        "channel_id": "C1",
        "caller_ids": (SALES, SUPPORT),
        "retry_pauses": (timedelta(minutes=15), timedelta(minutes=90)),
    }
    return FormState(**(known | changes))


def draw(state: FormState) -> dict[str, Any]:
    """Return the view as it is sent, refusing what Slack refuses."""
    return check_view(build_form(state).to_dict(), {"modal"})


def find_block(state: FormState, block_id: str) -> dict[str, Any]:
    (found,) = (each for each in draw(state)["blocks"] if each["block_id"] == block_id)
    return dict(found)
