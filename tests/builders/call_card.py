"""The card of a call as tests read it."""

from collections.abc import Sequence
from typing import Any

from bot.domain.calls import Call
from bot.domain.orders import CallerId
from bot.ui.call_card import build_card
from tests.builders.rich_text import draw, read
from tests.screen import unmarked


def build_buttons(call: Call) -> list[tuple[str, str, str]]:
    """Return the buttons of a card, and what stands in its menu, as (label, action_id, value)."""
    return [
        (chosen["text"]["text"], element["action_id"], chosen["value"])
        for element in list_buttons(call)
        for chosen in element.get("options", [element])
    ]


def list_buttons(call: Call) -> list[dict[str, Any]]:
    """Return the buttons of a card as they are sent."""
    return [
        element
        for block in draw(build_card(call))
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def read_title(call: Call) -> str:
    return read(build_card(call)).split("\n")[0]


def read_status(call: Call) -> str:
    """Return the line of the status: its sign from the card, the rest from its text."""
    card = build_card(call)
    sign = read(card).split("\n")[1].partition(" ")[0]
    return f"{sign} {unmarked(card.text.partition(chr(10))[0])}"


def read_quiet(call: Call, caller_ids: Sequence[CallerId] = ()) -> str:
    """Return the small print of a card, "" where there is none."""
    texts = [
        element["text"]
        for block in draw(build_card(call, caller_ids))
        if block["type"] == "context"
        for element in block["elements"]
    ]
    return unmarked("\n".join(texts))
