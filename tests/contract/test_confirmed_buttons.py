"""Buttons that make a phone ring, or take a call away, ask once more by their own dialog."""

from collections.abc import Iterator
from typing import Any

from bot.ops.samples import draw_samples
from bot.ui.buttons import CallAction
from bot.ui.call_back import SCHEDULE_CALL_BACK
from bot.ui.erasure import FORGET_NUMBER
from bot.ui.pauses import RESUME

CONFIRMED = {
    CallAction.CANCEL,
    CallAction.DIAL_NOW,
    CallAction.APPROVE,
    CallAction.DECLINE,
    CallAction.STOP_TRYING,
    CallAction.IN_15_MINUTES,
    CallAction.IN_1_HOUR,
    CallAction.DO_NOT_CALL,
    SCHEDULE_CALL_BACK,
    FORGET_NUMBER,
    RESUME,
    "call_in_dm",
}
# of answers to questions those that dial at once; others are asked about, or wait for their time
DIALING_ANSWERS = {
    "question of the number",
    "offer to call",
    "question of a late request",
    "question of variables",
    "question of the zone",
}


def find_elements(part: Any) -> Iterator[dict[str, Any]]:
    """Return whatever can be pressed in a part of a message."""
    if isinstance(part, list):
        for each in part:
            yield from find_elements(each)
    elif isinstance(part, dict):
        if "action_id" in part:
            yield part
        for each in part.values():
            yield from find_elements(each)


def test_what_rings_or_takes_away_asks_once_more() -> None:
    seen = set()
    for name, sample in draw_samples():
        for element in find_elements([block.to_dict() for block in sample.blocks or ()]):
            action = element["action_id"]
            is_dialing = action.startswith("choose_time_") and name in DIALING_ANSWERS
            if action in CONFIRMED or is_dialing:
                assert "confirm" in element, (name, action)
                seen |= {action, name}

    assert seen >= CONFIRMED | DIALING_ANSWERS
