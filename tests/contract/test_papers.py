"""The papers against the code: README, .env.example and docs say what is so."""

import re
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from bot.config import Config
from tests.contract.papers import PROJECT, read_table

LINKED = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


def read_defaults() -> dict[str, str]:
    """Return every setting with its default as people write it, "" where there is none."""
    return {
        name.upper(): "" if field.default in {None, PydanticUndefined} else str(field.default)
        for name, field in Config.model_fields.items()
    }


def test_readme_lists_every_setting_with_its_default() -> None:
    table = read_table(PROJECT / "README.md")

    assert {name: row[0].strip("`") for name, row in table.items()} == read_defaults()
    assert [name for name, row in table.items() if not row[-1]] == []


def test_example_of_the_environment_names_every_setting_with_its_default() -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")

    assert dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE)) == read_defaults()


def test_example_of_the_environment_sets_nothing_before_it_is_filled_in() -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    required = [name for name, field in Config.model_fields.items() if field.is_required()]

    assert [line for line in lines if line and not line.startswith("#")] == [
        f"{name.upper()}=" for name in required
    ]


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_between_the_papers_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []
