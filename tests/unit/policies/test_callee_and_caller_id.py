"""May this call be made: to whom, from which number, and when."""

from datetime import timedelta

import pytest

from bot.domain.calls import CallerId
from bot.domain.phone_numbers import E164
from bot.errors import InputError
from bot.policies import check_callee, check_due, choose_caller_id
from bot.policies.schedule import TIME_PASSED
from tests.builders.calls import NOON

SALES = CallerId(number=E164("+15551234567"), label="Sales")
SUPPORT = CallerId(number=E164("+442079460123"), label="Support EU")
CALLER_IDS = (SALES, SUPPORT)


def test_somebody_else_may_be_called() -> None:
    check_callee(E164("+15559876543"), CALLER_IDS)


@pytest.mark.parametrize("own", CALLER_IDS)
def test_account_does_not_call_itself(own: CallerId) -> None:
    with pytest.raises(InputError, match=f"own caller ID {own.label};") as caught:
        check_callee(own.number, CALLER_IDS)

    assert caught.value.field == "to"


@pytest.mark.parametrize(
    ("wanted", "caller_id"),
    [
        (None, SALES),
        ("Sales", SALES),
        (" support eu ", SUPPORT),
        ("+15551234567", SALES),
        ("+1 (555) 123-4567", SALES),
        ("020 7946 0123", SUPPORT),
    ],
)
def test_caller_id_is_chosen_by_label_or_number(wanted: str | None, caller_id: CallerId) -> None:
    assert choose_caller_id(wanted, CALLER_IDS, "GB") == caller_id


@pytest.mark.parametrize("wanted", ["", "Sale", "+15559876543", "555", "nobody"])
def test_unknown_caller_id_is_refused_with_the_choices(wanted: str) -> None:
    with pytest.raises(InputError) as caught:
        choose_caller_id(wanted, CALLER_IDS, "US")

    assert caught.value.field == "from"
    assert str(caught.value) == (
        f"“{wanted}” is not a caller ID of this account. "
        "Choose one of: Sales (+1 555-123-4567), Support EU (+44 20 7946 0123)."
    )


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=366)])
def test_time_to_come_may_be_chosen(ahead: timedelta) -> None:
    check_due(NOON + ahead, NOON)


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [
        (timedelta(), TIME_PASSED),
        (timedelta(seconds=-1), TIME_PASSED),
        (timedelta(days=366, seconds=1), "at most a year"),
    ],
)
def test_time_that_passed_or_is_far_off_may_not(ahead: timedelta, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        check_due(NOON + ahead, NOON)

    assert caught.value.field == "when"
