"""Whole surfaces: the blocks of a message, a view, the suggestions of a select."""

import copy
import secrets
from typing import Any

from sandbox.slack.block_kit.blocks import HOME_BLOCKS, MESSAGE_BLOCKS, MODAL_BLOCKS
from sandbox.slack.block_kit.composition import SUGGESTIONS, plain_text
from sandbox.slack.block_kit.rules import (
    Findings,
    Note,
    Rule,
    array,
    boolean,
    by_type,
    choice,
    shape,
    string,
)
from sandbox.slack.errors import InvalidBlocksError, SlackError
from sandbox.slack.view_state import elements_of
from sandbox.slack.wire import JsonObject

MOST_MESSAGE_BLOCKS = 50
MOST_VIEW_BLOCKS = 100
LONGEST_MESSAGE_TEXTS = 13_200

_VIEW_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000, shortest=0),
    "callback_id": string(255, shortest=0),
    "external_id": string(255, shortest=0),
}
_TITLE = plain_text(24)


def check_message_blocks(blocks: Any) -> list[JsonObject]:
    """Return the blocks of a message as Slack keeps them, each with ids.

    Raise `invalid_blocks_format`, `invalid_blocks` with pointers, `only_one_table_allowed`, or
    `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    findings = Findings()
    array(by_type(MESSAGE_BLOCKS), most=MOST_MESSAGE_BLOCKS, least=0)(
        blocks, "/blocks", findings.note
    )
    if not findings.sentences:
        _unique_block_ids(blocks, "/blocks", findings.note)
    if findings.sentences:
        raise InvalidBlocksError("invalid_blocks", findings.sentences)
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise SlackError("only_one_table_allowed")
    if _text_length(blocks) > LONGEST_MESSAGE_TEXTS:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def check_view(view: Any, types: set[str]) -> JsonObject:
    """Return a view as Slack keeps it, its blocks with ids. Raise `invalid_arguments`."""
    findings = Findings()
    surfaces = {name: rule for name, rule in _VIEWS.items() if name in types}
    by_type(surfaces)(view, "/view", findings.note)
    if findings.sentences:
        raise InvalidBlocksError("invalid_arguments", findings.sentences)
    rest = {name: value for name, value in view.items() if name != "blocks"}
    return {**copy.deepcopy(rest), "blocks": with_ids(view["blocks"])}


def check_suggestions(payload: JsonObject) -> None:
    """Accept what an app may answer to a block_suggestion."""
    findings = Findings()
    SUGGESTIONS(payload, "", findings.note)
    if findings.sentences:
        raise InvalidBlocksError("invalid_options", findings.sentences)


def with_ids(blocks: list[JsonObject]) -> list[JsonObject]:
    """Return a copy of the blocks in which each block and each element has its id."""
    completed = copy.deepcopy(blocks)
    for block in completed:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_of(block):
            if element["type"] != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return completed


def _unique_block_ids(blocks: list[JsonObject], pointer: str, note: Note) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            note(f"block_id already exists: {block_id}", f"{pointer}/{index}/block_id")
        elif block_id:
            seen.add(block_id)


def _view_holds_together(view: JsonObject, pointer: str, note: Note) -> None:
    blocks = view["blocks"]
    _unique_block_ids(blocks, f"{pointer}/blocks", note)
    has_inputs = any(block["type"] == "input" for block in blocks)
    if view["type"] == "modal" and has_inputs and not view.get("submit"):
        note("missing required field: submit", pointer)
    focused = [one for block in blocks for one in elements_of(block) if one.get("focus_on_load")]
    if len(focused) > 1:
        note("only one element may have focus_on_load", f"{pointer}/blocks")


def _text_length(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_text_length, value))
    if not isinstance(value, dict):
        return 0
    return sum(
        len(one) if key == "text" and isinstance(one, str) else _text_length(one)
        for key, one in value.items()
    )


def _view_blocks(rules: dict[str, Rule]) -> Rule:
    return array(by_type(rules), most=MOST_VIEW_BLOCKS, least=0)


_VIEWS: dict[str, Rule] = {
    "modal": shape(
        {"type": choice("modal"), "title": _TITLE, "blocks": _view_blocks(MODAL_BLOCKS)},
        {
            **_VIEW_COMMON,
            "submit": _TITLE,
            "close": _TITLE,
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        _view_holds_together,
    ),
    "home": shape(
        {"type": choice("home"), "blocks": _view_blocks(HOME_BLOCKS)},
        _VIEW_COMMON,
        _view_holds_together,
    ),
}
