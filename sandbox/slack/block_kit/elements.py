"""Block elements: buttons, selects, inputs, pickers."""

import re
from datetime import date

from sandbox.slack.block_kit.composition import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    IDENTIFIER,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    RICH_OPTION,
    link,
    options,
    plain_text,
)
from sandbox.slack.block_kit.rules import (
    Note,
    Rule,
    array,
    boolean,
    choice,
    exactly_one_of,
    integer,
    pattern,
    shape,
    string,
)
from sandbox.slack.wire import JsonObject

_LONGEST_INPUT = 3000
_PLACEHOLDER = plain_text(150)
_ANY = re.compile(r"[A-Z][A-Z0-9]+").fullmatch
_ID = pattern(_ANY, "an id")
_TIME = pattern(re.compile(r"([01]\d|2[0-3]):[0-5]\d").fullmatch, "a time as HH:mm")


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_DATE = pattern(_is_date, "a date as YYYY-MM-DD")


def _element(name: str, required: dict[str, Rule], optional: dict[str, Rule], *also: Rule) -> Rule:
    return shape({"type": choice(name), **required}, {"action_id": IDENTIFIER, **optional}, *also)


def _asking(name: str, optional: dict[str, Rule], *also: Rule) -> Rule:
    common = {"placeholder": _PLACEHOLDER, "focus_on_load": boolean, "confirm": CONFIRM}
    return _element(name, {}, {**common, **optional}, *also)


def _initial_is_an_option(value: JsonObject, pointer: str, note: Note) -> None:
    groups = value.get("option_groups") or [{"options": value.get("options") or []}]
    known = [option for group in groups for option in group["options"]]
    initial = value.get("initial_options") or [value.get("initial_option")]
    if any(one is not None and not _is_among(one, known) for one in initial):
        note("initial option must exactly match one of the provided options", pointer)


def _is_among(option: JsonObject, known: list[JsonObject]) -> bool:
    named = (option["value"], option["text"]["text"])
    return named in [(one["value"], one["text"]["text"]) for one in known]


def _lengths_in_order(value: JsonObject, pointer: str, note: Note) -> None:
    shortest, longest = value.get("min_length"), value.get("max_length")
    if shortest is not None and longest is not None and shortest > longest:
        note("min_length must be less than or equal to max_length", pointer)
    if longest is not None and len(value.get("initial_value") or "") > longest:
        note(f"must be less than {longest + 1} characters", f"{pointer}/initial_value")


_OPTION_CHOICE = exactly_one_of("options", "option_groups")
_STATIC: dict[str, Rule] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_EXTERNAL: dict[str, Rule] = {"min_query_length": integer(0, 150)}
_CONVERSATIONS: dict[str, Rule] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
_MOST: dict[str, Rule] = {"max_selected_items": integer(1, 100)}
_RESPONSE_URL: dict[str, Rule] = {"response_url_enabled": boolean}

BUTTON = _element(
    "button",
    {"text": plain_text(75)},
    {
        "url": link,
        "value": string(2000, shortest=0),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = _element("overflow", {"options": options(5, OVERFLOW_OPTION)}, {"confirm": CONFIRM})

SELECTS: dict[str, Rule] = {
    "static_select": _asking(
        "static_select",
        {**_STATIC, "initial_option": OPTION},
        _OPTION_CHOICE,
        _initial_is_an_option,
    ),
    "external_select": _asking("external_select", {**_EXTERNAL, "initial_option": OPTION}),
    "users_select": _asking("users_select", {"initial_user": _ID}),
    "conversations_select": _asking(
        "conversations_select", {**_CONVERSATIONS, **_RESPONSE_URL, "initial_conversation": _ID}
    ),
    "channels_select": _asking("channels_select", {**_RESPONSE_URL, "initial_channel": _ID}),
}
MULTI_SELECTS: dict[str, Rule] = {
    "multi_static_select": _asking(
        "multi_static_select",
        {**_STATIC, **_MOST, "initial_options": array(OPTION, most=100)},
        _OPTION_CHOICE,
        _initial_is_an_option,
    ),
    "multi_external_select": _asking(
        "multi_external_select",
        {**_EXTERNAL, **_MOST, "initial_options": array(OPTION, most=100)},
    ),
    "multi_users_select": _asking(
        "multi_users_select", {**_MOST, "initial_users": array(_ID, most=100)}
    ),
    "multi_conversations_select": _asking(
        "multi_conversations_select",
        {**_CONVERSATIONS, **_MOST, "initial_conversations": array(_ID, most=100)},
    ),
    "multi_channels_select": _asking(
        "multi_channels_select", {**_MOST, "initial_channels": array(_ID, most=100)}
    ),
}
PICKERS: dict[str, Rule] = {
    "datepicker": _asking("datepicker", {"initial_date": _DATE}),
    "timepicker": _asking("timepicker", {"initial_time": _TIME, "timezone": string(100)}),
}
DATETIMEPICKER = _element(
    "datetimepicker",
    {},
    {
        "initial_date_time": integer(1_000_000_000, 9_999_999_999),
        "focus_on_load": boolean,
        "confirm": CONFIRM,
    },
)
CHOICES: dict[str, Rule] = {
    "checkboxes": _element(
        "checkboxes",
        {"options": options(10, RICH_OPTION)},
        {
            "initial_options": array(RICH_OPTION, most=10),
            "confirm": CONFIRM,
            "focus_on_load": boolean,
        },
        _initial_is_an_option,
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": options(10, RICH_OPTION)},
        {"initial_option": RICH_OPTION, "confirm": CONFIRM, "focus_on_load": boolean},
        _initial_is_an_option,
    ),
}

_TYPED: dict[str, Rule] = {
    "placeholder": _PLACEHOLDER,
    "dispatch_action_config": DISPATCH_CONFIG,
    "focus_on_load": boolean,
}
TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(_LONGEST_INPUT, shortest=0),
            "multiline": boolean,
            "min_length": integer(0, _LONGEST_INPUT),
            "max_length": integer(1, _LONGEST_INPUT),
        },
        _lengths_in_order,
    ),
    "email_text_input": _element(
        "email_text_input", {}, {**_TYPED, "initial_value": string(_LONGEST_INPUT)}
    ),
    "url_text_input": _element(
        "url_text_input", {}, {**_TYPED, "initial_value": string(_LONGEST_INPUT)}
    ),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {
            **_TYPED,
            "initial_value": string(100),
            "min_value": string(100),
            "max_value": string(100),
        },
    ),
}
