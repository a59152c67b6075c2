"""Quiet hours and the time until which a call is wanted, for every dial that is about to happen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.policies.facts import Case
from bot.policies.pipeline import judge
from bot.policies.rules import ADMINS, OPERATOR
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName, Verdict
from tests.builders.calls import build_order
from tests.builders.cases import build_case, build_person
from tests.builders.rules import SET_AT, build_change, build_rules

ALL_OPEN = {"allowed_countries": "*"}
LONDON = "+442079460123"
EIGHT = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 22, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


def build(moment: datetime, *changes: Any, **order: Any) -> Case:
    """Build a case whose moment is also when it was asked for."""
    return build_case(
        order=build_order(**({"to_number": LONDON} | order)),
        moment=moment,
        received_at=moment,
        rules=build_rules(*changes, **ALL_OPEN),
    )


def at_claim(case: Case, *, is_automatic: bool = False) -> Case:
    return replace(case, is_claim=True, is_automatic=is_automatic)


def ask_of(verdict: Verdict) -> Ask:
    assert isinstance(verdict, Ask)
    assert verdict.silence is not None
    return verdict


def test_day_is_no_question() -> None:
    assert judge(build(EIGHT)) == Allow()
    assert judge(at_claim(build(EIGHT))) == Allow()


def test_night_is_asked_about_with_the_rule_and_who_can_change_it() -> None:
    ask = ask_of(judge(build(NIGHT)))

    assert (ask.policy, ask.value) == (PolicyName.QUIET_HOURS, "21:00-08:00")
    assert ask.who_can_change == OPERATOR
    assert ask.silence is not None
    assert (ask.silence.at, ask.silence.ends_at) == (NIGHT, EIGHT)


def test_time_that_is_chosen_is_judged_when_it_is_asked_for() -> None:
    noon = EIGHT + 4 * HOUR

    assert ask_of(judge(build(noon, due_at=noon + 12 * HOUR)))
    assert judge(build(NIGHT, due_at=noon)) == Allow()


@pytest.mark.parametrize("due_at", [None, NIGHT])
def test_at_the_claim_a_person_is_asked_and_what_goes_by_itself_waits(
    due_at: datetime | None,
) -> None:
    case = build(NIGHT, due_at=due_at)

    assert ask_of(judge(at_claim(case)))
    delay = judge(at_claim(case, is_automatic=True))
    assert delay == Delay(policy=PolicyName.QUIET_HOURS, value="21:00-08:00", until=EIGHT)


def test_number_that_tells_nothing_is_judged_by_the_requesters_clock() -> None:
    case = build(NIGHT, to_number="+15559876543")
    in_tokyo = replace(case, person=build_person(time_zone="Asia/Tokyo"))

    ask = ask_of(judge(case))
    assert ask.silence is not None
    assert ask.silence.callee.is_requesters
    # 7:40 in the morning, and a while later
    assert ask_of(judge(in_tokyo))
    assert judge(replace(in_tokyo, moment=NIGHT + HOUR)) != Allow()
    assert judge(replace(in_tokyo, moment=NIGHT + HOUR, received_at=NIGHT + HOUR)) == Allow()


def test_where_nobody_knows_a_clock_nobody_is_called() -> None:
    case = build(EIGHT, to_number="+15559876543")
    unknown = replace(case, person=build_person(time_zone=None))

    verdict = judge(unknown)
    assert isinstance(verdict, Deny)
    assert (verdict.policy, verdict.value) == (PolicyName.QUIET_HOURS, "no_zone")
    assert judge(at_claim(unknown)) == Ask(policy=PolicyName.QUIET_HOURS, value="no_zone")
    assert judge(replace(unknown, rules=build_rules(quiet_hours="off"))) == Allow()


def test_some_zones_in_the_night_is_a_question_of_zones_that_the_right_one_answers() -> None:
    evening = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)  # 20:30 in New York, 15:30 in Honolulu
    toll_free = build(evening + HOUR, to_number="+18005551234")

    ask = ask_of(judge(toll_free))
    assert ask.silence is not None
    assert ask.silence.is_doubtful
    in_hawaii = replace(toll_free.order, callee_time_zone="Pacific/Honolulu")
    assert judge(replace(toll_free, order=in_hawaii)) == Allow()
    elsewhere = replace(toll_free.order, callee_time_zone="Asia/Tokyo")
    assert judge(replace(toll_free, order=elsewhere)) == ask


def test_callee_who_asked_for_it_is_called_until_the_night_is_over() -> None:
    passed = build(NIGHT, quiet_allowed_until=EIGHT, quiet_reason="wrote", quiet_allowed_by="al")

    assert judge(passed) == Allow()
    assert judge(at_claim(passed)) == Allow()
    assert ask_of(judge(at_claim(replace(passed, moment=NIGHT + 24 * HOUR))))


def test_what_an_admin_added_names_them_and_stays_where_the_setting_is_off() -> None:
    change = build_change("quiet_hours", "wed 00:00-00:00;fri 12:00-18:00", "GB")
    case = build(EIGHT + HOUR, change)
    off = replace(case, rules=build_rules(change, quiet_hours="off", **ALL_OPEN))

    for each in (case, off):
        ask = ask_of(judge(each))
        assert (ask.value, ask.since, ask.set_by) == ("wed 00:00-00:00", SET_AT, "dana")
        assert ask.who_can_change == ADMINS
    assert judge(replace(off, order=build_order(to_number="+12125550123"))) == Allow()
    assert judge(replace(off, moment=NIGHT, received_at=NIGHT)) == Allow()


def test_rule_that_cannot_be_read_has_nobody_called() -> None:
    with pytest.raises(Exception, match="unreadable"):
        build_rules(build_change("quiet_hours", "whenever", "GB"))


@pytest.mark.parametrize(
    ("hours", "is_allowed"), [(-0.1, True), (0, False), (0.5, False), (30, False)]
)
def test_after_the_time_until_which_it_is_wanted_nobody_is_dialed(
    hours: float, is_allowed: bool
) -> None:
    until_at = EIGHT + 4 * HOUR
    case = build(until_at + hours * HOUR, until_at=until_at, requester_time_zone="Europe/Berlin")
    day = "" if hours < 12 else "Wed, Mar 4, "
    denial = Deny(policy=PolicyName.UNTIL, value=f"{day}13:00 (Europe/Berlin)", field="until")

    for is_automatic in (False, True):
        verdict = judge(at_claim(case, is_automatic=is_automatic))
        assert verdict == (Allow() if is_allowed else denial)


@pytest.mark.parametrize(("hours", "is_allowed"), [(3.9, True), (4, False), (5, False)])
def test_call_has_to_come_before_the_time_until_which_it_is_wanted(
    hours: float, is_allowed: bool
) -> None:
    due_at = EIGHT + hours * HOUR
    verdict = judge(build(EIGHT, until_at=EIGHT + 4 * HOUR, due_at=due_at))
    denial = Deny(policy=PolicyName.UNTIL, value="too_early", field="until")

    assert verdict == (Allow() if is_allowed else denial)


def test_end_of_the_night_that_comes_too_late_is_not_offered() -> None:
    ask = ask_of(judge(build(NIGHT, until_at=EIGHT)))

    assert ask.silence is not None
    assert ask.silence.ends_at is None
