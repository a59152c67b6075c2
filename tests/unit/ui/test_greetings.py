"""What a greeting leaves out, in one neutral sentence."""

import pytest

from bot.ui.agent_list import build_agents
from bot.ui.greetings import format_omission
from bot.voicy import Agent
from tests.builders.rich_text import read


def describe(greeting: str, language: str | None = "en") -> Agent:
    return Agent(agent_id="a1", name="Booker", language=language, greeting=greeting)


@pytest.mark.parametrize(
    ("greeting", "sentence"),
    [
        ("Hi there", "Booker's greeting does not name Acme, or say that it is an AI."),
        ("Hi, I am an AI", "Booker's greeting does not name Acme."),
        ("Hi, this is Acme", "Booker's greeting does not say that it is an AI."),
        ("Hi, this is Acme's AI", None),
        ("  ", None),
    ],
)
def test_what_is_missing_is_said(greeting: str, sentence: str | None) -> None:
    assert format_omission(describe(greeting), "Acme") == sentence


@pytest.mark.parametrize("language", ["he", "iw-IL", "he_IL", None])
def test_language_is_read_however_it_is_written(language: str | None) -> None:
    assert format_omission(describe("אקמי, בינה מלאכותית", language), "אקמי") is None


def test_first_spelling_of_several_is_named() -> None:
    assert "not name Acme, or" in str(format_omission(describe("Hi"), "Acme, אקמי"))


def test_list_of_agents_warns_below_its_example() -> None:
    shown = read(build_agents([(describe("Hi"), ())], company="Acme"))

    assert shown.split("\n")[-1] == (
        "⚠️ Booker's greeting does not name Acme, or say that it is an AI."
    )
