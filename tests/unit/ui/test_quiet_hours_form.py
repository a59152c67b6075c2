"""Quiet hours as everybody sees them, and what an admin's modal makes of them."""

from typing import Any

import pytest

from bot.errors import InputError
from bot.policies.rules import Rules
from bot.ui.quiet_hours_form import QuietHoursForm
from bot.ui.rich_text import RichLine, build_message
from bot.ui.subjects import format_quiet_time
from tests.builders.rules import build_change, build_rules

FORM = QuietHoursForm(label="Quiet hours")
ADDED = build_rules(build_change("quiet_hours", "mon,tue 18:00-08:00", "DE"))


def describe(rules: Rules) -> str:
    return read(FORM.describe(rules))


def read(lines: list[RichLine]) -> str:
    """Read lines without the marks around times."""
    return build_message(lines).text.replace("\u2066", "").replace("\u2069", "")


def submit(rules: Rules, **fields: Any) -> dict[str, str | None]:
    given = {
        "area": {"selected_option": {"value": "DE"}},
        "days": {"selected_options": [{"value": "sat"}, {"value": "holiday"}]},
        "begins": {"selected_time": "12:00"},
        "ends": {"selected_time": "08:00"},
        "what": {"selected_option": {"value": "add"}},
    }
    state = {name: {"x": value} for name, value in (given | fields).items()}
    return FORM.read_form({"state": {"values": state}}, rules)


def test_list_says_what_holds_where_and_who_added_it() -> None:
    said = describe(ADDED)

    assert "Quiet hours: everywhere 21:00–08:00, Israel Fri, eves of holidays 14:00–08:00" in said
    assert "Florida 20:00–08:00" in said
    assert "• Germany Mon, Tue 18:00–08:00, set by @dana on " in said
    assert "|2026-11-12 22:40 UTC>" in said
    assert "none; calls are dialed at any hour" in describe(build_rules(quiet_hours="off"))
    alone = build_rules(build_change("quiet_hours", "mon 18:00-08:00", "DE"), quiet_hours="off")
    assert describe(alone).startswith("Quiet hours: only those that admins added.\n• Germany Mon")


def test_hours_are_added_to_those_of_the_area() -> None:
    assert submit(build_rules()) == {"DE": "sat,holiday 12:00-08:00"}
    assert submit(ADDED) == {"DE": "mon,tue 18:00-08:00;sat,holiday 12:00-08:00"}
    everywhere = {"selected_option": {"value": "everywhere"}}
    assert submit(ADDED, area=everywhere) == {"": "sat,holiday 12:00-08:00"}


def test_what_was_added_is_removed_where_something_was() -> None:
    remove = {"selected_option": {"value": "remove"}}

    assert submit(ADDED, what=remove) == {"DE": None}
    with pytest.raises(InputError, match="No admin added"):
        submit(build_rules(), what=remove)


@pytest.mark.parametrize(
    "fields",
    [
        {"area": {"selected_option": {"value": "Atlantis"}}},
        {"area": {}},
        {"days": {"selected_options": []}},
        {"days": {"selected_options": [{"value": "someday"}]}},
        {"begins": {"selected_time": None}},
        {"ends": {}},
        {"ends": {"selected_time": "25:00"}},
        {"begins": {"selected_time": "noon"}},
    ],
)
def test_what_is_incomplete_or_forged_changes_nothing(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        submit(build_rules(), **fields)


def test_everybody_reads_what_changed() -> None:
    added = read([FORM.describe_change({"DE": "sat 12:00-08:00"})])
    removed = read([FORM.describe_change({"US-FL": None})])

    assert added.strip() == "made these hours quiet: Germany Sat 12:00–08:00"
    assert removed.strip() == "set the quiet hours back to the default: Florida"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("21:00-08:00", "21:00–08:00"),
        ("00:00-00:00", "all day"),
        ("12:30-12:30", "12:30–12:30 the next day"),
        ("sat,holiday 00:00-00:00", "Sat, holidays all day"),
    ],
)
def test_hours_are_written_for_people(value: str, words: str) -> None:
    assert format_quiet_time(value) == words
