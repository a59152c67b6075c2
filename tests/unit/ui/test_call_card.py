"""The card of a call: who is called, by whom and for whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Result
from bot.domain.meanings import MEANINGS, Outcome
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from tests.builders.call_card import (
    read_quiet,
    read_status,
    read_title,
)
from tests.builders.calls import BEFORE_THE_END, build_call, build_order
from tests.builders.examples import FEW

CALLER_IDS = (
    CallerId(number=E164("+15551234567"), label="Sales"),
    CallerId(number=E164("+15551234568"), label="Support"),
)


def test_card_of_a_live_call_names_callee_agent_requester_and_variables() -> None:
    request = build_order(variables={"name": "John", "date": "January 15th"})
    call = build_call("initiated", order=request, agent_name="Appointment Booker")

    assert read_title(call) == "📞 John · +1 555-987-6543"
    assert read_quiet(call) == "Appointment Booker · @alice · date: January 15th"


def test_card_of_a_call_that_is_over_leaves_its_variables_to_the_thread() -> None:
    request = build_order(variables={"name": "John", "date": "January 15th"})
    call = build_call(*BEFORE_THE_END, "ended", order=request, agent_name="Booker")

    assert read_quiet(call) == "Booker · @alice"


def test_number_stands_alone_where_nothing_names_the_callee() -> None:
    assert read_title(build_call("initiated")) == "📞 +1 555-987-6543"
    assert read_quiet(build_call("initiated")) == "@alice"


def test_number_is_unusual_until_the_call_is_over() -> None:
    unusual = build_order(is_unusual_number=True)

    assert read_quiet(build_call(order=unusual)) == "@alice · unusual number"
    assert read_quiet(build_call("initiated", "no_answer", order=unusual)) == "@alice"


@pytest.mark.parametrize(
    ("from_number", "quiet"),
    [
        ("+15551234567", "@alice"),
        ("+15551234568", "@alice · from Support"),
        ("+15551234569", "@alice · from +1 555-123-4569"),
    ],
)
def test_caller_id_is_named_where_it_is_not_the_first(from_number: str, quiet: str) -> None:
    call = build_call(order=build_order(from_number=E164(from_number)))

    assert read_quiet(call, CALLER_IDS) == quiet


def test_what_is_missing_is_named_as_long_as_it_may_matter() -> None:
    lacking = build_order(missing_variables=("company", "product"))

    assert read_quiet(build_call(order=lacking)) == "@alice · missing: company, product"


NAMES = st.sampled_from(["Mia Chen", "דנה לוי", "محمد", "王小明", "Łukasz"])


@FEW
@given(
    NAMES,
    st.sampled_from([*CallStatus]),
    st.lists(st.sampled_from(MEANINGS), max_size=3, unique=True),
    st.sampled_from(["", "nobody picked up", "They agreed. All is well."]),
    st.booleans(),
)
def test_nothing_is_said_twice(
    name: str, status: str, outcomes: list[Outcome], summary: str, is_unusual: bool
) -> None:
    request = build_order(
        variables={"customer": name, "city": "Rome"},
        callee_name=name,
        is_unusual_number=is_unusual,
        from_number=E164("+15551234568"),
    )
    call = build_call(
        "initiated",
        status,
        order=request,
        agent_name="Booker",
        outcomes=tuple(outcomes),
        headline_field="came_of_it",
        call_back_field="came_of_it",
        result=Result(summary=summary, extracted={"came_of_it": "Thursday"}),
    )
    said = [read_title(call), read_status(call), read_quiet(call, CALLER_IDS)]
    facts = [fact.casefold() for line in said for fact in line.split(" · ")]

    assert len(facts) == len(set(facts))
    assert "\n".join(said).count(name) == 1


def test_many_variables_are_counted() -> None:
    request = build_order(variables={f"v{number}": "x" * 500 for number in range(300)})

    shown = read_quiet(build_call(order=request))

    assert len(shown) <= 1_020
    assert shown.endswith("and 292 more")
