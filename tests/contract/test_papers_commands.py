"""What the papers tell people to type: it exists, is understood, and fits into a short README."""

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import yaml

from bench.__main__ import _MEASURES
from bot.errors import AmbiguousNumberError
from bot.parsing.commands import parse_command
from command_line import read_command_line
from tests.contract.papers import PAPERS, PROJECT, read_rows

MOST_WORDS = 700
README = PROJECT / "README.md"
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
# what stands in a block of code or between backticks
_CODE = re.compile(r"^(?: {4}|> {4})(.+)$|`([^`\n]+)`", re.MULTILINE)


def read_commands(pattern: str, pages: Sequence[Path] = PAPERS) -> list[str]:
    """Return what stands in code and begins so, without what explains it."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    code = map("".join, _CODE.findall(text))
    parts = chain.from_iterable(re.split(r" {2,}|\s#\s|\s&&\s", each.strip()) for each in code)
    return [part.strip() for part in parts if re.match(pattern, part.strip())]


def test_readme_is_short_up_to_its_settings() -> None:
    words = README.read_text(encoding="utf-8").partition("## Settings")[0].split()

    assert len(words) <= MOST_WORDS


def test_everything_that_is_made_can_be_made() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    names = set(re.findall(r"\$\(([A-Z]+)\)", MAKEFILE))
    made = [each.split()[1:] for each in read_commands("make [a-z]")]

    assert [words for words in made if words[0].strip("[]") not in targets] == []
    given = [word.partition("=")[0] for words in made for word in words[1:]]
    assert [name for name in given if name not in names] == []


def test_every_command_line_is_understood() -> None:
    for line in read_commands(r"(\.venv/bin/)?python3? app\.py"):
        read_command_line(line.partition("app.py")[2].split())


def test_no_command_needs_a_python_that_debian_does_not_have() -> None:
    assert read_commands(r"python\b") == []


def test_every_measure_can_be_taken() -> None:
    taken = [each.split()[3] for each in read_commands(r"\.venv/bin/python -m bench")]

    assert [name for name in taken if name not in _MEASURES] == []


def test_every_call_that_is_shown_is_understood() -> None:
    for example in read_commands(r"/call "):
        # what is shown because it is asked about is understood, too
        with suppress(AmbiguousNumberError):
            parse_command(example.removeprefix("/call "), default_region="US")


def test_readme_says_what_each_scope_is_for() -> None:
    text = README.read_text(encoding="utf-8").partition("| scope | for |")[2].partition("\n\n")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    manifest = yaml.safe_load((PROJECT / "manifest.yml").read_text(encoding="utf-8"))

    explained = [scope for row in rows for scope in re.findall(r"`([a-z:._]+)`", row[0])]
    assert sorted(explained) == sorted(manifest["oauth_config"]["scopes"]["bot"])
    assert [row for row in rows if not row[1].strip()] == []


def test_measures_are_listed_with_what_they_are_measured_by() -> None:
    page = PROJECT / "docs" / "measures.md"
    shown = read_commands(r"\.venv/bin/python -m bench", [page])

    assert {each.split()[3] for each in shown} == set(_MEASURES)
    assert read_rows(README, under="Settings")
