"""Composition objects: text, options, confirmation dialogs, filters."""

import re
from typing import Any

from sandbox.slack.block_kit.rules import (
    Note,
    Rule,
    array,
    boolean,
    by_type,
    choice,
    exactly_one_of,
    pattern,
    shape,
    string,
)
from sandbox.slack.wire import JsonObject

IDENTIFIER = string(255)
URL = string(3000)
_ADDRESS = re.compile(
    r"https?://[^\s/?#.]+(\.[^\s/?#.]+)*(:\d+)?([/?#]\S*)?|(mailto|tel|slack):\S+"
)
OPTION_LIMIT = 100


def plain_text(longest: int) -> Rule:
    """Accept a plain_text object."""
    required = {"type": choice("plain_text"), "text": string(longest)}
    return by_type({"plain_text": shape(required, {"emoji": boolean})})


def text(longest: int) -> Rule:
    """Accept a plain_text or mrkdwn object."""
    plain = {"type": choice("plain_text"), "text": string(longest)}
    marked = {"type": choice("mrkdwn"), "text": string(longest)}
    return by_type(
        {
            "plain_text": shape(plain, {"emoji": boolean}),
            "mrkdwn": shape(marked, {"verbatim": boolean}),
        }
    )


def link(value: Any, pointer: str, note: Note) -> None:
    """Accept an address that a click can open, of 3,000 characters at most."""
    URL(value, pointer, note)
    pattern(_ADDRESS.fullmatch, "a valid URL")(value, pointer, note)


OPTION = shape({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
RICH_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
OVERFLOW_OPTION = shape(
    {"text": plain_text(75)}, {"value": string(150), "description": plain_text(75), "url": link}
)


def unique_values(options: list[JsonObject], pointer: str, note: Note) -> None:
    """Accept options whose values differ from each other."""
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(values) != len(set(map(str, values))):
        note("option values must be unique", pointer)


def options(most: int, option: Rule = OPTION) -> Rule:
    """Accept a list of options with different values."""
    each = array(option, most=most)

    def check(value: Any, pointer: str, note: Note) -> None:
        each(value, pointer, note)
        if isinstance(value, list):
            unique_values(value, pointer, note)

    return check


OPTIONS = options(OPTION_LIMIT)
OPTION_GROUPS = array(shape({"label": plain_text(75), "options": OPTIONS}), most=OPTION_LIMIT)
SUGGESTIONS = shape(
    {},
    {
        "options": array(OPTION, most=OPTION_LIMIT, least=0),
        "option_groups": array(
            shape(
                {
                    "label": plain_text(75),
                    "options": array(OPTION, most=OPTION_LIMIT, least=0),
                }
            ),
            most=OPTION_LIMIT,
            least=0,
        ),
    },
    exactly_one_of("options", "option_groups"),
)

CONFIRM = shape(
    {
        "title": plain_text(100),
        "text": text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": choice("primary", "danger")},
)

CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(choice("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

DISPATCH_CONFIG = shape(
    {},
    {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), most=2)},
)
