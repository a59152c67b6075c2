"""Lines of a message, written once and drawn twice: as rich text and as fallback text.

Rich text elements are never parsed by Slack, so what callees, people and the API say cannot become
a mention, a link or a format there; the fallback text is escaped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
)

from bot.domain.blank_text import is_blank

# Slack edits no text above 4,000 characters and has posted longer ones twice
TEXT_LIMIT: Final = 3_000
# what Slack takes for a format: a sign at the edge of a word, a quote sign at the start of a line
_FORMATS: Final = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`|^(?=&gt;)", re.MULTILINE)
# as reasons and refusals keep a moment, for tables and forms
_WRITTEN_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d UTC)")
_DAY_AND_TIME: Final = "{date_short} {time}"
_WORD_JOINER: Final = "\u2060"
# control characters, halves of an emoji, and what would turn the direction of all that follows
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# isolates from left to right and from right to left, and their end, as Unicode names them
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
# what turns around beside words from right to left: phone numbers, days and times, lengths
_DAY, _TIME = r"\d{4}-\d\d-\d\d", r"\d{1,2}:\d\d(?::\d\d)?"
_FIGURE: Final = (
    r"(?<![A-Za-z0-9.:/=])(?:\+\d[\d .()…-]{3,}\d(?![\d:])"
    rf"|(?:{_DAY} )?{_TIME}(?: ?(?:[–-]|to) ?{_TIME})?(?: UTC)?|{_DAY}"
    r"|(?:\d+[–.])?\d+ (?:h|min|s)\b(?: \d+ (?:min|s)\b)*)"
)
_FIGURES: Final = re.compile(f"{_LRI}{_FIGURE}{_PDI}|({_FIGURE})")
# somebody's words from right to left, and nothing beside them
_FROM_RIGHT: Final = re.compile(
    f"{_RLI}(?:[^{_LRI}{_RLI}{_PDI}]|{_LRI}[^{_LRI}{_RLI}{_PDI}]*{_PDI})*{_PDI}"
)
_Element = dict[str, Any]
# begins a line of ours: browsers do not look past isolates for the direction of a line
_LRM: Final = "\u200e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One Slack message: its blocks, and the text that notifications and screen readers use."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Text with a style, shown exactly as it is; anybody may have written it.

    Code is to be copied, so nothing in it is isolated.
    """

    text: str
    bold: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that every reader sees in their own zone."""

    at: datetime
    format: str = "{time_secs}"


class RichText(RichTextBlock):
    """A block of elements as they are sent; Slack's own search each of them for validators."""

    def __init__(self, elements: list[_Element]) -> None:
        super().__init__(elements=[])
        self._elements = elements

    def to_dict(self, *_: object) -> dict[str, Any]:
        section = {"type": "rich_text_section", "elements": self._elements}
        return {"type": self.type, "elements": [section]}


# a user who is notified, a channel under the name it has for each reader, a link of our making
Mention = RichTextElementParts.User
ChannelMention = RichTextElementParts.Channel
Link = RichTextElementParts.Link
# a plain string is shown as it is, but that each reader sees its moments in their own zone
Inline = str | Text | Moment | Mention | ChannelMention | Link
# no Sequence, because a string is one of strings
RichLine = list[Inline] | tuple[Inline, ...]


def clean(text: str, limit: int = 300, *, keep_lines: bool = False) -> str:
    """Make foreign text fit to be shown: no control or direction characters, cut to `limit`.

    It stays on one line unless `keep_lines`, so that it cannot pass for a line of ours.
    Right-to-left text is isolated, so that it does not turn the rest of its line around.
    """
    kept = "" if is_blank(text) else _HIDDEN.sub("", text).strip()
    kept = cut(kept if keep_lines else " ".join(kept.split()), limit)
    return "\n".join(map(_keep_direction, kept.split("\n")))


def _keep_direction(line: str) -> str:
    """Isolate a line with letters from right to left, in the direction of most of its letters.

    A sentence in English may begin with a name in Hebrew.
    """
    directions = [unicodedata.bidirectional(character) for character in line]
    from_right = sum(map(directions.count, ("R", "AL")))
    if not from_right:
        return line
    return isolate(line) if directions.count("L") > from_right else f"{_RLI}{line}{_PDI}"


def isolate(text: str) -> str:
    """Keep a number, a time or a length in its own order beside words from right to left."""
    return f"{_LRI}{text}{_PDI}" if text else ""


def isolate_figures(text: str) -> str:
    """Isolate the numbers, times and lengths in a text, except those that are isolated already."""
    return _FIGURES.sub(lambda found: isolate(found[1]) if found[1] else found[0], text)


def cut(text: str, limit: int) -> str:
    """Shorten a text to `limit` characters, saying so with an ellipsis; no isolate stays open."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    opened = max(0, sum(map(kept.count, (_LRI, _RLI))) - kept.count(_PDI))
    return f"{kept[: len(kept) - opened].rstrip()}…{_PDI * opened}"


def escape(text: str) -> str:
    """Escape foreign text so that Slack's mrkdwn shows it as it is."""
    entities = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _FORMATS.sub(lambda found: f"{_WORD_JOINER}{found[0]}", entities)


def build_context(*texts: str) -> ContextBlock:
    """Build a block of small plain text."""
    elements = [
        PlainTextObject(text=cut(f"{_begin(text)}{isolate_figures(text)}", 2_000), emoji=False)
        for text in texts
        if text
    ]
    return ContextBlock(elements=[*elements])


def build_rich_text(lines: Iterable[RichLine]) -> RichText:
    """Build lines as one rich text block."""
    elements: list[_Element] = []
    for index, line in enumerate(lines):
        written = [_format_inline(piece) for piece in line]
        begin = ("\n" if index else "") + _begin("".join(written))
        if begin:
            elements.append(_build_text(begin))
        for piece, text in zip(line, written, strict=True):
            elements.extend(_build_elements(piece) if text else ())
    return RichText(elements)


def _begin(text: str) -> str:
    """Return what keeps a line at the left that is not from right to left as a whole."""
    first = text.partition("\n")[0]
    return _LRM if _RLI in first and not _FROM_RIGHT.fullmatch(first) else ""


def format_fallback(lines: Iterable[RichLine]) -> str:
    """Format lines as fallback text, cut to what Slack takes without breaking an entity."""
    text = ""
    for index, line in enumerate(lines):
        text += "\n" if index and line else ""
        for piece in line:
            written = _format_inline(piece)
            if len(text) + len(written) > TEXT_LIMIT:
                return text + "…"
            text += written
    return text


def build_message(lines: Sequence[RichLine], *more: Block) -> Message:
    """Build a message of lines with other blocks below."""
    return Message(text=format_fallback(lines), blocks=(build_rich_text(lines), *more))


def _build_text(text: str) -> _Element:
    return {"type": "text", "text": text}


def _build_elements(piece: Inline) -> list[_Element]:
    match piece:
        case str(text):
            return [element for part in _find_moments(text) for element in _build_elements(part)]
        case Moment(at, pattern):
            date = {
                "type": "date",
                "timestamp": int(at.timestamp()),
                "format": pattern,
                "fallback": _format_utc(at, pattern),
            }
            return [_build_text(_LRI), date, _build_text(_PDI)]
        case Text(text, bold, code):
            style = {name: True for name, is_on in (("bold", bold), ("code", code)) if is_on}
            element = _build_text(text if code else isolate_figures(text))
            return [element | {"style": style} if style else element]
    return [piece.to_dict()]


def _format_inline(piece: Inline) -> str:
    match piece:
        case Mention(user_id=user_id):
            return f"<@{user_id}>"
        case ChannelMention(channel_id=channel_id):
            return f"<#{channel_id}>"
        case Moment(at, pattern):
            return isolate(f"<!date^{int(at.timestamp())}^{pattern}|{_format_utc(at, pattern)}>")
        case Link(url=url, text=text):
            return f"<{url}|{escape(text or url)}>"
        case str(text):
            return "".join(map(_format_inline, _find_moments(text)))
        case Text(text, code=is_code):
            return escape(text if is_code else isolate_figures(text))


def write_moment(at: datetime) -> str:
    """Write a moment into a sentence that people in many zones read."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _find_moments(text: str) -> Iterator[Text | Moment]:
    """Split a sentence at the moments in it."""
    for part in filter(None, _WRITTEN_MOMENT.split(text)):
        moment = None
        if _WRITTEN_MOMENT.fullmatch(part):
            with suppress(ValueError):
                moment = datetime.strptime(part, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
        yield Moment(moment, _DAY_AND_TIME) if moment else Text(part)


def _format_utc(at: datetime, pattern: str) -> str:
    return write_moment(at) if "date" in pattern else f"{at:%H:%M:%S} UTC"
