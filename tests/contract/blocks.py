"""Short builders of Block Kit for the contract tests, and what the rules find in it."""

from typing import Any

import pytest

from sandbox.slack.block_kit import check_message_blocks, check_view
from sandbox.slack.errors import InvalidBlocksError

JsonObject = dict[str, Any]


def plain(text: str) -> JsonObject:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> JsonObject:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> JsonObject:
    return {"type": "section", "text": marked(text), **more}


def button(**more: Any) -> JsonObject:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements: JsonObject) -> JsonObject:
    return {"type": "actions", "elements": list(elements)}


def option(label: str, value: str | None = None) -> JsonObject:
    return {"text": plain(label), "value": label.lower() if value is None else value}


def options(count: int) -> list[JsonObject]:
    return [option(str(number)) for number in range(count)]


def static_select(**more: Any) -> JsonObject:
    return {"type": "static_select", "action_id": "s", "options": [option("a")], **more}


def field(element: JsonObject, block_id: str | None = None, **more: Any) -> JsonObject:
    named = {"block_id": block_id, "label": plain(block_id.title())} if block_id else {}
    element = {"action_id": "value", **element}
    return {"type": "input", "label": plain("Field"), "element": element, **named, **more}


def modal(*blocks: JsonObject, **more: Any) -> JsonObject:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("OK"),
        "blocks": list(blocks),
        **more,
    }


def rich_text(*elements: JsonObject) -> JsonObject:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*elements: JsonObject) -> JsonObject:
    return {"type": "rich_text_section", "elements": list(elements)}


TO = field({"type": "plain_text_input"}, "to")
AGENT = field({"type": "external_select", "min_query_length": 0}, "agent", optional=True)
BUTTON = {"type": "button", "action_id": "again", "text": plain("Call again"), "value": "7"}


def findings(blocks: list[JsonObject]) -> list[str]:
    """Return what is wrong with the blocks of a message."""
    with pytest.raises(InvalidBlocksError) as caught:
        check_message_blocks(blocks)
    assert caught.value.error == "invalid_blocks"
    return caught.value.findings


def view_findings(view: Any) -> list[str]:
    """Return what is wrong with a modal."""
    with pytest.raises(InvalidBlocksError) as caught:
        check_view(view, {"modal"})
    assert caught.value.error == "invalid_arguments"
    return caught.value.findings
