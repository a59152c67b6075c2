"""Rich text as a person reads it, and text that must not pass for ours."""

import re
from typing import Any

from hypothesis import strategies as st

from bot.ui.rich_text import (
    Message,
)
from sandbox.slack.block_kit import check_message_blocks
from tests.screen import unmarked

# of any characters, or of those that mean something to Slack or turn the direction of a line
FOREIGN = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    "a <>&*_~`@#!|\n\u202e\u2066\u2068\u2069אב"
)


def draw(message: Message) -> list[dict[str, Any]]:
    """Return the blocks as they are sent, refusing what Slack refuses."""
    return check_message_blocks([block.to_dict() for block in message.blocks])


def read(message: Message) -> str:
    """Return the words of the rich text, as a person reads them."""
    (section,) = draw(message)[0]["elements"]
    return unmarked("".join(element.get("text", "") for element in section["elements"]))


def find_stray_signs(text: str) -> list[str]:
    """Return signs that Slack would read as the start of an entity, a mention or a link."""
    ours = re.sub(r"<(?:@U0ALICE|!date\^\d+\^[^|<>]*\|[^<>]*|https://[^|<>]*\|[^<>]*)>", "", text)
    return re.findall(r"[<>]|&(?!(?:amp|lt|gt);)", ours)
