"""Calls whose time has not come: when that is here and there, and what can be done about it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.calls import Call
from bot.ui.call_card import build_card
from bot.ui.form_submission import parse_when
from bot.ui.reasons import FROM_COPY
from bot.ui.scheduled_call import build_change_time, format_callee_time, has_retries_left
from sandbox.slack.block_kit import check_view
from sandbox.slack.view_state import start_values
from tests.builders.call_card import build_buttons, read_status
from tests.builders.calls import NOON, build_call, build_order
from tests.screen import unmarked

LONDON = "+442079460123"
ITALY = "+393123456789"
SPAIN = "+34612345678"
RUSSIA = "+79161234567"
NOWHERE = "+15559876543"
FOR_NOON = "for <!date^1772625600^{date_short_pretty} at {time}|2026-03-04 12:00 UTC>"
DUE = "<!date^1772625600^{date_short_pretty} at {time}|2026-03-04 12:00 UTC>"


def build_later(status: str = "scheduled", attempt: int = 1, **asked: Any) -> Call:
    request = build_order(**{"to_number": LONDON, "due_at": NOON, **asked})
    return build_call(status=status, order=request, attempt=attempt, due_at=NOON)


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (build_later(), f"🗓 Scheduled · {FOR_NOON} · Wed 12:00 there (Europe/London)"),
        (
            build_later(attempts=3),
            f"🗓 Scheduled · attempt 1 of 3 · {FOR_NOON} · Wed 12:00 there (Europe/London)",
        ),
        (
            build_later(attempt=2, attempts=3),
            f"🗓 Attempt 2 of 3 · {FOR_NOON} · Wed 12:00 there (Europe/London)",
        ),
        (
            build_later("overdue"),
            f"⏰ Overdue · it was due {DUE}, but the bot was not running or its clock was changed",
        ),
        (
            replace(build_later("overdue"), reason=FROM_COPY),
            f"⏰ Overdue · for {DUE}. Not dialed: {FROM_COPY}",
        ),
    ],
)
def test_card_says_when_the_call_is_dialed(call: Call, status: str) -> None:
    assert read_status(call) == status


def describe(number: str, at: datetime = NOON, **asked: Any) -> str | None:
    there = format_callee_time(build_order(to_number=number, **asked), at)
    return there and unmarked(there)


@pytest.mark.parametrize(
    ("number", "asked", "there"),
    [
        (LONDON, {}, "Wed 12:00 there (Europe/London)"),
        (LONDON, {"callee_time_zone": "Asia/Kolkata"}, "Wed 17:30 there (Asia/Kolkata)"),
        (
            LONDON,
            {"callee_time_zone": "Pacific/Auckland"},
            "Thu 01:00 there (Pacific/Auckland), at night",
        ),
        (RUSSIA, {}, "probably Wed 15:00 to Thu 00:00 there, maybe at night"),
        (SPAIN, {}, "probably Wed 12:00 to 13:00 there"),
    ],
)
def test_time_there_is_told_as_far_as_it_is_known(
    number: str, asked: dict[str, Any], there: str
) -> None:
    assert describe(number, **asked) == there


def test_zones_that_agree_are_told_as_one_time() -> None:
    assert describe(ITALY) == "Wed 13:00 there (Europe/Rome)"
    assert describe("+541112345678") == "Wed 09:00 there"


def test_number_from_anywhere_says_nothing_of_the_time_there() -> None:
    assert describe(NOWHERE) is None


@pytest.mark.parametrize(
    ("call", "last"),
    [
        (build_later(), ("Cancel", "withdraw_call", "o1 1")),
        (build_later("overdue"), ("Cancel", "withdraw_call", "o1 1")),
        (build_later(attempt=2, attempts=3), ("Stop trying", "stop_trying", "o1 2")),
        (build_later("overdue", attempt=2, attempts=2), ("Stop trying", "stop_trying", "o1 2")),
    ],
)
def test_card_offers_what_can_be_done_before_it_is_dialed(
    call: Call, last: tuple[str, str, str]
) -> None:
    value = last[2]

    assert build_buttons(call) == [
        ("Dial now", "dial_now", value),
        ("Change time", "change_time", value),
        last,
    ]


@pytest.mark.parametrize(
    ("statuses", "attempts", "follows"),
    [
        (("initiated", "ringing"), 3, True),
        (("initiated", "ringing"), 1, False),
        (("initiated", "ringing", "ongoing"), 3, False),
        (("initiated", "busy"), 3, True),
        (("initiated", "error"), 3, False),
        (("initiated", "ongoing", "no_answer"), 3, False),
    ],
)
def test_attempt_is_followed_unless_somebody_answered(
    statuses: tuple[str, ...], attempts: int, follows: bool
) -> None:
    call = build_call(*statuses, order=build_order(attempts=attempts))

    assert has_retries_left(call) == follows
    assert (("Stop trying", "stop_trying", "o1 1") in build_buttons(call)) == follows


def draw(call: Call, now: datetime) -> dict[str, Any]:
    return check_view(build_change_time(call, now=now).to_dict(), {"modal"})


def test_form_for_another_time_is_filled_in_with_the_present_one() -> None:
    view = draw(build_later(variables={"name": "John"}), NOON - timedelta(hours=1))
    values = start_values(view["blocks"], None)

    assert unmarked(view["blocks"][0]["label"]["text"]) == "Call +44 20 7946 0123 (John) at"
    assert view["private_metadata"] == "o1 1"
    assert parse_when({**view, "state": {"values": values}}) == NOON


def test_time_that_has_passed_is_not_filled_in() -> None:
    view = draw(build_later("overdue"), NOON + timedelta(hours=1))

    assert parse_when({**view, "state": {"values": start_values(view["blocks"], None)}}) is None


def test_nobody_is_mentioned_on_the_card_of_a_missed_call() -> None:
    assert "<@" not in build_card(build_later("overdue")).text
