"""Rows of buttons below cards and replies, and which attempt of an order a click is about."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    InteractiveElement,
    Option,
    OverflowMenuElement,
)

from bot.domain.approvals import hash_shown
from bot.domain.calls import Call
from bot.ui import confirmations
from bot.ui.labels import format_callee

# label, action_id, value
Button = tuple[str, str, str | int | None]


class CallAction(StrEnum):
    """What a button about a call does, by its action_id."""

    CANCEL = "withdraw_call"
    CALL_AGAIN = "call_again"
    EDIT_ORDER = "edit_order"
    DIAL_NOW = "dial_now"
    CHANGE_TIME = "change_time"
    STOP_TRYING = "stop_trying"
    IN_15_MINUTES = "in_15_minutes"
    IN_1_HOUR = "in_1_hour"
    CALL_AT = "call_at"
    THEY_ASKED = "they_asked"
    THEY_AGREED = "they_agreed"
    SHOW_TRANSCRIPT = "show_transcript"
    SHOW_RECORDING = "show_recording"
    DO_NOT_CALL = "do_not_call"
    APPROVE = "approve_call"
    DECLINE = "decline_call"
    SHOW_NUMBER = "show_number"


DO_NOT_CALL_LABEL: Final = "Don't call again"
_OF_ORDER: Final = {
    CallAction.CALL_AGAIN: "Call again",
    CallAction.EDIT_ORDER: "Edit and try again",
    CallAction.SHOW_TRANSCRIPT: "Transcript",
    CallAction.SHOW_RECORDING: "Recording",
    CallAction.SHOW_NUMBER: "Show number",
}
_OF_SHOWN: Final = {CallAction.APPROVE: "Approve", CallAction.DECLINE: "Decline"}
_OF_ATTEMPT: Final = {
    CallAction.CANCEL: "Cancel",
    CallAction.DIAL_NOW: "Dial now",
    CallAction.CHANGE_TIME: "Change time",
    CallAction.STOP_TRYING: "Stop trying",
    CallAction.IN_15_MINUTES: "In 15 min",
    CallAction.IN_1_HOUR: "In 1 h",
}

_CONFIRMATIONS: Final = {
    CallAction.CANCEL: confirmations.CANCEL,
    CallAction.DIAL_NOW: confirmations.DIAL_NOW,
    CallAction.APPROVE: confirmations.APPROVE,
    CallAction.DECLINE: confirmations.DECLINE,
    CallAction.STOP_TRYING: confirmations.STOP_TRYING,
    CallAction.IN_15_MINUTES: confirmations.IN_15_MINUTES,
    CallAction.IN_1_HOUR: confirmations.IN_1_HOUR,
}


def build_buttons(
    place: str,
    buttons: Sequence[Button],
    confirmed: Mapping[str, ConfirmObject] = MappingProxyType({}),
) -> list[Block]:
    """Build in a row those buttons that have a value; nothing where none has.

    A row in a `place` keeps its id while its buttons stay, so that a click during an edit counts.
    `confirmed` are the dialogs that ask once more, by action_id.
    """
    elements = [
        ButtonElement(
            text=label, action_id=action_id, value=str(value), confirm=confirmed.get(action_id)
        )
        for label, action_id, value in buttons
        if value is not None
    ]
    return _build_row(place, elements)


def build_call_buttons(
    place: str, call: Call, actions: Iterable[CallAction], *first: ButtonElement
) -> list[Block]:
    """Build a row of buttons about a call, after those that come `first`.

    Their values name its order or its attempt.
    """
    return _build_row(place, [*first, *(_build_element(call, each) for each in actions)])


def _build_row(place: str, elements: Sequence[InteractiveElement]) -> list[Block]:
    block_id = ".".join([place, *(str(each.action_id) for each in elements)]) if place else None
    return [ActionsBlock(block_id=block_id, elements=[*elements])] if elements else []


def _build_element(call: Call, action: CallAction) -> InteractiveElement:
    callee = format_callee(call.order)
    if action == CallAction.DO_NOT_CALL:
        # rarely wanted, and so behind the three dots
        return OverflowMenuElement(
            action_id=action,
            options=[Option(value=call.order_id, text=DO_NOT_CALL_LABEL)],
            confirm=confirmations.DO_NOT_CALL.build(callee),
        )
    dialog = _CONFIRMATIONS.get(action)
    value = call.order_id if action in _OF_ORDER else encode_attempt(call)
    return ButtonElement(
        text=(_OF_ORDER | _OF_ATTEMPT | _OF_SHOWN)[action],
        action_id=action,
        value=f"{value} {hash_shown(call.order)}" if action in _OF_SHOWN else value,
        confirm=dialog.build(callee) if dialog else None,
    )


def encode_attempt(call: Call) -> str:
    """Encode which attempt of an order a button belongs to."""
    return f"{call.order_id} {call.attempt}"


def encode_next_attempt(call: Call) -> str:
    """Encode which attempt of an order is to be dialed by whoever answers a question about it."""
    return f"{call.order_id} {call.next_attempt}"


def decode_approval(value: str) -> tuple[str, int, str]:
    """Decode the attempt from the value of a button, and the hash of what was shown of it."""
    attempt, _, shown = value.rpartition(" ")
    return *decode_attempt(attempt), shown


def decode_attempt(value: str) -> tuple[str, int]:
    """Decode order id and attempt from the value of a button; the first where it names none."""
    order_id, _, attempt = value.partition(" ")
    return order_id, int(attempt) if attempt.isascii() and attempt.isdecimal() else 1
