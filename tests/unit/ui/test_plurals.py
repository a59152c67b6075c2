"""One thing and several are said in whole sentences."""

import pytest

from bot.ui.csv import format_exported
from bot.ui.labels import join_names
from bot.ui.notices import build_in_line


@pytest.mark.parametrize(
    ("names", "joined"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and 1 other"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 others"),
    ],
)
def test_names_beyond_the_first_are_counted(names: list[str], joined: str) -> None:
    assert join_names(names, most=3) == joined


def test_several_calls_are_exported_or_one() -> None:
    assert format_exported(1).startswith("📄 1 call is in")
    assert format_exported(1_000).startswith("📄 1,000 calls are in")


def test_several_cards_come_first_or_one() -> None:
    assert build_in_line(1).text.endswith("Another card comes first here.")
    assert "12 other cards come first" in build_in_line(12).text
