"""The help where Slack takes no command: with a button that opens the form."""

from typing import Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.cards.lines import Message
from bot.cards.lists import build_help

OPEN_FORM: Final = "open_form"
HERE: Final = "here"


def build_help_with_form(command: str, bot_name: str, thread_ts: str | None) -> Message:
    """Explain how to ask, and offer the form for a call told in this thread."""
    message = build_help(command, bot_name)
    button = ButtonElement(text="Open the form", action_id=OPEN_FORM, value=thread_ts or HERE)
    return Message(text=message.text, blocks=(*message.blocks, ActionsBlock(elements=[button])))
