"""Block Kit's rules for blocks in the local Slack: what is refused, and the pointer to it."""

from typing import Any

import pytest

from sandbox.slack.block_kit import check_message_blocks
from sandbox.slack.errors import SlackError
from tests.contract.blocks import (
    JsonObject,
    actions,
    button,
    field,
    findings,
    marked,
    plain,
    rich_section,
    rich_text,
    section,
)

BROKEN_BLOCKS: list[tuple[JsonObject, str, str]] = [
    (section("x" * 3001), "must be less than 3001 characters", "/text/text"),
    (section(""), "must be more than 0 characters", "/text/text"),
    ({"type": "section"}, "must define either: text, fields", ""),
    (section(fields=[marked("x")] * 11), "no more than 10 items allowed", "/fields"),
    (
        section(fields=[marked("x" * 2001)]),
        "must be less than 2001 characters",
        "/fields/0/text",
    ),
    (section(colour="red"), "additional property: colour", ""),
    (section(block_id="x" * 256), "must be less than 256 characters", "/block_id"),
    (section(block_id=7), "must be a string", "/block_id"),
    (
        {"type": "section", "text": {"type": "markdown", "text": "x"}},
        "unsupported type: markdown",
        "/text/type",
    ),
    (
        {"type": "section", "text": {**plain("x"), "verbatim": True}},
        "additional property: verbatim",
        "/text",
    ),
    ({"type": "section", "text": "x"}, "must provide an object", "/text"),
    ({"type": "header", "text": marked("x")}, "unsupported type: mrkdwn", "/text/type"),
    (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters",
        "/text/text",
    ),
    ({"type": "alert"}, "unsupported type: alert", "/type"),
    ({"text": "x"}, "missing required field: type", ""),
    (
        {"type": "context", "elements": [marked("x")] * 11},
        "no more than 10 items allowed",
        "/elements",
    ),
    ({"type": "context", "elements": []}, "must have at least 1 items", "/elements"),
    (
        {"type": "image", "image_url": "https://x.example/i.png"},
        "missing required field: alt_text",
        "",
    ),
    (
        actions(*[button(action_id=str(number)) for number in range(26)]),
        "no more than 25 items allowed",
        "/elements",
    ),
    (actions(button(), button()), "action_id already exists: go", "/elements"),
    (
        rich_text(rich_section({"type": "text", "text": ""})),
        "must be more than 0 characters",
        "/elements/0/elements/0/text",
    ),
    (
        rich_text(rich_section({"type": "user", "user_id": "alice"})),
        "must be an id",
        "/elements/0/elements/0/user_id",
    ),
    (
        rich_text({"type": "rich_text_list", "style": "dots", "elements": []}),
        "must be one of: bullet, ordered",
        "/elements/0/style",
    ),
    (
        rich_text({"type": "rich_text_preformatted", "elements": [{"type": "emoji"}]}),
        "unsupported type: emoji",
        "/elements/0/elements/0/type",
    ),
]


def test_a_block_that_breaks_a_rule_is_pointed_at() -> None:
    assert [findings([block]) for block, _, _ in BROKEN_BLOCKS] == [
        [f"{problem} [json-pointer:/blocks/0{pointer}]"] for _, problem, pointer in BROKEN_BLOCKS
    ]


def test_an_input_does_not_stand_in_a_message() -> None:
    block = field({"type": "plain_text_input"})

    assert findings([block]) == ["unsupported type: input [json-pointer:/blocks/0/type]"]


def test_a_message_has_at_most_fifty_blocks() -> None:
    blocks = [{"type": "divider"}] * 51

    assert findings(blocks) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_block_ids_differ() -> None:
    blocks = [section(block_id="same"), section(block_id="same")]

    found = findings(blocks)

    assert found == ["block_id already exists: same [json-pointer:/blocks/1/block_id]"]


@pytest.mark.parametrize("blocks", ["text", {"type": "divider"}, ["divider"]])
def test_blocks_are_a_list_of_objects(blocks: Any) -> None:
    with pytest.raises(SlackError, match="invalid_blocks_format"):
        check_message_blocks(blocks)


def test_all_texts_of_a_message_together_have_a_limit() -> None:
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_message_blocks([section("x" * 2700) for _ in range(5)])


def test_sound_blocks_come_back_with_ids() -> None:
    blocks = [
        section(accessory={"type": "button", "text": plain("Go")}),
        {"type": "divider"},
        rich_text(
            rich_section(
                {"type": "text", "text": "x", "style": {"bold": True}},
                {"type": "emoji", "name": "wave"},
                {"type": "link", "url": "https://x.example"},
                {"type": "date", "timestamp": 1_700_000_000, "format": "{time}"},
            ),
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]},
        ),
    ]

    checked = check_message_blocks(blocks)

    assert all(block["block_id"] for block in checked)
    assert checked[0]["accessory"]["action_id"]
    assert "block_id" not in blocks[0]
