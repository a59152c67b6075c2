"""The button that schedules a call back: named by the callee's clock, and asking once more."""

from typing import Any

import pytest

from bot.domain.calls import Call, Result
from bot.domain.meanings import Outcome
from bot.ui.call_back import SCHEDULE_CALL_BACK, build_call_back
from tests.builders.calls import build_call, build_order


def asks(value: Any, zone: str | None = "Europe/London", **changes: Any) -> Call:
    """Build a call that ended at noon in London, whose callee wants another one."""
    return build_call(
        "ended",
        order=build_order(callee_time_zone=zone),
        result=Result(extracted={"when": value}),
        **{"call_back_field": "when", "outcomes": (Outcome.CALL_BACK,), **changes},
    )


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("18:00", "Schedule 18:00"),
        ("tomorrow 9am", "Schedule Thu 09:00"),
        ("at six", "Schedule “at six”"),
        ("in 20 minutes", "Schedule 12:20"),
        ("18:00 Tokyo", "Schedule Thu 09:00"),
        ("Tuesday 9am", "Schedule Tue 09:00"),
        ("11 March 9am", "Schedule 11 Mar 09:00"),
        ("1 July 18:00", "Schedule 1 Jul 18:00"),
    ],
)
def test_button_says_when(value: str, label: str) -> None:
    (button,) = [each.to_dict() for each in build_call_back(asks(value))]

    assert (button["text"]["text"], button["action_id"]) == (label, SCHEDULE_CALL_BACK)
    assert button["value"] == "o1 1"
    assert "+1 555-987-6543" in button["confirm"]["text"]["text"]


@pytest.mark.parametrize("value", ["some day", None, ""])
def test_what_is_no_time_has_no_button(value: Any) -> None:
    assert build_call_back(asks(value)) == []


def test_call_that_asks_for_nothing_has_no_button() -> None:
    assert build_call_back(asks("18:00", call_back_field=None, outcomes=())) == []


@pytest.mark.parametrize("value", ["18:00 Tokyo", "in 20 minutes", "18:00"])
def test_no_clock_is_shown_where_the_callees_is_unknown(value: str) -> None:
    (button,) = [each.to_dict() for each in build_call_back(asks(value, None))]
    assert button["text"]["text"] == f"Schedule “{value}”"


def test_time_on_an_unknown_clock_is_asked_about_first() -> None:
    (button,) = [each.to_dict() for each in build_call_back(asks("18:00", None))]
    assert button["confirm"]["text"]["text"].endswith("You are asked first which time is meant.")
