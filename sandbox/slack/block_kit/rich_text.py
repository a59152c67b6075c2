"""The rich_text block: sections, lists, quotes, preformatted text and what stands in them."""

import re
from typing import Any

from sandbox.slack.block_kit.composition import URL
from sandbox.slack.block_kit.rules import (
    Note,
    Rule,
    array,
    boolean,
    by_type,
    choice,
    integer,
    pattern,
    shape,
    string,
)

_STYLE = shape(
    {},
    {
        "bold": boolean,
        "italic": boolean,
        "strike": boolean,
        "underline": boolean,
        "code": boolean,
        "highlight": boolean,
        "client_highlight": boolean,
        "unlink": boolean,
    },
)
_ID = pattern(re.compile(r"[A-Z][A-Z0-9]+").fullmatch, "an id")
_MOST_ELEMENTS = 1000


def _inline(name: str, required: dict[str, Rule], optional: dict[str, Rule]) -> Rule:
    return shape({"type": choice(name), **required}, {"style": _STYLE, **optional})


TEXT = _inline("text", {"text": string(12_000)}, {})
LINK = _inline("link", {"url": URL}, {"text": string(12_000), "unsafe": boolean})
INLINE = by_type(
    {
        "text": TEXT,
        "link": LINK,
        "emoji": _inline("emoji", {"name": string(255)}, {"unicode": string(100)}),
        "user": _inline("user", {"user_id": _ID}, {}),
        "usergroup": _inline("usergroup", {"usergroup_id": _ID}, {}),
        "channel": _inline("channel", {"channel_id": _ID}, {}),
        "broadcast": _inline("broadcast", {"range": choice("here", "channel", "everyone")}, {}),
        "color": _inline("color", {"value": string(20)}, {}),
        "date": _inline(
            "date",
            {"timestamp": integer(0, 9_999_999_999), "format": string(255)},
            {"url": URL, "fallback": string(255)},
        ),
    }
)
PREFORMATTED_INLINE = by_type({"text": TEXT, "link": LINK})
BORDER = integer(0, 1)


def _part(name: str, elements: Rule, optional: dict[str, Rule] | None = None) -> Rule:
    return shape({"type": choice(name), "elements": elements}, optional)


_INLINES = array(INLINE, most=_MOST_ELEMENTS, least=0)
SECTION = _part("rich_text_section", _INLINES)
PARTS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": _part("rich_text_quote", _INLINES, {"border": BORDER}),
    "rich_text_preformatted": _part(
        "rich_text_preformatted",
        array(PREFORMATTED_INLINE, most=_MOST_ELEMENTS, least=0),
        {"border": BORDER, "language": string(50)},
    ),
    "rich_text_list": shape(
        {
            "type": choice("rich_text_list"),
            "style": choice("bullet", "ordered"),
            "elements": array(
                by_type({"rich_text_section": SECTION}), most=_MOST_ELEMENTS, least=0
            ),
        },
        {"indent": integer(0, 8), "offset": integer(0, 100_000), "border": BORDER},
    ),
}


def check_elements(value: Any, pointer: str, note: Note) -> None:
    """Accept the elements of a rich_text block."""
    array(by_type(PARTS), most=_MOST_ELEMENTS)(value, pointer, note)
