"""The card of a call: what can be done, and what asks once more."""

import pytest

from bot.domain.calls import Call, Result
from bot.domain.statuses import CallStatus
from bot.ui.buttons import CallAction
from tests.builders.call_card import (
    build_buttons,
    list_buttons,
)
from tests.builders.calls import BEFORE_THE_END, build_call, build_order
from tests.screen import unmarked


@pytest.mark.parametrize(
    ("call", "buttons"),
    [
        (build_call(queue_position=2), [("Cancel", "withdraw_call", "o1 1")]),
        (build_call(), []),
        (build_call("initiated"), []),
        (build_call("unconfirmed"), []),
        (
            build_call("initiated", "busy"),
            [
                ("Call again", "call_again", "o1"),
                ("In 15 min", "in_15_minutes", "o1 1"),
                ("In 1 h", "in_1_hour", "o1 1"),
                ("Don't call again", "do_not_call", "o1"),
            ],
        ),
        (
            build_call("initiated", "ongoing", "busy"),
            [("Call again", "call_again", "o1"), ("Don't call again", "do_not_call", "o1")],
        ),
        (
            build_call(
                *BEFORE_THE_END, "ended", result=Result(has_transcript=True, has_recording=True)
            ),
            [
                ("Transcript", "show_transcript", "o1"),
                ("Call again", "call_again", "o1"),
                ("Recording", "show_recording", "o1"),
                ("Don't call again", "do_not_call", "o1"),
            ],
        ),
        (build_call("refused"), [("Edit and try again", "edit_order", "o1")]),
        (build_call("withdrawn"), [("Call again", "call_again", "o1")]),
        (build_call("unconfirmed", "untraced"), [("Call again", "call_again", "o1")]),
        (build_call("initiated", "lost"), [("Call again", "call_again", "o1")]),
    ],
)
def test_card_offers_what_can_be_done_now(call: Call, buttons: list[tuple[str, str, str]]) -> None:
    assert build_buttons(call) == buttons


@pytest.mark.parametrize("status", sorted({*CallStatus}))
def test_what_makes_a_phone_ring_or_takes_a_call_away_asks_once_more(status: str) -> None:
    request = build_order(variables={"name": "John"}, attempts=2)
    for call in (build_call(status=status), build_call("initiated", status, order=request)):
        for button in list_buttons(call):
            opens_or_shows = button["action_id"] in {
                CallAction.CALL_AGAIN,
                CallAction.EDIT_ORDER,
                CallAction.CHANGE_TIME,
            }
            assert ("confirm" in button) != opens_or_shows
            if "confirm" in button:
                assert "+1 555-987-6543" in unmarked(button["confirm"]["text"]["text"])
