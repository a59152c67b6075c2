"""The page against the cards: every sign the bot says is drawn, whatever fonts a machine has."""

import re

from tests.contract.papers import PROJECT

PAGE = PROJECT / "sandbox" / "page"
PICTOGRAPHS = re.compile("[\u231a-\u23ff\u2600-\u27bf\U0001f000-\U0001faff]")
SAYING = sorted(
    path for folder in ("bot/ui", "handlers") for path in (PROJECT / folder).rglob("*.py")
)


def read_drawn() -> dict[str, str]:
    """Return the signs that the page draws, with their names."""
    text = (PAGE / "emoji.js").read_text(encoding="utf-8")
    table = text.partition("const DRAWN = {")[2].partition("};")[0]
    named: list[tuple[str, str]] = re.findall(r'(\w+): "([^"]+)"', table)
    return {sign.replace("\ufe0f", ""): name for name, sign in named}


def test_signs_that_are_said_are_drawn() -> None:
    drawn = set(read_drawn())
    said = {path: set(PICTOGRAPHS.findall(path.read_text(encoding="utf-8"))) for path in SAYING}

    assert {path: signs - drawn for path, signs in said.items() if signs - drawn} == {}


def test_every_sign_in_the_table_has_its_drawing() -> None:
    drawings = (PAGE / "emoji.svg").read_text(encoding="utf-8")

    assert set(re.findall(r'<symbol id="(\w+)"', drawings)) == set(read_drawn().values())
