"""What a card says of who let a call be dialed in quiet hours: true whenever it is read."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders.call_card import read_quiet
from tests.builders.calls import NOON, build_call, build_order

LATER, EARLIER = NOON + timedelta(hours=2), NOON - timedelta(hours=2)
LONDON = {"to_number": "+442079460018"}
BY = ", allowed by @bob: “asked for it”"


@pytest.mark.parametrize(
    ("statuses", "callee", "until", "said"),
    [
        ((), LONDON, LATER, "may be called in quiet hours until Wed 14:00 there (Europe/London)"),
        (("ringing",), LONDON, LATER, "called at Wed 12:00 there (Europe/London)"),
        (("busy",), LONDON, LATER, "called at Wed 12:00 there (Europe/London)"),
        (("ringing",), LONDON, EARLIER, None),
        (("busy",), LONDON, NOON, None),
        ((), {}, LATER, "may be called in quiet hours until 2026-03-04 14:00 UTC"),
        (("ringing",), {}, LATER, "called at 2026-03-04 12:00 UTC"),
    ],
)
def test_pass_of_quiet_hours_is_told_as_far_as_it_went(
    statuses: tuple[str, ...], callee: dict[str, Any], until: Any, said: str | None
) -> None:
    order = build_order(
        **callee, quiet_allowed_until=until, quiet_allowed_by="bob", quiet_reason="asked for it"
    )

    quiet = read_quiet(build_call(*statuses, order=order)).split("🌙 ")[1:]

    assert quiet == ([f"{said}{BY}"] if said else [])


@pytest.mark.parametrize("status", ["withdrawn", "refused"])
def test_pass_of_a_call_that_is_not_made_is_not_told(status: str) -> None:
    order = build_order(quiet_allowed_until=LATER, quiet_allowed_by="bob", quiet_reason="asked")

    assert "🌙" not in read_quiet(build_call(status, order=order, dialing_at=None))
