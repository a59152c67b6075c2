"""The text a person typed, recovered from how Slack delivers it."""

import re
from functools import partial
from typing import Final

# Marks that take no room on the screen: pasting and right-to-left typing leave them anywhere.
INVISIBLE: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_INVISIBLE_RUN: Final = re.compile(f"[{INVISIBLE}]*+")
_BLANK_RUN: Final = re.compile(rf"[\s{INVISIBLE}]*+")

_LINK: Final = re.compile(r"<([a-z][a-z0-9+.-]*:)([^<>|]*)(?:\|([^<>]*))?>", re.IGNORECASE)
# what people type themselves is delivered escaped
_MENTION: Final = re.compile(r"<[@#!][^<>]*>")
_ENTITY: Final = re.compile(r"&(amp|lt|gt);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">"}
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CONTROLS: Final = str.maketrans(
    dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x1f", " ")
    | dict.fromkeys((chr(code) for code in (*range(9), *range(0x0E, 0x1C), 0x7F)), "")
)


def recover_typed_text(delivered: str) -> str:
    """Undo Slack's links and its escaping of & < >, each once, and drop what no keyboard types."""
    linked = _LINK.sub(_unlink, remove_controls(delivered))
    return _ENTITY.sub(lambda entity: _ENTITIES[entity.group(1)], linked)


def find_mentions(delivered: str) -> frozenset[str]:
    """Return Slack's marks for people, channels, groups and dates, as they are recovered."""
    return frozenset(map(recover_typed_text, _MENTION.findall(delivered)))


def remove_controls(text: str) -> str:
    """Drop control characters except tab and newline, and replace halves of broken emoji."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONE_SURROGATE.sub("\ufffd", lines.translate(_CONTROLS))


def skip(run: re.Pattern[str], text: str, start: int) -> int:
    """Return where a run of characters that begins at `start`, and may be empty, ends."""
    found = run.match(text, start)
    return found.end() if found else start


# where the first visible character from a start on stands, a blank counting as visible or not
skip_invisible: Final = partial(skip, _INVISIBLE_RUN)
skip_blank: Final = partial(skip, _BLANK_RUN)


def trim_blank(text: str, start: int, end: int) -> int:
    """Return where the last visible character of `text[start:end]` ends."""
    return end - skip_blank(text[start:end][::-1], 0)


def remove_invisible(text: str) -> str:
    """Drop the marks that take no room on the screen."""
    return _INVISIBLE_RUN.sub("", text)


def _unlink(link: re.Match[str]) -> str:
    scheme, address, label = link.groups()
    if scheme.lower() == "tel:":
        return str(address)
    return str(label or (address if scheme.lower() == "mailto:" else scheme + address))
