"""The card of a call as tests read it."""

from bot.domain.calls import Call
from bot.ui.call_card import build_card
from tests.builders.rich_text import draw


def build_buttons(call: Call) -> list[tuple[str, str, str]]:
    """Return the buttons of a card as (label, action_id, value)."""
    return [
        (element["text"]["text"], element["action_id"], element["value"])
        for block in draw(build_card(call))
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def read_status(call: Call) -> str:
    return build_card(call).text.split("\n")[1]
