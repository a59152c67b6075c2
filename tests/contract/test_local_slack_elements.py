"""Block Kit's rules for elements and views in the local Slack."""

from typing import Any

from sandbox.slack.block_kit import check_message_blocks, check_view
from tests.contract.blocks import (
    JsonObject,
    actions,
    button,
    field,
    findings,
    modal,
    option,
    options,
    plain,
    static_select,
    view_findings,
)

TEXT_INPUT = {"type": "plain_text_input"}


BROKEN_ELEMENTS: list[tuple[JsonObject, str, str]] = [
    (button(text=plain("x" * 76)), "must be less than 76 characters", "/text/text"),
    (button(value="x" * 2001), "must be less than 2001 characters", "/value"),
    (button(url="x"), "must be a valid URL", "/url"),
    (button(action_id="x" * 256), "must be less than 256 characters", "/action_id"),
    (button(style="pretty"), "must be one of: primary, danger", "/style"),
    (
        button(confirm={"text": plain("x"), "confirm": plain("y"), "deny": plain("n")}),
        "missing required field: title",
        "/confirm",
    ),
    (static_select(options=options(101)), "no more than 100 items allowed", "/options"),
    (
        static_select(options=[option("a", "x" * 151)]),
        "must be less than 151 characters",
        "/options/0/value",
    ),
    (
        static_select(options=[option("x" * 76, "a")]),
        "must be less than 76 characters",
        "/options/0/text/text",
    ),
    (
        static_select(options=[{**option("a"), "description": plain("x" * 76)}]),
        "must be less than 76 characters",
        "/options/0/description/text",
    ),
    (
        static_select(options=[{**option("a"), "type": "option"}]),
        "additional property: type",
        "/options/0",
    ),
    (
        static_select(options=[option("a"), option("a")]),
        "option values must be unique",
        "/options",
    ),
    (
        static_select(option_groups=[{"label": plain("g"), "options": options(2)}]),
        "must define exactly one of: options, option_groups",
        "",
    ),
    (
        static_select(initial_option=option("z")),
        "initial option must exactly match one of the provided options",
        "",
    ),
    (
        static_select(placeholder=plain("x" * 151)),
        "must be less than 151 characters",
        "/placeholder/text",
    ),
    ({"type": "overflow", "options": options(6)}, "no more than 5 items allowed", "/options"),
    (
        {"type": "datepicker", "initial_date": "2026-02-30"},
        "must be a date as YYYY-MM-DD",
        "/initial_date",
    ),
    (
        {"type": "conversations_select", "filter": {"include": ["friends"]}},
        "must be one of: im, mpim, private, public",
        "/filter/include/0",
    ),
    (TEXT_INPUT, "unsupported type: plain_text_input", "/type"),
]


def test_an_element_that_breaks_a_rule_is_pointed_at() -> None:
    assert [findings([actions(element)]) for element, _, _ in BROKEN_ELEMENTS] == [
        [f"{problem} [json-pointer:/blocks/0/elements/0{pointer}]"]
        for _, problem, pointer in BROKEN_ELEMENTS
    ]


BROKEN_VIEWS: list[tuple[Any, str, str]] = [
    (None, "must provide an object", ""),
    (modal(submit=plain("x" * 25)), "must be less than 25 characters", "/submit/text"),
    (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters",
        "/private_metadata",
    ),
    (modal(callback_id="x" * 256), "must be less than 256 characters", "/callback_id"),
    (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed", "/blocks"),
    (modal(field(TEXT_INPUT), submit=None), "missing required field: submit", ""),
    (
        modal(field({**TEXT_INPUT, "max_length": 3001})),
        "must be less than or equal to 3000",
        "/blocks/0/element/max_length",
    ),
    (
        modal(field({**TEXT_INPUT, "min_length": 5, "max_length": 4})),
        "min_length must be less than or equal to max_length",
        "/blocks/0/element",
    ),
    (
        modal(field(TEXT_INPUT, hint=plain("x" * 2001))),
        "must be less than 2001 characters",
        "/blocks/0/hint/text",
    ),
    (modal(field(button())), "unsupported type: button", "/blocks/0/element/type"),
    (
        modal(field({"type": "radio_buttons", "options": options(11)})),
        "no more than 10 items allowed",
        "/blocks/0/element/options",
    ),
    (
        modal(*[field({**TEXT_INPUT, "focus_on_load": True}) for _ in range(2)]),
        "only one element may have focus_on_load",
        "/blocks",
    ),
]


def test_a_view_that_breaks_a_rule_is_pointed_at() -> None:
    assert [view_findings(view) for view, _, _ in BROKEN_VIEWS] == [
        [f"{problem} [json-pointer:/view{pointer}]"] for _, problem, pointer in BROKEN_VIEWS
    ]


def test_a_home_view_is_no_modal() -> None:
    home = {"type": "home", "blocks": []}

    assert check_view(home, {"home"})["blocks"] == []
    assert view_findings(home) == ["unsupported type: home [json-pointer:/view/type]"]


ADDRESSES = [
    "https://voicy.example",
    "http://127.0.0.1:8787/?user=U0ALICE#C0SALES",
    "https://x.example/a%20b",
    "mailto:john@x.example",
    "tel:+15559876543",
    "slack://user?team=T0&id=U0",
]


def test_a_button_leads_to_an_address() -> None:
    kept = [check_message_blocks([actions(button(url=url))]) for url in ADDRESSES]

    assert [blocks[0]["elements"][0]["url"] for blocks in kept] == ADDRESSES


NO_ADDRESSES = [
    "",
    "voicy",
    "www.voicy.example",
    "/archives/C0SALES",
    "https://",
    "https:///path",
    "https://x..example",
    "https://x.example/a b",
    "javascript:alert(1)",
    "data:text/html,hi",
    5,
]


def test_a_button_leads_nowhere_else() -> None:
    found = {url: findings([actions(button(url=url))]) for url in NO_ADDRESSES}

    assert {url: told for url, told in found.items() if "/url]" not in "".join(told)} == {}
