"""Rows of buttons below cards and replies, and which attempt of an order a click is about."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    PlainTextObject,
)

from bot.domain.calls import Call

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
    SHOW_TRANSCRIPT = "show_transcript"
    SHOW_RECORDING = "show_recording"
    DO_NOT_CALL = "do_not_call"


_OF_ORDER: Final = {
    CallAction.CALL_AGAIN: "Call again",
    CallAction.EDIT_ORDER: "Edit and try again",
    CallAction.SHOW_TRANSCRIPT: "Transcript",
    CallAction.SHOW_RECORDING: "Recording",
    CallAction.DO_NOT_CALL: "Don't call again",
}
_OF_ATTEMPT: Final = {
    CallAction.CANCEL: "Cancel",
    CallAction.DIAL_NOW: "Dial now",
    CallAction.CHANGE_TIME: "Change time",
    CallAction.STOP_TRYING: "Stop trying",
    CallAction.IN_15_MINUTES: "In 15 min",
    CallAction.IN_1_HOUR: "In 1 h",
}


# what cannot be undone by another click asks once
_CONFIRMED: Final[Mapping[str, ConfirmObject]] = {
    CallAction.DO_NOT_CALL: ConfirmObject(
        title="Never call this number again?",
        text=PlainTextObject(
            text="Nobody here can call it any more, and calls to it that wait are taken back. "
            "Only an admin can take it off the list."
        ),
        confirm="Don't call again",
        deny="Keep it",
    )
}


def build_buttons(place: str, buttons: Sequence[Button]) -> list[Block]:
    """Build in a row those buttons that have a value; nothing where none has.

    A row in a `place` keeps its id while its buttons stay, so that a click during an edit counts.
    """
    elements = [
        ButtonElement(
            text=label, action_id=action_id, value=str(value), confirm=_CONFIRMED.get(action_id)
        )
        for label, action_id, value in buttons
        if value is not None
    ]
    block_id = ".".join([place, *(str(each.action_id) for each in elements)]) if place else None
    return [ActionsBlock(block_id=block_id, elements=[*elements])] if elements else []


def build_call_buttons(place: str, call: Call, actions: Iterable[CallAction]) -> list[Block]:
    """Build a row of buttons about a call; their values name its order or its attempt."""
    of_order = {each: (label, each, call.order_id) for each, label in _OF_ORDER.items()}
    of_attempt = {each: (label, each, encode_attempt(call)) for each, label in _OF_ATTEMPT.items()}
    return build_buttons(place, [(of_order | of_attempt)[each] for each in actions])


def encode_attempt(call: Call) -> str:
    """Encode which attempt of an order a button belongs to."""
    return f"{call.order_id} {call.attempt}"


def decode_attempt(value: str) -> tuple[str, int]:
    """Decode order id and attempt from the value of a button; the first where it names none."""
    order_id, _, attempt = value.partition(" ")
    return order_id, int(attempt) if attempt.isascii() and attempt.isdecimal() else 1
