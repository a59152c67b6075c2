"""Forms as a person fills them: which element is meant, and the state a value becomes."""

from typing import Any

from tests.screen import JsonObject, Screen, unmarked

# element type → key of its value in the state
VALUE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def elements_of(block: JsonObject) -> list[JsonObject]:
    """Return the interactive elements of a block."""
    inner = [block.get("element"), block.get("accessory")]
    if block["type"] == "actions":
        inner = block["elements"]
    return [element for element in inner if element and "action_id" in element]


def find_element(shown: JsonObject, named: str) -> tuple[JsonObject, JsonObject]:
    """Return (block, element) by action_id, block_id, button text or label; fail naming all."""
    known = []
    for block in shown.get("blocks") or ():
        for element in elements_of(block):
            names = _names(block, element)
            if named in names:
                return block, element
            known.append("/".join(names))
    raise AssertionError(f"There is no {named!r} here, only: {', '.join(known) or 'nothing'}")


def _names(block: JsonObject, element: JsonObject) -> list[str]:
    chosen = options_of(element) if element["type"] == "overflow" else []
    texts = [block.get("label"), element.get("text"), *(option["text"] for option in chosen)]
    names = [element["action_id"], block["block_id"]]
    return names + [unmarked(text["text"]) for text in texts if isinstance(text, dict)]


def current_values(view: JsonObject) -> JsonObject:
    """Return the state that the server told of a view."""
    return {block: dict(actions) for block, actions in view["state"]["values"].items()}


def dispatches(block: JsonObject) -> bool:
    """Tell whether an element of this block tells the app at once."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


def state_of(element: JsonObject, value: Any, screen: Screen) -> JsonObject:
    """Return the state an element has once a person entered a value; options go by label."""
    kind = element["type"]
    key = VALUE_KEYS[kind]
    if key == "selected_option" and value is not None:
        value = pick(options_of(element), value)
    elif key == "selected_options":
        value = [pick(options_of(element), one) for one in value]
    elif key == "selected_users":
        value = [screen.user_id(one) for one in value]
    elif key == "selected_conversations":
        value = [screen.channel_id(one) for one in value]
    elif kind == "users_select" and value is not None:
        value = screen.user_id(value)
    elif kind in ("conversations_select", "channels_select") and value is not None:
        value = screen.channel_id(value)
    return {"type": kind, key: value}


def options_of(offering: JsonObject) -> list[JsonObject]:
    """Return all options of a select or of an answer to a suggestion, groups opened."""
    groups = offering.get("option_groups") or [{"options": offering.get("options") or []}]
    return [option for group in groups for option in group["options"]]


def pick(options: list[JsonObject], wanted: Any) -> JsonObject:
    """Return the option of this label or value."""
    if isinstance(wanted, dict):
        return wanted
    for option in options:
        if wanted in (unmarked(option["text"]["text"]), option.get("value")):
            return option
    labels = [unmarked(option["text"]["text"]) for option in options]
    raise AssertionError(f"There is no option {wanted!r}, only: {labels}")
