"""Everything that people can click, drawn once."""

from functools import cache
from typing import Any

from slack_sdk.models.views import View

from bot.ops.samples import draw_samples
from bot.ui.rich_text import Message


@cache
def draw_views() -> list[View]:
    """Draw every modal, and the Home."""
    return [each for _, each in draw_samples() if isinstance(each, View)]


@cache
def draw_blocks() -> list[dict[str, Any]]:
    """Draw the blocks of everything."""
    messages = (each for _, each in draw_samples() if isinstance(each, Message))
    drawn = [block.to_dict() for message in messages for block in message.blocks]
    return drawn + [block for view in draw_views() for block in view.to_dict()["blocks"]]


def find_elements(*, is_told: bool = True) -> list[dict[str, Any]]:
    """Return the elements, by default those whose use is told to the app at once."""
    found: list[dict[str, Any]] = []
    for block in draw_blocks():
        if block["type"] == "actions":
            found += block["elements"]
        elif block["type"] == "input" and (block.get("dispatch_action") or not is_told):
            found.append(block["element"])
        elif "accessory" in block:
            found.append(block["accessory"])
    return found


def find_forms() -> set[str]:
    """Return the callback ids of the modals that can be submitted."""
    return {str(view.callback_id) for view in draw_views() if view.submit is not None}
