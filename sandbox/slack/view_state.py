"""What people entered: the state of the inputs of a view or a message."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.wire import JsonObject

Values = dict[str, dict[str, JsonObject]]

REQUIRED = "Please complete this required field."

# element type → (the key of its value in a state, the key of its initial value)
STATEFUL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
}

# kind of conversation → its name in the filter of a select
_FILTERS = {
    ConversationKind.CHANNEL: "public",
    ConversationKind.PRIVATE: "private",
    ConversationKind.IM: "im",
    ConversationKind.MPIM: "mpim",
}


def elements_of(block: JsonObject) -> list[JsonObject]:
    """Return the interactive elements of a block, wherever the block keeps them."""
    match block["type"]:
        case "input":
            return [block["element"]]
        case "actions":
            return list(block["elements"])
        case "section" if "accessory" in block:
            return [block["accessory"]]
    return []


def walk(blocks: list[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Yield each interactive element with the block it stands in."""
    for block in blocks:
        for element in elements_of(block):
            if "action_id" in element:
                yield block, element


def find_element(
    blocks: list[JsonObject], block_id: str, action_id: str
) -> tuple[JsonObject, JsonObject] | None:
    """Return (block, element) for a pair of ids, or None."""
    for block, element in walk(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return block, element
    return None


def start_values(
    blocks: list[JsonObject], seen: Conversation | None, *, kept: Values | None = None
) -> Values:
    """Return the state of fresh blocks: initial values, or what was entered under the same ids.

    `seen` is the conversation that the person looks at, to which selects may default.
    """
    values: Values = {}
    for block, element in walk(blocks):
        if element["type"] not in STATEFUL:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        old = (kept or {}).get(block_id, {}).get(action_id)
        keeps = old is not None and old["type"] == element["type"]
        values.setdefault(block_id, {})[action_id] = (
            old if keeps and old is not None else _initial(element, seen)
        )
    return values


def _initial(element: JsonObject, seen: Conversation | None) -> JsonObject:
    key, initial_key = STATEFUL[element["type"]]
    value: Any = element.get(initial_key)
    if value is None and seen and _defaults_to(element, seen):
        value = [seen.id] if key.endswith("s") else seen.id
    if value is None and key.endswith("s"):
        value = []
    return {"type": element["type"], key: value}


def _defaults_to(element: JsonObject, seen: Conversation) -> bool:
    if not element.get("default_to_current_conversation"):
        return False
    wanted = element.get("filter") or {}
    if seen.is_ext_shared and wanted.get("exclude_external_shared_channels"):
        return False
    return "include" not in wanted or _FILTERS[seen.kind] in wanted["include"]


def entered(blocks: list[JsonObject], current: Values, sent: JsonObject) -> Values:
    """Return the state after a person's page sent its inputs; what is no input is left out."""
    values = {block_id: dict(actions) for block_id, actions in current.items()}
    for block, element in walk(blocks):
        state = (sent.get(block["block_id"]) or {}).get(element["action_id"])
        if element["type"] not in STATEFUL or not isinstance(state, dict):
            continue
        key = STATEFUL[element["type"]][0]
        if key in state:
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": element["type"],
                key: _chosen(element, key, state[key]),
            }
    return values


def _chosen(element: JsonObject, key: str, value: Any) -> Any:
    if key == "value" and value == "":
        return None
    if key == "selected_option" and element["type"] != "external_select":
        return known_option(element, value)
    if key == "selected_options" and element["type"] != "multi_external_select":
        return [known for one in value or () if (known := known_option(element, one))]
    return value


def known_option(element: JsonObject, chosen: Any) -> JsonObject | None:
    """Return the element's own option that has the value of the chosen one."""
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    value = chosen.get("value") if isinstance(chosen, dict) else None
    options = (option for group in groups for option in group["options"])
    return next((option for option in options if option.get("value") == value), None)


def mistakes(blocks: list[JsonObject], values: Values) -> dict[str, str]:
    """Return what Slack itself refuses at a submission, by block_id."""
    found = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        key = STATEFUL[element["type"]][0]
        value = values.get(block["block_id"], {}).get(element["action_id"], {}).get(key)
        if not value and not block.get("optional"):
            found[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and (mistake := _length_mistake(element, value)):
            found[block["block_id"]] = mistake
    return found


def _length_mistake(element: JsonObject, value: str) -> str | None:
    shortest, longest = element.get("min_length"), element.get("max_length")
    if shortest is not None and len(value) < shortest:
        return f"Must be at least {shortest} characters."
    if longest is not None and len(value) > longest:
        return f"Must be no more than {longest} characters."
    return None
