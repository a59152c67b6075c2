"""What a call is given beside what its agent declares."""

import pytest

from bot.domain.variables import find_likely_options, find_missing, find_unknown


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [
        ("nmae", "name"),
        ("Name", "name"),
        ("naem", "name"),
        ("nam", "name"),
        ("appointment-date", "appointment_date"),
        ("AppointmentDate", "appointment_date"),
        ("apointment_date", "appointment_date"),
        ("date", "appointment_date"),
        ("mood", ""),
        ("x", ""),
        ("company", ""),
        ("שם", ""),
    ],
)
def test_unknown_variable_is_told_with_its_likely_spelling(name: str, likeliest: str) -> None:
    declared = ["name", "appointment_date"]

    assert find_unknown([name], declared, declared) == ((name, likeliest),)


def test_variable_that_is_given_already_is_not_what_another_one_means() -> None:
    assert find_unknown(["name", "nmae"], ["name"], []) == (("nmae", ""),)


def test_word_that_two_variables_share_means_neither() -> None:
    declared = ["new_date", "old_date"]

    assert find_unknown(["date of birth"], declared, declared) == (("date of birth", ""),)


def test_blank_is_missing() -> None:
    assert find_missing({"a": " ", "b": "x"}, ["a", "b", "c"]) == ("a", "c")


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("time", "at"),
        ("Time", "at"),
        ("when", "at"),
        ("timezone", "tz"),
        ("time_zone", "tz"),
        ("time-zone", "tz"),
        ("TimeZone", "tz"),
        ("ext", ""),
        ("Ext.", ""),
        ("extension", ""),
        ("phone", ""),
        ("phone_number", ""),
        ("phoneNumber", ""),
    ],
)
def test_likely_option_is_found_unless_the_agent_declares_it(name: str, option: str) -> None:
    (found,) = find_likely_options({name: "1", "name": "2"}, ["name"])

    assert (found.name, found.option, found.value) == (name, option, "1")
    assert find_likely_options({name: "1"}, [name]) == ()


@pytest.mark.parametrize("name", ["name", "date", "times", "text", "company", "phone_brand", "at"])
def test_other_names_are_variables(name: str) -> None:
    assert find_likely_options({name: "1"}, []) == ()
