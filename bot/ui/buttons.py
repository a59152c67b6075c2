"""Rows of buttons below cards and replies, and which attempt of an order a click is about."""

from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.domain.calls import Call

CANCEL_CALL: Final = "withdraw_call"
CALL_AGAIN: Final = "call_again"
EDIT_ORDER: Final = "edit_order"
DIAL_NOW: Final = "dial_now"
CHANGE_TIME: Final = "change_time"
STOP_TRYING: Final = "stop_trying"
IN_15_MINUTES: Final = "in_15_minutes"
IN_1_HOUR: Final = "in_1_hour"

# label, action_id, value
Button = tuple[str, str, str]


def build_buttons(place: str, buttons: Sequence[Button]) -> list[Block]:
    """Build buttons in a row; nothing where there are none.

    A row keeps its id while its buttons stay, so that a click during an edit still counts.
    """
    if not buttons:
        return []
    elements = [
        ButtonElement(text=label, action_id=action_id, value=value)
        for label, action_id, value in buttons
    ]
    block_id = ".".join([place, *(action_id for _, action_id, _ in buttons)])
    return [ActionsBlock(block_id=block_id, elements=[*elements])]


def build_optional_buttons(*buttons: tuple[str, str, str | int | None]) -> list[Block]:
    """Build those buttons of a row that have a value; nothing where none has."""
    elements = [
        ButtonElement(text=label, action_id=action_id, value=str(value))
        for label, action_id, value in buttons
        if value is not None
    ]
    return [ActionsBlock(elements=[*elements])] if elements else []


def encode_attempt(call: Call) -> str:
    """Encode which attempt of an order a button belongs to."""
    return f"{call.order_id} {call.attempt}"


def decode_attempt(value: str) -> tuple[str, int]:
    """Decode order id and attempt from the value of a button; the first where it names none."""
    order_id, _, attempt = value.partition(" ")
    return order_id, int(attempt) if attempt.isascii() and attempt.isdecimal() else 1
