"""What no modal of a rule offers, as somebody could submit it all the same."""

from typing import Any

import pytest

from bot.errors import InputError
from bot.policies.rules import RuleName
from bot.ui.rule_forms import build_rule_forms
from tests.builders.rules import build_rules

RULES = build_rules()
FORMS = build_rule_forms({}, RULES, {})


def submit(rule: str, **fields: Any) -> dict[str, str | None]:
    values = {block_id: {"element": element} for block_id, element in fields.items()}
    return FORMS[rule].read_form({"state": {"values": values}}, RULES)


def choose_cap(value: str) -> dict[str, Any]:
    return {
        "cap_name": {"selected_option": {"value": "number"}},
        "cap_value": {"value": value},
    }


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (RuleName.CALLERS, {"named": {"selected_users": ["U0BOB,U0ALICE"]}}),
        (RuleName.CALLERS, {"named": {"selected_users": ["<!channel>"]}}),
        (RuleName.CALLERS, {"named": {"selected_users": ["S0CLOSERS"]}}),
        (RuleName.CALLERS, {"named": {"selected_users": [5, ""]}}),
        (RuleName.GUESTS, {"named": {"selected_users": ["U0GRACE", "C0SALES"]}}),
        (RuleName.CALL_CHANNELS, {"named": {"selected_conversations": ["D0ALICE"]}}),
        (RuleName.SHARED_CHANNELS, {"named": {"selected_conversations": ["U0BOB"]}}),
        (RuleName.ADMIN_CHANNEL, {"admin_channel": {"selected_conversation": "U0BOB"}}),
        *((RuleName.CAP, choose_cap(value)) for value in ("0", "000", "-1", "1.5", "१", "9" * 400)),
    ],
)
def test_it_changes_nothing(rule: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        submit(rule, **fields)


def test_what_is_offered_is_taken() -> None:
    assert submit(RuleName.CALLERS, named={"selected_users": ["U0BOB", "W0EVE"]}) == {
        "": "U0BOB,W0EVE"
    }
    assert submit(RuleName.CALLERS, named={"selected_users": []}) == {"": None}
    assert submit(RuleName.CAP, **choose_cap("002")) == {"number": "2"}
    channel = {"selected_conversation": "C0SALES"}
    assert submit(RuleName.ADMIN_CHANNEL, admin_channel=channel) == {"": "C0SALES"}
    assert submit(RuleName.ADMIN_CHANNEL) == {"": None}
