"""The question names who called and what came of it, to those alone who may see the call."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls import Call, Result
from bot.domain.meanings import Outcome
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.policies.duplicates import EarlierCall
from bot.ui.duplicate_question import build_duplicate_question
from bot.ui.rich_text import Message
from tests.builders.calls import NOON, build_call, build_order
from tests.screen import unmarked

NUMBER = E164("+15559876543")
BOBS = build_order(requested_by="U0BOB", requested_by_name="bob", variables={"name": "Mia"})


def ask(*earlier: tuple[Call, bool], is_scheduled: bool = False) -> Message:
    return build_duplicate_question(
        "d1",
        NUMBER,
        [EarlierCall(call=call, is_seen=is_seen) for call, is_seen in earlier],
        requester_id="U0ALICE",
        is_scheduled=is_scheduled,
    )


def tell(call: Call, *, is_seen: bool = True) -> str:
    return unmarked(ask((call, is_seen)).text.partition("\n")[2])


def label_buttons(message: Message) -> list[str]:
    return [element["text"]["text"] for element in message.blocks[-1].to_dict()["elements"]]


TALKED = build_call(
    "ringing", "ongoing", "user_hangup", order=BOBS, result=Result(duration_ms=125_000)
)
LATER = build_call(order=BOBS, status=CallStatus.SCHEDULED, due_at=NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    ("call", "beginning", "end"),
    [
        (TALKED, "• @bob called this number ", " · ✅ Ended · the callee hung up · 2 min 05 s"),
        (
            build_call("initiated", "busy", order=BOBS),
            "• @bob called this number ",
            " · 📵 Busy",
        ),
        (
            replace(
                TALKED,
                outcomes=(Outcome.REACHED,),
                headline_field="what",
                result=replace(TALKED.result, summary="Secret.", extracted={"what": "Thursday"}),
            ),
            "• @bob reached this number ",
            " · ✅ Reached · Thursday · 2 min 05 s",
        ),
        (
            replace(TALKED, outcomes=(Outcome.VOICEMAIL,)),
            "• @bob called this number ",
            " · 📼 Voicemail · the callee hung up · 2 min 05 s",
        ),
        (build_call("ringing", order=BOBS), "• @bob is calling this number now", "🔔 Ringing"),
        (build_call(order=BOBS), "• @bob has already asked for a call", "it is not dialed yet."),
        (LATER, "• @bob’s call to this number is scheduled for <!date^", "."),
        (build_call("ringing"), "• You are calling this number now", "🔔 Ringing"),
        (build_call(), "• You have already asked", "it is not dialed yet."),
    ],
)
def test_who_may_see_the_call_hears_who_and_what(call: Call, beginning: str, end: str) -> None:
    line = tell(call)

    assert line.startswith(beginning)
    assert line.endswith(end)


@pytest.mark.parametrize(
    ("call", "beginning"),
    [
        (TALKED, "• This number was called <!date^"),
        (build_call("initiated", "busy", order=BOBS), "• This number was called <!date^"),
        (build_call("ringing", order=BOBS), "• This number is being called now,"),
        (build_call(order=BOBS), "• A call to this number has been asked for,"),
        (LATER, "• A call to this number is scheduled for <!date^"),
    ],
)
def test_who_may_not_hears_neither_name_nor_outcome(call: Call, beginning: str) -> None:
    line = tell(call, is_seen=False)

    assert line.startswith(beginning)
    assert line.endswith(", in a conversation that you cannot see.")
    for secret in ("bob", "Mia", "Busy", "Ended", "reached", "Ringing"):
        assert secret not in line


def test_three_calls_are_told_and_the_others_counted() -> None:
    lines = ask(*[(TALKED, True)] * 5).text.split("\n")

    assert len(lines) == 5
    assert lines[-1] == "and 2 more"


def test_it_is_answered_by_two_buttons() -> None:
    assert label_buttons(ask((TALKED, True))) == ["Call anyway", "Cancel"]
    assert label_buttons(ask((TALKED, True), is_scheduled=True)) == ["Schedule it anyway", "Cancel"]


def test_names_are_shown_as_they_are() -> None:
    order = build_order(requested_by="U0BOB", requested_by_name="<@U1> *b*")

    assert "<@U1>" not in tell(build_call("ringing", order=order))
