"""The rules in words, and the modals that change them, as Slack takes them."""

from typing import Any

import pytest

from bot.errors import InputError
from bot.policies.rules import Rules
from bot.ui.rule_forms import RULE_LABELS, build_rule_forms
from bot.ui.rules import NEVER_CALLED, RuleSheet, build_rule_change, build_rule_form, build_rules
from sandbox.slack.block_kit import check_view
from tests.builders.rich_text import draw
from tests.builders.rules import build_change
from tests.builders.rules import build_rules as read_rules

AGENTS = {"a1": "Booker", "a2": "Seller"}
ALL_OPEN = read_rules(allowed_countries="*", approvers="admins")


def build_sheet(rules: Rules, admins: frozenset[str] = frozenset()) -> RuleSheet:
    return RuleSheet(rules=rules, forms=build_rule_forms(AGENTS, rules, {}), admins=admins)


def submit(rules: Rules, name: str, subjects: list[str], value: str) -> dict[str, str | None]:
    state: dict[str, Any] = {
        "rule_subjects": {"x": {"selected_options": [{"value": each} for each in subjects]}},
        "rule_value": {"x": {"selected_option": {"value": value}}},
    }
    return build_sheet(rules).forms[name].read_form({"state": {"values": state}}, rules)


@pytest.mark.parametrize("rules", [read_rules(approvers="admins"), ALL_OPEN], ids=["few", "all"])
def test_modal_of_each_rule_is_taken_by_slack(rules: Rules, subtests: pytest.Subtests) -> None:
    for name in RULE_LABELS:
        with subtests.test(str(name)):
            view = build_rule_form(build_sheet(rules), name, subject="JM", channel_id="C1")
            assert check_view(view.to_dict(), {"modal"})["private_metadata"] == f"{name} C1"


def test_everything_open_and_changed_is_listed_within_reason() -> None:
    changes = [build_change("country", "closed", each) for each in list(ALL_OPEN.countries)[:50]]
    rules = read_rules(*changes, allowed_countries="*")
    message = build_rules(build_sheet(rules), may_change=True)
    assert [block["type"] for block in draw(message)] == ["rich_text", *["actions"] * 3]
    assert message.text.count("set by @dana") == 10
    assert "and 173 more." in message.text


def test_list_says_who_may_change_it() -> None:
    unnamed = build_rules(build_sheet(read_rules()), may_change=False)
    assert "Admins of this workspace can change this." in unnamed.text
    named = build_rules(build_sheet(read_rules(), frozenset({"U1", "U2"})), may_change=False)
    assert "These admins can change this: <@U1> <@U2>" in named.text


def test_what_admins_can_change_is_not_followed_from_what_nobody_can() -> None:
    text = build_rules(build_sheet(read_rules()), may_change=False).text
    assert text.split("\n")[-2:] == ["Admins of this workspace can change this.", NEVER_CALLED]


def test_ceiling_is_named_where_there_is_one() -> None:
    shown = build_rules(build_sheet(read_rules(allowed_countries="US")), may_change=False).text
    assert "ALLOWED_COUNTRIES is set" in shown
    assert "ALLOWED" not in build_rules(build_sheet(ALL_OPEN), may_change=False).text


@pytest.mark.parametrize(
    ("name", "subjects", "value", "changed"),
    [
        ("country", ["JM", "CA"], "open", {"JM": "open", "CA": "open"}),
        ("country", ["US"], "closed", {"US": "closed"}),
        ("country", ["US"], "default", {"US": None}),
        ("number_kind", ["+44845"], "open", {"+44845": "open"}),
        ("purpose", ["a2"], "marketing", {"a2": "marketing"}),
        # what Slack never offered
        ("country", ["JM", "XX"], "open", {"JM": "open"}),
    ],
)
def test_what_was_submitted_is_read(
    name: str, subjects: list[str], value: str, changed: dict[str, str | None]
) -> None:
    assert submit(read_rules(), name, subjects, value) == changed


@pytest.mark.parametrize(
    ("name", "subjects", "value"),
    [
        ("country", [], "open"),
        ("country", ["XX"], "open"),
        ("country", ["JM"], "marketing"),
        ("country", ["JM"], ""),
        ("number_kind", ["premium"], "open"),
        ("purpose", ["nobody"], "marketing"),
    ],
)
def test_forged_values_change_nothing(name: str, subjects: list[str], value: str) -> None:
    with pytest.raises(InputError, match="Choose at least one"):
        submit(read_rules(), name, subjects, value)


def test_country_above_the_ceiling_cannot_be_opened_but_closed() -> None:
    rules = read_rules(allowed_countries="US")
    with pytest.raises(InputError, match="Jamaica is not in ALLOWED_COUNTRIES"):
        submit(rules, "country", ["US", "JM"], "open")
    assert submit(rules, "country", ["JM"], "closed") == {"JM": "closed"}


def test_change_is_told_with_who_made_it() -> None:
    form = build_rule_forms(AGENTS, ALL_OPEN, {})["purpose"]
    said = build_rule_change("U0DANA", form, {"a2": "marketing", "a1": "marketing"}).text
    assert said == "🔒 <@U0DANA> said that these call for marketing: Booker and Seller."
