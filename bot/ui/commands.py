"""The slash command in sentences that name what to type, called as the settings call it."""

from contextvars import ContextVar
from typing import Final

from bot.ui.rich_text import Text

_NAME: Final = "/call"
# said once, where the bot starts; all its tasks, and what they hand to threads, inherit it
SLASH_COMMAND: Final[ContextVar[str]] = ContextVar("slash_command", default=_NAME)


def name_command(sentence: str) -> str:
    """Have a sentence of ours, which says `/call`, say the name that the command has here."""
    return sentence.replace(_NAME, SLASH_COMMAND.get())


def build_command(typed: str) -> Text:
    """Build a command as it is typed, with what is `typed` after its name."""
    return Text(f"{SLASH_COMMAND.get()} {typed}".strip(), code=True)
