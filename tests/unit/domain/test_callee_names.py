"""Which variable names the callee, in whatever language an agent speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.callee_names import find_callee_name
from tests.builders.examples import FEW

GREETING = "שלום {{שם}}, מדברת נועה ממרפאת {{clinic}}."


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"date": "Monday", "name": "Mia Chen"}, "Mia Chen"),
        ({"Name": "Mia"}, "Mia"),
        ({"nombre": "Juan", "producto": "Lámpara"}, "Juan"),
        ({"שם": "דנה", "תאריך": "יום שלישי"}, "דנה"),
        ({"شركة": "نور", "اسم_العميل": "محمد"}, "محمد"),
        ({"नाम": "राम"}, "राम"),
        ({"ชื่อ": "สมชาย"}, "สมชาย"),
        ({"姓名": "王小明"}, "王小明"),
        ({"doctor_name": "House", "name_of_patient": "Ann"}, "Ann"),
        ({"agent_name": "Noa", "customerName": "Dan"}, "Dan"),
        ({"company-name": "Acme", "first name": "Zoë"}, "Zoë"),
        ({"customer": "Dan", "product": "Lamp"}, "Dan"),
    ],
)
def test_variable_that_is_called_a_name_names_the_callee(
    variables: dict[str, str], name: str
) -> None:
    assert find_callee_name(variables, {}, "") == name


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"company_name": "Acme", "doctor": "House"},
        {"name": ""},
        {"name": "+15559876543"},
        {"name": "mia@example.com"},
        {"name": "x" * 200},
        {"customer_id": "44"},
        {"appointment_date": "Monday"},
    ],
)
def test_what_is_no_name_of_the_callee_is_not_taken_for_one(variables: dict[str, str]) -> None:
    assert find_callee_name(variables, {}, "") == ""


@pytest.mark.parametrize(
    ("welcome", "name"),
    [
        ("", ""),
        ("Hi {{x}}, this is {{shop}}.", "Ann"),
        ("{{x}}, good morning!", "Ann"),
        ("Guten Tag Frau {{ x }}!", "Ann"),
        ("您好，{{x}}！", "Ann"),
        ("This is {{shop}} calling.", ""),
        ("Hello, thank you for waiting. I call about {{x}}.", ""),
    ],
)
def test_whom_the_agent_speaks_to_first_is_the_callee(welcome: str, name: str) -> None:
    assert find_callee_name({"shop": "Blue", "x": "Ann"}, {}, welcome) == name


def test_description_says_which_variable_is_the_name() -> None:
    descriptions = {"a": "Name of the clinic", "b": "When", "c": "שם המטופל"}

    assert find_callee_name({"a": "Rambam", "b": "Monday", "c": "דנה"}, descriptions, "") == "דנה"


def test_greeting_goes_before_descriptions_and_name_before_both() -> None:
    given = {"clinic": "Rambam", "שם": "דנה"}

    assert find_callee_name(given, {"clinic": "Name"}, GREETING) == "דנה"
    assert find_callee_name({**given, "name": "Noa"}, {}, GREETING) == "Noa"


@FEW
@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()), st.text())
def test_name_is_always_one_of_the_values(
    variables: dict[str, str], descriptions: dict[str, str], welcome: str
) -> None:
    name = find_callee_name(variables, descriptions, welcome)

    assert name == "" or name in {value.strip() for value in variables.values()}
