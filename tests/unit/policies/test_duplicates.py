"""A number that is being called, or was lately, is asked about before it is called again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.calls import Call
from bot.domain.meanings import Outcome
from bot.domain.statuses import CallStatus
from bot.policies.duplicates import find_earlier, was_reached
from bot.policies.facts import Case
from bot.policies.pipeline import judge
from bot.policies.verdicts import Allow, Ask, PolicyName
from tests.builders.calls import BEFORE_THE_END, NOON, build_call, build_order
from tests.builders.cases import build_case

ASK = Ask(policy=PolicyName.DUPLICATE, value="earlier_call")
TALKED = (*BEFORE_THE_END, "user_hangup")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OTHERS = build_order(request_key="command:0", requested_by="U0BOB", requested_by_name="bob")
OWN = replace(OTHERS, requested_by="U0ALICE")


def build_earlier(*statuses: str, **changes: Any) -> Call:
    """Build a call of Bob's that was dialed at noon."""
    return build_call(*statuses, **({"order": OTHERS} | changes))


def build_later_case(ago: timedelta, *earlier: Call, **changes: Any) -> Case:
    """Build the case of Alice, who asks so long after noon."""
    moment = NOON + ago
    return build_case(moment=moment, received_at=moment, earlier=earlier, **changes)


@pytest.mark.parametrize(
    ("statuses", "minutes", "is_asked"),
    [
        # somebody talked with the callee in the last day
        (TALKED, 5, True),
        (TALKED, 23 * 60, True),
        (TALKED, 24 * 60 + 1, False),
        # short enough that nobody saw the conversation
        (("initiated", "ended"), 23 * 60, True),
        # anybody called within the hour
        (("initiated", "ringing", "no_answer"), 59, True),
        (("initiated", "ringing", "no_answer"), 61, False),
        (("initiated", "busy"), 59, True),
        (("initiated", "ringing", "error"), 59, True),
        (("initiated", "ringing", "canceled"), 59, True),
        # the phone may have rung
        (("unconfirmed", "untraced"), 59, True),
        (("initiated", "lost"), 59, True),
        # nobody was called
        (("refused",), 5, False),
        (("withdrawn",), 5, False),
        (("initiated", "error"), 5, False),
        (("canceled",), 5, False),
    ],
)
def test_call_of_a_colleague_that_is_over(
    statuses: tuple[str, ...], minutes: int, is_asked: bool
) -> None:
    verdict = judge(build_later_case(minutes * MINUTE, build_earlier(*statuses)))

    assert verdict == (ASK if is_asked else Allow())


@pytest.mark.parametrize(
    ("statuses", "is_asked"),
    [
        (("initiated", "busy"), False),
        (("initiated", "ringing", "no_answer"), False),
        (("initiated", "ringing", "error"), True),
        (("unconfirmed", "untraced"), True),
        (("ringing", "ongoing", "no_answer"), True),
        (TALKED, True),
    ],
)
def test_own_call_is_asked_about_unless_nobody_picked_up(
    statuses: tuple[str, ...], is_asked: bool
) -> None:
    verdict = judge(build_later_case(5 * MINUTE, build_earlier(*statuses, order=OWN)))

    assert verdict == (ASK if is_asked else Allow())


@pytest.mark.parametrize("order", [OTHERS, OWN], ids=["of a colleague", "own"])
@pytest.mark.parametrize(
    "status", ["queued", "dialing", "unconfirmed", "initiated", "ringing", "ongoing", "news"]
)
def test_call_that_is_not_over_is_always_asked_about(status: str, order: Any) -> None:
    earlier = build_earlier(order=order, status=status)

    assert judge(build_later_case(5 * HOUR, earlier)) == ASK


@pytest.mark.parametrize(
    ("there", "here", "is_asked"),
    [(0, None, True), (59, None, True), (61, None, False), (300, 250, True), (300, 200, False)],
)
def test_scheduled_call_is_asked_about_within_an_hour_of_this_one(
    there: int, here: int | None, is_asked: bool
) -> None:
    earlier = build_earlier(status=CallStatus.SCHEDULED, due_at=NOON + there * MINUTE)
    due_at = None if here is None else NOON + here * MINUTE

    verdict = judge(build_later_case(timedelta(), earlier, order=build_order(due_at=due_at)))

    assert verdict == (ASK if is_asked else Allow())


def test_missed_call_waits_for_a_decision_of_its_own() -> None:
    assert judge(build_case(earlier=(build_earlier(status=CallStatus.OVERDUE),))) == Allow()


def test_it_is_asked_once_and_never_at_the_dial() -> None:
    case = build_later_case(MINUTE, build_earlier("ringing"))

    assert judge(replace(case, answered=frozenset({PolicyName.DUPLICATE}))) == Allow()
    assert judge(replace(case, is_claim=True)) == Allow()


def test_the_same_request_is_no_duplicate_of_itself() -> None:
    earlier = build_earlier("ringing", order=build_order())

    assert judge(build_case(earlier=(earlier,))) == Allow()


def test_what_is_refused_is_not_asked_about() -> None:
    case = build_later_case(MINUTE, build_earlier("ringing"), sees_place=False)

    assert not isinstance(judge(case), Ask)


def test_live_calls_come_first_then_those_to_come_then_who_was_reached() -> None:
    busy, talked = build_earlier("initiated", "busy"), build_earlier(*TALKED)
    later = build_earlier(status=CallStatus.SCHEDULED)
    live, old = build_earlier("ringing"), build_earlier("refused")

    case = build_later_case(MINUTE, busy, old, talked, later, live)

    assert find_earlier(case) == (live, later, talked, busy)


@pytest.mark.parametrize(
    ("status", "outcomes", "is_reached"),
    [
        ("ended", (), True),
        ("ended", (Outcome.REACHED,), True),
        ("ended", (Outcome.WANTS_HUMAN, Outcome.CALL_BACK, Outcome.REACHED), True),
        ("ended", (Outcome.OPTED_OUT,), True),
        ("ended", (Outcome.WRONG_PERSON,), False),
        ("ended", (Outcome.VOICEMAIL,), False),
        ("inactivity", (Outcome.SILENCE,), False),
        ("error_inactivity", (Outcome.DEAD_LINE,), False),
        ("busy", (), False),
        ("ringing", (), False),
    ],
)
def test_reached_is_who_talked(
    status: str, outcomes: tuple[Outcome, ...], is_reached: bool
) -> None:
    assert was_reached(build_call("ringing", status, outcomes=outcomes)) is is_reached


def test_result_that_is_not_known_yet_may_be_a_conversation() -> None:
    assert was_reached(build_call("ringing", "ended", is_result_awaited=True))


@pytest.mark.parametrize(
    ("outcome", "order", "minutes", "is_asked"),
    [
        (Outcome.VOICEMAIL, OWN, 5, False),
        (Outcome.VOICEMAIL, OTHERS, 5, True),
        (Outcome.VOICEMAIL, OTHERS, 61, False),
        (Outcome.WRONG_PERSON, OWN, 5, True),
        (Outcome.SILENCE, OTHERS, 61, False),
        (Outcome.REACHED, OTHERS, 61, True),
    ],
)
def test_what_a_result_means_counts(
    outcome: Outcome, order: Any, minutes: int, is_asked: bool
) -> None:
    earlier = build_earlier(*TALKED, order=order, outcomes=(outcome,))

    assert judge(build_later_case(minutes * MINUTE, earlier)) == (ASK if is_asked else Allow())
