"""The papers against the code: README, .env.example and docs say what is so."""

import re

from pydantic_core import PydanticUndefined

from bot.config import Config
from tests.contract.papers import PAPERS, PROJECT, list_anchors, read_rows


def read_defaults() -> dict[str, str]:
    """Return every setting with its default as people write it, "" where there is none."""
    return {
        name.upper(): "" if field.default in {None, PydanticUndefined} else str(field.default)
        for name, field in Config.model_fields.items()
    }


def test_readme_lists_every_setting_with_its_default() -> None:
    table = {row[0]: row[1:] for row in read_rows(PROJECT / "README.md", under="Settings")}

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


def test_links_between_the_papers_lead_somewhere() -> None:
    targets = [
        (page, (page.parent / target) if target else page, anchor)
        for page in PAPERS
        for target, anchor in re.findall(
            r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")
        )
    ]

    assert [each for each in targets if not each[1].exists()] == []
    assert [each for each in targets if each[2] and each[2] not in list_anchors(each[1])] == []
