"""The cards against the listeners: whatever can be used on them is listened to."""

import re

from tests.contract.drawn_cards import find_elements, find_forms
from tests.contract.listeners import find_names, find_patterns
from tests.contract.papers import PROJECT

CARDS_WITH_ELEMENTS = (
    "admin_channel_form agent_list approvals audit basis_form call_back call_card call_form "
    "call_list caller_form consent_question erasure form_timing help home mapping_form notices "
    "pauses questions quiet_hours_form quiet_question results rule_form rules scheduled_call "
    "statistics suppressions verdicts watch"
).split()


def test_everything_that_can_be_clicked_is_listened_to() -> None:
    drawn = {element["action_id"] for element in find_elements()}
    patterns = find_patterns("action")
    numbered = {name for name in drawn if any(each.fullmatch(name) for each in patterns)}

    assert drawn - numbered == find_names("action")
    assert [each for each in patterns if not any(map(each.fullmatch, drawn))] == []


def test_everything_that_is_searched_is_listened_to() -> None:
    searched = {
        element["action_id"]
        for element in find_elements(is_told=False)
        if element["type"].endswith("external_select")
    }

    assert searched == find_names("options")


def test_forms_that_are_drawn_are_listened_to() -> None:
    assert find_forms() == find_names("view")


def test_every_card_with_elements_is_drawn_here() -> None:
    cards = sorted((PROJECT / "bot" / "ui").glob("*.py"))
    found = [
        path.stem
        for path in cards
        if path.stem != "buttons"
        and re.search("action_id|build_buttons|CallAction", path.read_text(encoding="utf-8"))
    ]

    assert found == CARDS_WITH_ELEMENTS
