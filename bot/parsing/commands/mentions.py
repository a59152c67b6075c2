"""What was asked of the bot in a message: after its mention, or to it alone."""

import re
from typing import Final

from bot.parsing.commands.formatting import undo_formatting
from bot.parsing.commands.subcommands import Subcommand
from bot.parsing.commands.typed_text import INVISIBLE

_BLANK: Final = rf"[\s{INVISIBLE}]"
_MENTION: Final = re.compile(rf"<@([A-Z0-9]+)(?:\|[^<>]*)?>{_BLANK}*[:,]?{_BLANK}*")
_CALL: Final = re.compile(rf"\Acall(?:{_BLANK}+|\Z)", re.IGNORECASE)
_EDGES: Final = re.compile(rf"\A{_BLANK}+|{_BLANK}+\Z")
_WORDS: Final = frozenset(Subcommand)


def read_mention(text: str, bot_user_id: str) -> str | None:
    """Return what follows a mention, which in the middle of a text asks only for “call …”."""
    text = undo_formatting(text)
    mention = next((each for each in _MENTION.finditer(text) if each[1] == bot_user_id), None)
    if mention is None:
        return None
    asked, calls = _CALL.subn("", _trim(text[mention.end() :]))
    is_first = not _trim(text[: mention.start()])
    return asked if is_first or calls else None


def read_direct_message(text: str, bot_user_id: str) -> str | None:
    """Return what a message to the bot asks; a number without “call” was only passed on to it."""
    text = _trim(undo_formatting(text))
    mention = _MENTION.match(text)
    is_named = mention is not None and mention[1] == bot_user_id
    asked, calls = _CALL.subn("", _trim(text[mention.end() :]) if mention and is_named else text)
    first = asked.split(maxsplit=1)[0].casefold() if asked else ""
    return asked if calls or first in _WORDS else None


def _trim(text: str) -> str:
    return _EDGES.sub("", text)
