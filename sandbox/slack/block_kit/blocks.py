"""Blocks: which exist, what they hold, and on which surface they may stand."""

from sandbox.slack.block_kit import elements
from sandbox.slack.block_kit.composition import IDENTIFIER, plain_text, text
from sandbox.slack.block_kit.pictures import IMAGE_BLOCK, IMAGE_ELEMENT
from sandbox.slack.block_kit.rich_text import check_elements
from sandbox.slack.block_kit.rules import (
    Note,
    Rule,
    array,
    at_least_one_of,
    boolean,
    by_type,
    choice,
    shape,
)
from sandbox.slack.block_kit.tables import TABLE
from sandbox.slack.wire import JsonObject

_CLICKABLE: dict[str, Rule] = {
    "button": elements.BUTTON,
    "overflow": elements.OVERFLOW,
    "datetimepicker": elements.DATETIMEPICKER,
    **elements.SELECTS,
    **elements.PICKERS,
    **elements.CHOICES,
}
_ACCESSORY: dict[str, Rule] = {
    **{name: rule for name, rule in _CLICKABLE.items() if name != "datetimepicker"},
    **elements.MULTI_SELECTS,
    "image": IMAGE_ELEMENT,
}
_INPUT: dict[str, Rule] = {
    **elements.TEXT_INPUTS,
    **elements.SELECTS,
    **elements.MULTI_SELECTS,
    **elements.PICKERS,
    **elements.CHOICES,
    "datetimepicker": elements.DATETIMEPICKER,
}


def _block(name: str, required: dict[str, Rule], optional: dict[str, Rule], *also: Rule) -> Rule:
    return shape({"type": choice(name), **required}, {"block_id": IDENTIFIER, **optional}, *also)


def _unique_action_ids(block: JsonObject, pointer: str, note: Note) -> None:
    ids = [one.get("action_id") for one in block["elements"] if one.get("action_id")]
    for action_id in sorted({one for one in ids if ids.count(one) > 1}):
        note(f"action_id already exists: {action_id}", f"{pointer}/elements")


SECTION = _block(
    "section",
    {},
    {
        "text": text(3000),
        "fields": array(text(2000), most=10),
        "accessory": by_type(_ACCESSORY),
        "expand": boolean,
    },
    at_least_one_of("text", "fields"),
)
ACTIONS = _block(
    "actions", {"elements": array(by_type(_CLICKABLE), most=25)}, {}, _unique_action_ids
)
CONTEXT = _block(
    "context",
    {
        "elements": array(
            by_type({"image": IMAGE_ELEMENT, "mrkdwn": text(3000), "plain_text": text(3000)}),
            most=10,
        )
    },
    {},
)
INPUT = _block(
    "input",
    {"label": plain_text(2000), "element": by_type(_INPUT)},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
)
_EVERYWHERE: dict[str, Rule] = {
    "section": SECTION,
    "actions": ACTIONS,
    "context": CONTEXT,
    "image": IMAGE_BLOCK,
    "divider": _block("divider", {}, {}),
    "header": _block("header", {"text": plain_text(150)}, {}),
    "rich_text": _block("rich_text", {"elements": check_elements}, {}),
}

MESSAGE_BLOCKS: dict[str, Rule] = {**_EVERYWHERE, "table": TABLE}
MODAL_BLOCKS: dict[str, Rule] = {**_EVERYWHERE, "input": INPUT}
HOME_BLOCKS: dict[str, Rule] = {**MODAL_BLOCKS, "table": TABLE}
