"""The form that says what results mean: within Slack's limits, and read as it was filled in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meanings import MEANINGS, FieldRule, Outcome, ResultMapping
from bot.store.records import AgentMapping
from bot.ui.mapping_form import (
    build_mapping,
    build_mapping_form,
    build_value_options,
    find_asked_field,
    parse_mapping,
)
from bot.ui.rich_text import format_fallback
from bot.voicy import AgentVariable
from sandbox.slack.block_kit import check_view
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.examples import FEW

NAMES = st.text(min_size=1, max_size=500).map(str.strip).filter(bool)
VALUES = st.lists(st.text(min_size=1, max_size=75).map(str.strip).filter(bool), unique=True)
RULES = st.builds(lambda field, values: FieldRule(field=field, values=tuple(values)), NAMES, VALUES)
MAPPINGS = st.builds(
    lambda rules, headline: ResultMapping(rules=rules, headline=headline),
    st.dictionaries(st.sampled_from(MEANINGS), RULES),
    st.none() | NAMES,
)


def fill(view: dict[str, Any]) -> dict[str, Any]:
    """Return a form as Slack sends it where nothing was touched."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state = {
                "selected_option": element.get("initial_option"),
                "selected_options": element.get("initial_options"),
            }
            values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


@FEW
@given(MAPPINGS, st.lists(NAMES, max_size=60))
def test_form_that_nobody_touched_says_what_it_was_built_of(
    mapping: ResultMapping, names: list[str]
) -> None:
    fields = [AgentVariable(name=name, description="What it is " * 20) for name in names]

    view = build_mapping_form("agent", "Booker", fields, mapping).to_dict()

    assert parse_mapping(fill(view), [*names, *mapping.fields]) == mapping


def test_agent_with_many_long_fields_has_a_form_that_slack_takes() -> None:
    fields = [AgentVariable(name=f"{'a very long name ' * 20} {n}") for n in range(100)]
    rules = {each: FieldRule(field=fields[-1].name) for each in MEANINGS}

    view = build_mapping_form("a" * 500, "B" * 200, fields, ResultMapping(rules=rules)).to_dict()

    check_view(view, {"modal"})
    assert parse_mapping(fill(view), [each.name for each in fields]).rules == rules
    headline = view["blocks"][-1]["element"]
    texts = [option["text"]["text"] for option in headline["options"]]
    assert len(set(texts)) == len(texts) == 100


def test_values_are_those_of_the_field_that_is_chosen() -> None:
    rules = {Outcome.VOICEMAIL: FieldRule(field="outcome", values=("machine",))}
    view = build_mapping_form("a", "Booker", [], ResultMapping(rules=rules)).to_dict()
    (block,) = (each for each in view["blocks"] if "values" in str(each.get("block_id")))

    assert find_asked_field(block["block_id"], ["other", "outcome"]) == "outcome"
    assert find_asked_field(block["block_id"], ["other"]) is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("", ["Voicemail", "human"]), ("mail", ["mail", "Voicemail"]), (" x " * 60, None)],
)
def test_what_is_typed_can_be_chosen_beside_what_was_seen(
    typed: str, offered: list[str] | None
) -> None:
    options = [option.value for option in build_value_options(typed, ("Voicemail", "human"))]
    assert options == offered if offered else len(str(options[0])) <= 75


def test_mapping_is_told_in_one_line() -> None:
    rules = {
        Outcome.VOICEMAIL: FieldRule(field="outcome", values=("machine", "<!here>")),
        Outcome.REACHED: FieldRule(field="confirmed"),
    }
    mapping = ResultMapping(rules=rules, headline="new_date")
    saved = AgentMapping(
        workspace_id=WORKSPACE, agent_id="a", mapping=mapping, set_by="U0DANA", set_at=NOON
    )
    assert format_fallback([build_mapping(saved)]) == (
        "Results reached where confirmed has a value; voicemail where outcome is “machine” or "
        "“&lt;!here&gt;”; headline new_date · set by <@U0DANA>"
    )
