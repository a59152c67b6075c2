"""Pauses at the gate: what is asked for is refused, a dial waits."""

from typing import Any

from bot.policies.pauses import check_pause
from bot.policies.verdicts import Allow, Delay, Deny, PolicyName
from tests.builders.cases import build_case
from tests.builders.rules import SET_AT, build_change, build_rules

PAUSED = build_rules(build_change("pause", "paused", note="wrong list"))


def test_nothing_is_paused_by_default_or_after_it_was_resumed() -> None:
    assert check_pause(build_case()) == Allow()
    resumed = build_rules(build_change("pause", None))
    assert check_pause(build_case(rules=resumed)) == Allow()


def test_new_call_is_denied_and_a_dial_waits_until_somebody_resumes() -> None:
    said: dict[str, Any] = {
        "policy": PolicyName.PAUSE,
        "value": "paused",
        "since": SET_AT,
        "set_by": "dana",
        "who_can_change": "admins",
        "details": ("wrong list",),
    }
    assert check_pause(build_case(rules=PAUSED)) == Deny(**said)
    assert check_pause(build_case(rules=PAUSED, is_claim=True)) == Delay(**said)
