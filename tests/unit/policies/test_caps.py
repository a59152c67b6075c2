"""Caps at the gate: how many calls in any 24 hours, and when the next one is possible."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.dial_counts import CapName, DialCount
from bot.domain.rules import StoredFacts
from bot.policies.caps import check_caps, find_near_cap
from bot.policies.rules import OPERATOR
from bot.policies.verdicts import Allow, Delay, Deny
from bot.ui.verdicts import format_verdict
from tests.builders.calls import NOON, build_order
from tests.builders.cases import build_case
from tests.builders.rules import SET_AT, build_change, build_rules

HOUR = timedelta(hours=1)


def count(*hours_ago: int, unknown: int = 0) -> DialCount:
    times = tuple((NOON - HOUR * each).timestamp() for each in sorted(hours_ago, reverse=True))
    return DialCount(dials=len(times), times=times, unknown=unknown)


def build_stored(*, is_number_live: bool = False, **counts: DialCount) -> StoredFacts:
    dials: dict[str, DialCount] = {name: counts.get(name, DialCount()) for name in CapName}
    return StoredFacts(dials=dials, is_number_live=is_number_live)


def judge(stored: StoredFacts, **changes: Any) -> Any:
    return check_caps(build_case(stored=stored, **changes))


def test_third_call_to_a_number_is_possible_and_the_fourth_is_not() -> None:
    assert judge(build_stored(number=count(1, 2))) == Allow()
    verdict = judge(build_stored(number=count(1, 2, 20)))
    assert isinstance(verdict, Deny)
    assert (verdict.value, verdict.who_can_change) == ("number", OPERATOR)
    assert verdict.details == ("3", f"{NOON + 4 * HOUR:%Y-%m-%d %H:%M} UTC")


def test_next_is_possible_when_enough_of_too_many_are_a_day_ago() -> None:
    lowered = build_rules(build_change("cap", "1", "number"))
    verdict = judge(build_stored(number=count(1, 2, 20)), rules=lowered)
    assert isinstance(verdict, Deny)
    assert (verdict.set_by, verdict.since) == ("dana", SET_AT)
    assert verdict.details == ("1", f"{NOON + 23 * HOUR:%Y-%m-%d %H:%M} UTC")


@pytest.mark.parametrize(("name", "cap"), [("person", 30), ("workspace", 200)])
def test_calls_of_a_person_and_of_the_workspace_are_counted(name: str, cap: int) -> None:
    for calls, is_allowed in ((cap - 1, True), (cap, False)):
        dials: dict[str, DialCount] = dict.fromkeys(CapName, DialCount())
        dials[name] = count(*[1] * calls)
        assert isinstance(judge(StoredFacts(dials=dials)), Allow) is is_allowed


def test_further_attempt_and_call_for_later_wait_at_their_dial() -> None:
    stored = build_stored(number=count(1, 2, 20))
    until = NOON + 4 * HOUR
    for changes in ({"attempt": 2}, {"order": build_order(due_at=NOON)}):
        verdict = judge(stored, is_claim=True, **changes)
        assert isinstance(verdict, Delay)
        assert verdict.until == until
    assert isinstance(judge(stored, is_claim=True), Deny)
    assert judge(stored, order=build_order(due_at=NOON + HOUR)) == Allow()


def test_dials_whose_answer_is_not_here_hold_up_nobody_until_tomorrow() -> None:
    soon, later = NOON + timedelta(minutes=5), NOON + 4 * HOUR
    for unknown, next_at, words in (
        (0, later, "and it is reached. The next is possible at {}."),
        (1, soon, "decides whether it is reached; that should be known at {}."),
    ):
        stored = build_stored(number=count(1, 2, 20, unknown=unknown))
        waiting = judge(stored, is_claim=True, attempt=2)
        assert isinstance(waiting, Delay)
        assert waiting.until == next_at
        refused = judge(stored)
        assert isinstance(refused, Deny)
        said = words.format(f"{next_at:%Y-%m-%d %H:%M} UTC")
        assert {said in format_verdict(each) for each in (waiting, refused)} == {True}


@pytest.mark.parametrize("cap", ["3", "off"])
def test_number_that_is_on_the_phone_is_not_called_a_second_time_whatever_the_cap(
    cap: str,
) -> None:
    stored, rules = build_stored(is_number_live=True), build_rules(max_calls_per_number_per_day=cap)
    verdict = judge(stored, rules=rules)
    assert isinstance(verdict, Deny)
    assert (verdict.value, verdict.who_can_change) == ("live", "")
    waiting = judge(stored, rules=rules, is_claim=True, attempt=2)
    assert isinstance(waiting, Delay)


def test_off_ends_the_caps_and_admins_may_still_set_one() -> None:
    off = {f"max_calls_per_{name}day": "off" for name in ("number_per_", "person_per_", "")}
    stored = build_stored(number=count(*[1] * 99))
    assert judge(stored, rules=build_rules(**off)) == Allow()
    lowered = build_rules(build_change("cap", "5", "number"), **off)
    assert isinstance(judge(stored, rules=lowered), Deny)


def test_cap_above_the_setting_is_the_setting() -> None:
    rules = build_rules(build_change("cap", "9", "number"), max_calls_per_number_per_day="4")
    assert rules.caps["number"].value == 4
    assert rules.caps["number"].who_can_change == OPERATOR


@pytest.mark.parametrize(("dials", "told"), [(158, None), (159, (160, 200)), (198, (199, 200))])
def test_four_fifths_of_the_workspaces_cap_are_told(dials: int, told: Any) -> None:
    assert find_near_cap(build_case(stored=build_stored(workspace=count(*[1] * dials)))) == told
