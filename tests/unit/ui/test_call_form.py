"""The form: Slack takes it however much an agent asks for, and what was typed is read back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.ui.call_form import (
    CALLBACK_ID,
    OWN_AGENT,
    FormState,
    build_agent_options,
)
from bot.ui.form_submission import Submission, parse_form
from bot.ui.form_timing import Timing
from bot.voicy import AgentVariable
from sandbox.slack.block_kit import check_suggestions
from sandbox.slack.view_state import start_values
from tests.builders.call_form import build_state, draw, find_block
from tests.builders.calls import NOON
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN
from tests.screen import unmarked

AGENT_ID = "0190b6a4-aaaa-7000-8000-000000000001"
NAMES = st.text(min_size=1, max_size=210).map(str.strip).filter(bool)


def submit(state: FormState, **typed: str | None) -> Submission:
    """Open a form, type into it by block id, and read what Slack would send."""
    view = draw(state)
    values = start_values(view["blocks"], None)
    for block_id, value in typed.items():
        values[block_id]["typed"]["value"] = value
    return parse_form({**view, "state": {"values": values}})


def find_notes(state: FormState) -> list[str]:
    blocks = draw(state)["blocks"]
    return [block["elements"][0]["text"] for block in blocks if block["type"] == "context"]


def test_empty_form_asks_for_the_number_and_offers_the_rest() -> None:
    view = draw(build_state())

    assert (view["callback_id"], view["private_metadata"]) == (CALLBACK_ID, "f1")
    assert [(block["label"]["text"], block.get("optional", False)) for block in view["blocks"]] == [
        ("To", False),
        ("From", False),
        ("Agent", False),
        ("More variables", True),
        ("When", True),
        ("Until", True),
        ("Callee's time zone", True),
        ("Try again", False),
        ("Post to", False),
    ]


def test_untouched_form_gives_the_defaults() -> None:
    assert submit(build_state()) == Submission(
        to_text="",
        from_number="+15551234567",
        agent_id=None,
        agent_name=None,
        variables={},
        more="",
        more_block_id="more",
        timing=Timing(),
        channel_id="C1",
    )


def test_what_is_filled_in_is_read_back() -> None:
    state = build_state(
        to_text="050-123 4567",
        from_number="+15551234568",
        agent_id=AGENT_ID,
        agent_name="Booker",
        fields=(
            AgentVariable(name="name", description="Who is called"),
            AgentVariable(name="date"),
        ),
        typed={"name": "Ann <&> “Bob”", "other": "kept by the store"},
        more="city=Haifa\nx=1",
        more_block_id="more.2",
        timing=Timing(due_at=NOON, callee_zone="Asia/Tokyo", attempts=3),
    )

    assert submit(state) == Submission(
        to_text="050-123 4567",
        from_number="+15551234568",
        agent_id=AGENT_ID,
        agent_name="Booker",
        variables={"name": "Ann <&> “Bob”", "date": ""},
        more="city=Haifa\nx=1",
        more_block_id="more.2",
        timing=Timing(due_at=NOON, callee_zone="Asia/Tokyo", attempts=3),
        channel_id="C1",
    )


def test_form_says_how_often_and_when_a_call_is_tried_again() -> None:
    block = find_block(build_state(), "retry")

    assert block["hint"]["text"] == (
        "If busy, not answered or known as voicemail, "
        "after \u206615 min\u2069, then \u20661 h 30 min\u2069; never in quiet hours there."
    )
    assert [option["text"]["text"] for option in block["element"]["options"]] == [
        "No",
        "Once",
        "Twice",
        "Three times",
    ]


def test_more_attempts_than_the_form_offers_are_shown_as_its_most() -> None:
    assert submit(build_state(timing=Timing(attempts=6))).timing.attempts == 4


def test_what_is_typed_is_read() -> None:
    submission = submit(build_state(), to="+15559876543", more="name=John")

    assert (submission.to_text, submission.more) == ("+15559876543", "name=John")


@FEW
@given(st.dictionaries(NAMES, FOREIGN, max_size=12))
def test_fields_of_any_name_are_read_back(typed: dict[str, str]) -> None:
    shown = {name: value for name, value in typed.items() if len(name) <= 200}
    state = build_state(fields=tuple(AgentVariable(name=name) for name in typed), typed=typed)

    assert submit(state).variables == shown


def test_variable_called_like_a_field_of_the_form_stays_a_variable() -> None:
    names = ("to", "from", "agent", "channel", "more", "more.2", "variable.to")
    state = build_state(
        fields=tuple(AgentVariable(name=name) for name in names),
        typed={name: f"the {name}" for name in names},
    )

    submission = submit(state, to="+15559876543", more="a=1")

    assert submission.variables == {name: f"the {name}" for name in names}
    assert (submission.to_text, submission.more) == ("+15559876543", "a=1")


def test_hint_tells_what_a_variable_is_for() -> None:
    state = build_state(fields=(AgentVariable(name="date", description="  When\nit is "),))

    assert find_block(state, "variable.date")["hint"]["text"] == "When it is"


def test_three_hundred_fields_are_cut_and_the_rest_is_named() -> None:
    fields = tuple(AgentVariable(name=f"v{number}", description="d" * 900) for number in range(300))

    state = build_state(fields=fields, notes=("Looking …",))
    notes = find_notes(state)

    assert len(draw(state)["blocks"]) <= 100
    assert notes[0] == "Looking …"
    assert "v85, v86, " in notes[1]
    assert notes[1].endswith(" and 195 others.")


def test_field_that_cannot_be_drawn_is_named() -> None:
    (note,) = find_notes(
        build_state(fields=(AgentVariable(name="x" * 250), AgentVariable(name="y")))
    )

    assert f"{'x' * 39}…" in note


def test_long_values_are_taken_by_slack() -> None:
    state = build_state(
        to_text="5" * 5_000,
        fields=(AgentVariable(name="n" * 200, description="d" * 5_000),),
        typed={"n" * 200: "v" * 5_000},
        more="m=" + "w" * 5_000,
        agent_id=AGENT_ID,
        agent_name="a" * 5_000,
        notes=("n" * 5_000,),
        caller_ids=tuple(
            CallerId(number=E164(f"+1555123{number:04}"), label=f"{number} {'l' * 200}")
            for number in range(300)
        ),
    )

    assert draw(state)


def test_variable_that_is_declared_twice_has_one_field() -> None:
    fields = (AgentVariable(name="date", description="When"), AgentVariable(name="date"))

    state = build_state(fields=fields, typed={"date": "x"})

    assert submit(state).variables == {"date": "x"}
    assert find_notes(state) == []


def test_value_too_long_for_its_field_is_not_shown_in_part() -> None:
    state = build_state(
        fields=(AgentVariable(name="a"),), typed={"a": "v" * 3_001}, more="w" * 3_001
    )

    assert (submit(state).variables, submit(state).more) == ({"a": ""}, "")


def test_form_without_more_variables_reads_as_none() -> None:
    assert submit(build_state(more_block_id=None)).more == ""


def test_caller_id_that_is_gone_gives_way_to_the_first() -> None:
    assert submit(build_state(from_number="+15550000000")).from_number == "+15551234567"


def test_caller_ids_are_shown_with_label_and_number() -> None:
    element = find_block(build_state(), "from")["element"]

    assert [unmarked(option["text"]["text"]) for option in element["options"]] == [
        "Sales · +1 555-123-4567",
        "+15551234568",
    ]


@pytest.mark.parametrize("state", [{}, {"values": {}}, None])
def test_view_without_state_reads_as_empty(state: dict[str, Any] | None) -> None:
    submission = parse_form({"state": state})

    assert (submission.to_text, submission.channel_id, submission.variables) == ("", None, {})


def test_agent_options_begin_with_the_own_agent() -> None:
    options = build_agent_options([(AGENT_ID, "Booker")], "")

    assert [(each.value, each.text) for each in options] == [
        (OWN_AGENT, "The number's own agent"),
        (AGENT_ID, "Booker"),
    ]


@pytest.mark.parametrize(
    ("text", "has_own"), [("", True), ("own", True), (" NUMBER ", True), ("book", False)]
)
def test_own_agent_is_offered_where_it_matches(text: str, has_own: bool) -> None:
    values = [each.value for each in build_agent_options([(AGENT_ID, "Booker")], text)]

    assert (OWN_AGENT in values) == has_own


def test_agents_of_one_name_show_their_ids() -> None:
    agents = [("a1", "Booker"), ("a2", "booker "), ("a3", "Reminder")]

    options = [each.to_dict() for each in build_agent_options(agents, "o")]

    assert [each.get("description", {}).get("text") for each in options[-3:]] == ["a1", "a2", None]


@given(st.lists(FOREIGN, max_size=8))
def test_agents_of_any_name_can_be_chosen(names: list[str]) -> None:
    agents = [(f"agent-{number}", name) for number, name in enumerate(names)]

    check_suggestions({"options": [each.to_dict() for each in build_agent_options(agents, "")]})


def test_agent_whose_id_no_option_can_carry_is_left_out() -> None:
    assert build_agent_options([("x" * 151, "Zoe")], "zoe") == []


def test_three_hundred_agents_are_cut_to_what_slack_takes() -> None:
    options = build_agent_options([(f"a{number}", "Agent") for number in range(300)], "")

    check_suggestions({"options": [each.to_dict() for each in options]})
    assert len(options) == 100
