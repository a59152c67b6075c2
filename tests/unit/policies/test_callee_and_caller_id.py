"""From which number a call may be made."""

import pytest

from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.errors import InputError
from bot.policies.numbers import choose_caller_id

SALES = CallerId(number=E164("+15551234567"), label="Sales")
SUPPORT = CallerId(number=E164("+442079460123"), label="Support EU")
CALLER_IDS = (SALES, SUPPORT)
LONDON = CallerId(number=E164("+442071838750"), label="London")
TORONTO = CallerId(number=E164("+14165550123"), label="Toronto")
BERLIN = CallerId(number=E164("+4930123456"), label="Berlin")


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


def test_digits_that_may_be_two_numbers_name_the_one_of_the_account() -> None:
    mobile = CallerId(number=E164("+491712345670"), label="Mobile")
    landline = CallerId(number=E164("+49491712345670"), label="Landline")

    assert choose_caller_id("49 171 2345670", (SALES, mobile), "DE") == mobile
    assert choose_caller_id("49 171 2345670", (landline,), "DE") == landline
    with pytest.raises(InputError, match=r"Mobile .*Landline"):
        choose_caller_id("49 171 2345670", (mobile, landline), "DE")


@pytest.mark.parametrize(
    ("callee", "chosen"),
    [
        ("+442079460123", LONDON),
        ("+4930999999", BERLIN),
        ("+14165550199", TORONTO),
        ("+15559876543", SALES),
        ("+33123456789", SALES),
    ],
)
def test_caller_id_is_of_the_callee_s_country_if_there_is_one(
    callee: str, chosen: CallerId
) -> None:
    caller_ids = (SALES, LONDON, TORONTO, BERLIN)

    assert choose_caller_id(None, caller_ids, "US", callee=E164(callee)) == chosen
    assert choose_caller_id(None, caller_ids, "US") == SALES
    assert choose_caller_id("Berlin", caller_ids, "US", callee=E164(callee)) == BERLIN
