"""Variables that a call brought, as people read them."""

from typing import Any

import pytest

from bot.ui.rich_text import format_fallback
from bot.ui.variables import build_variables


def read(values: dict[str, Any]) -> list[str]:
    text = format_fallback(build_variables(values))
    return text.split("\n") if text else []


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("January 15th", ["v: January 15th"]),
        (None, ["v: —"]),
        ("", ["v: —"]),
        ([], ["v: —"]),
        ({}, ["v: —"]),
        (["ID", "card", 3], ["v: ID, card, 3"]),
        ({"day": "Thursday", "time": "14:00"}, ["v: day: Thursday; time: \u206614:00\u2069"]),
        (
            [{"item": "Tea", "count": 2}, {"item": "Milk", "count": 1}],
            ["v: ", "   • item: Tea; count: 2", "   • item: Milk; count: 1"],
        ),
        (
            {"street": "Herzl 1", "geo": {"lat": 32.08, "lng": 34.78}, "tags": ["a", "b"]},
            [
                "v: ",
                "   • street: Herzl 1",
                "   • geo: (lat: 32.08; lng: 34.78)",
                "   • tags: (a, b)",
            ],
        ),
        ({"note": "x" * 70}, ["v: ", f"   • note: {'x' * 70}"]),
        ([["a", "b"], ["c"]], ["v: ", "   • a, b", "   • c"]),
    ],
)
def test_value_is_drawn_on_as_many_lines_as_it_has_parts(value: Any, lines: list[str]) -> None:
    assert read({"v": value}) == lines


def test_parts_of_a_value_cannot_pass_for_variables() -> None:
    assert read({"v": [["x"], "name: ✅ Ended"]}) == ["v: ", "   • x", "   • name: ✅ Ended"]


def test_parts_beyond_the_limit_are_counted() -> None:
    lines = read({"v": [[number] for number in range(100)]})

    assert (len(lines), lines[-1]) == (26, "and 76 more")


def test_variable_without_a_name_has_a_dash() -> None:
    assert read({"": 1}) == ["—: 1"]
