"""What the values of a result mean, in any spelling and whatever contradicts it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meanings import (
    MEANINGS,
    REFUSING,
    FieldRule,
    Outcome,
    ResultMapping,
    ResultMeaning,
    has_value,
    read_result,
)
from tests.builders.examples import FEW

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(["outcome", "Outcome", "when", "שם"]) | st.text(max_size=8)
FIELDS = st.dictionaries(NAMES, JSON, max_size=5)


def read(value: Any, *, means: tuple[str, ...] = ()) -> bool:
    mapping = ResultMapping(rules={Outcome.VOICEMAIL: FieldRule(field="outcome", values=means)})
    return bool(read_result(mapping, {"outcome": value}).meanings)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("voicemail", "voicemail"),
        ("  Voicemail ", "voicemail"),
        ("VOICE  mail", "voice mail"),
        ("voice\nmail", "Voice mail"),
        ("ｖｏｉｃｅｍａｉｌ", "voicemail"),
        ("תא קולי", "תא קולי"),
        ("Straße", "STRASSE"),
        (True, "yes"),
        (True, "true"),
        ("true", "Yes"),
        (False, "no"),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2.5"),
        ("Unknown", "unknown"),
        (["human", "Voicemail"], "voicemail"),
        ({"kind": {"of": ["voicemail"]}}, "voicemail"),
    ],
)
def test_a_value_is_known_in_every_spelling(value: Any, meant: str) -> None:
    assert read(value, means=("something else", meant))


@pytest.mark.parametrize(
    "value", [None, "", "not voicemail", "voicemails", 31, True, [], {}, {"voicemail": "no"}]
)
def test_what_only_resembles_a_value_is_another(value: Any) -> None:
    assert not read(value, means=("voicemail", "3", "no such"))


@pytest.mark.parametrize("value", ["no", False, 0, 0.5, ["x"], {"a": 1}, "?"])
def test_any_value_may_be_meant_and_no_is_one(value: Any) -> None:
    assert has_value(value)
    assert read(value)


@pytest.mark.parametrize(
    "value",
    [None, "", "  ", [], {}, [None, ""], {"a": [{}]}, "N/A", "none", "—", "Null", "unknown"],
)
def test_where_there_is_nothing_to_say_there_is_no_value(value: Any) -> None:
    assert not has_value(value)
    assert not read(value)


def test_a_field_is_known_by_its_name_in_another_case() -> None:
    mapping = ResultMapping(rules={Outcome.REACHED: FieldRule(field="Confirmed")}, headline="NOTE")

    found = read_result(mapping, {"confirmed": "yes", "note": "Thursday"})

    assert found == ResultMeaning(meanings=(Outcome.REACHED,), headline="note")


@pytest.mark.parametrize(
    ("true", "kept"),
    [
        ("reached", "reached"),
        ("wants_human", "wants_human reached"),
        ("call_back", "call_back reached"),
        ("reached call_back wants_human", "wants_human call_back reached"),
        ("reached voicemail", "voicemail"),
        ("voicemail call_back", "voicemail"),
        ("reached opted_out", "opted_out"),
        ("voicemail opted_out", "opted_out"),
        ("voicemail wrong_person", "wrong_person"),
        ("wrong_person opted_out reached", "opted_out wrong_person"),
    ],
)
def test_of_what_contradicts_itself_the_more_careful_counts(true: str, kept: str) -> None:
    mapping = ResultMapping(rules={each: FieldRule(field=each) for each in MEANINGS})

    found = read_result(mapping, dict.fromkeys(true.split(), "yes"))

    assert " ".join(found.meanings) == kept
    assert (found.call_back is not None) == ("call_back" in kept)


@FEW
@given(FIELDS, st.sets(st.sampled_from(MEANINGS)), st.lists(st.text(max_size=8), max_size=3))
def test_whatever_an_agent_answers_is_read_and_fits_together(
    values: dict[str, Any], mapped: set[Outcome], meant: list[str]
) -> None:
    rule = FieldRule(field="outcome", values=tuple(meant))
    mapping = ResultMapping(rules=dict.fromkeys(mapped, rule), headline="when")

    found = read_result(mapping, values)

    assert set(found.meanings) <= mapped | {Outcome.REACHED}
    assert list(found.meanings) == [each for each in MEANINGS if each in found.meanings]
    is_reached = Outcome.REACHED in found.meanings
    assert not (is_reached and {*REFUSING, Outcome.VOICEMAIL} & set(found.meanings))
    assert found.headline is None or has_value(values[found.headline])


def test_a_result_without_end_is_read_in_no_time() -> None:
    values = {f"field {number}": ["x"] * 100 for number in range(3_000)}
    deep: Any = "voicemail"
    for _ in range(100_000):
        deep = [deep]
    mapping = ResultMapping(rules={Outcome.VOICEMAIL: FieldRule(field="none such", values=("x",))})

    assert read_result(mapping, {**values, "deep": deep, "wide": ["y"] * 300_000}).meanings == ()
    assert not read(deep, means=("voicemail",))
    assert not read(["y"] * 300_000, means=("voicemail",))
