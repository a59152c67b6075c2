"""Whatever a message says, words from right to left beside its figures leave them readable."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.ops.samples import draw_samples
from bot.ui.rich_text import Message, Text, build_message

ISOLATE = re.compile("\u2066[^\u2066-\u2069]*\u2069")
FIGURES = re.compile(r"\+\d[\d .()…-]{3,}\d|(?<![=\d])\d{1,2}:\d\d|\b\d+ (?:s|min|h)\b")
# alone in boxes of their own, where nothing stands beside them
ALONE = {"button", "option", "plain_text_input"}


def find_prose(block: Any) -> Iterator[str]:
    """Return what is read of a block, but for code, which is to be copied."""
    if isinstance(block, list):
        for part in block:
            yield from find_prose(part)
    elif isinstance(block, dict) and block.get("type") == "rich_text_section":
        pieces = block["elements"]
        yield "".join(piece.get("text", "") for piece in pieces if not is_code(piece))
    elif isinstance(block, dict) and block.get("type") not in ALONE:
        if block.get("type") in {"plain_text", "mrkdwn"}:
            yield block["text"]
        for name, part in block.items():
            if name not in {"options", "initial_option", "confirm"}:
                yield from find_prose(part)
    if isinstance(block, dict) and "confirm" in block:
        yield block["confirm"]["text"]["text"]


def is_code(piece: dict[str, Any]) -> bool:
    return bool((piece.get("style") or {}).get("code"))


def find_bare(text: str) -> list[str]:
    """Return the figures in a text that nothing isolates."""
    return FIGURES.findall(ISOLATE.sub("", text))


def test_figures_of_every_message_and_view_are_isolated() -> None:
    bare = {}
    for name, sample in draw_samples():
        shown = [block.to_dict() for block in sample.blocks or ()]
        if found := [each for text in find_prose(shown) for each in find_bare(text)]:
            bare[name] = found

    assert bare == {}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("שרה · +1 555-987-6543", "שרה · [+1 555-987-6543]"),
        ("ב14:00–15:30, 2 h 05 min", "ב[14:00–15:30], [2 h 05 min]"),
        ("from 2026-03-04", "from [2026-03-04]"),
        ("+1 … 6543 14:00", "[+1 … 6543] [14:00]"),
        ("\u206614:00\u2069", "[14:00]"),
        ("\u2066Mia שרה 14:00\u2069", "[Mia שרה [14:00]]"),
        ("at=15:00", "at=15:00"),
        ("3 calls, version 1.2.3", "3 calls, version 1.2.3"),
    ],
)
def test_figures_are_isolated_once_wherever_they_stand(written: str, shown: str) -> None:
    message = build_message([[written]])

    assert message.text.replace("\u2066", "[").replace("\u2069", "]") == shown


def test_what_is_to_be_copied_stays_as_it_is() -> None:
    command = "/call +15559876543 at=15:00"

    assert build_message([[Text(command, code=True)]]).text == command


def test_fallback_isolates_the_same_figures() -> None:
    with_code = {"help", "help with the form", "short help", "agents", "length of the list"}
    for name, sample in draw_samples():
        if isinstance(sample, Message) and name not in with_code:
            # times that Slack writes in each reader's own zone
            text = re.sub(r"<!date[^>]*>", "", sample.text)
            assert find_bare(text) == [], name
