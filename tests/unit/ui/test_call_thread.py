"""The thread of a call: one reply for each transition, the last one with the result."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Call, Result
from bot.domain.meanings import Outcome
from bot.domain.statuses import FINAL, UNREACHED, CallStatus
from bot.ui.call_thread import build_reply
from tests.builders.calls import BEFORE_THE_END, NOON, build_call, build_order
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs, read
from tests.screen import unmarked

FINAL_STATUSES = sorted(FINAL)
VALUES = st.dictionaries(FOREIGN, FOREIGN | st.lists(FOREIGN) | st.none() | st.integers())


def build_last_reply(call: Call) -> str:
    return read(build_reply(call, len(call.transitions)))


def build_end(*, is_awaited: bool = False, **result: Any) -> Call:
    return build_call(
        *BEFORE_THE_END, "ended", result=Result(**result), is_result_awaited=is_awaited
    )


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        (("initiated",), "📤 Initiated"),
        (("initiated", "ringing"), "🔔 Ringing · after 2 s"),
        (BEFORE_THE_END, "🟢 Ongoing · picked up after 3 s"),
        (("initiated", "voice_mail"), "🔹 Voice mail · after 2 s"),
        (
            ("unconfirmed",),
            "❓ Unconfirmed · Voicy's reply was lost; checking whether the call went through",
        ),
    ],
)
def test_reply_on_the_way_is_one_line(statuses: tuple[str, ...], text: str) -> None:
    assert build_last_reply(build_call(*statuses)) == text


def test_lost_answer_says_how_it_was_lost() -> None:
    assert "lost (HTTP 502 …);" in build_last_reply(build_call("unconfirmed", reason="HTTP 502\n…"))


@pytest.mark.parametrize(
    ("statuses", "changes", "line"),
    [
        ((*BEFORE_THE_END, "ended"), {}, "🏁 Ended"),
        (
            (*BEFORE_THE_END, "user_hangup"),
            {"result": Result(duration_ms=125_000)},
            "🏁 Ended · the callee hung up · 2 min 05 s",
        ),
        ((*BEFORE_THE_END, "agent_hangup"), {}, "🏁 Ended · the agent hung up"),
        (("initiated", "busy"), {}, "📵 Busy · after 2 s"),
        (("initiated", "no_answer"), {}, "🔕 No answer · after 2 s"),
        (
            ("initiated", "error"),
            {},
            "⚠️ Error · no conversation took place · after 2 s",
        ),
        (("refused",), {"reason": "Not assigned"}, "❌ Not dialed · Not assigned"),
        (
            ("withdrawn",),
            {"reason": "taken back", "dialing_at": None},
            "↩️ Canceled before dialing · taken back",
        ),
        (
            ("unconfirmed", "untraced"),
            {"reason": "no such call"},
            "❓ The phone may have rung · no such call",
        ),
    ],
)
def test_last_reply_begins_with_how_it_ended(
    statuses: tuple[str, ...], changes: dict[str, Any], line: str
) -> None:
    assert build_last_reply(build_call(*statuses, **changes)).split("\n")[0] == line


def test_earlier_reply_stays_as_it_was_when_the_call_is_over() -> None:
    live, over = build_call(*BEFORE_THE_END), build_call(*BEFORE_THE_END, "ended")

    assert [build_reply(live, seq).text for seq in (1, 2, 3)] == [
        build_reply(over, seq).text for seq in (1, 2, 3)
    ]


@pytest.mark.parametrize("status", ["ringing", "ongoing", *FINAL_STATUSES])
def test_reply_for_two_transitions_has_a_line_for_the_earlier_one_above_the_other(
    status: str,
) -> None:
    call = build_call("initiated", status)

    earlier, later = (build_reply(call, seq).text for seq in (1, 2))
    assert build_reply(call, 2, first_seq=1).text == f"{earlier}\n{later}"


@pytest.mark.parametrize("status", FINAL_STATUSES)
def test_only_the_last_reply_mentions_and_only_the_asker(status: str) -> None:
    call = build_call("initiated", status, reason="why <@U0BOB>")

    assert "<@" not in build_reply(call, 1).text
    assert build_reply(call, 2).text.endswith("Requested by <@U0ALICE>")
    assert build_reply(call, 2).text.count("<@") == 1


def has_buttons(call: Call, seq: int) -> bool:
    return any(block["type"] == "actions" for block in draw(build_reply(call, seq)))


@pytest.mark.parametrize("status", [*CallStatus])
def test_what_can_be_done_stands_on_the_card_alone(status: str) -> None:
    left_behind = Result(has_transcript=True, has_recording=True)

    assert not has_buttons(build_call("initiated", status, result=left_behind), 2)


def build_attempt(*statuses: str, attempt: int, attempts: int = 3, **changes: Any) -> Call:
    request = build_order(attempts=attempts)
    return build_call(*statuses, order=request, attempt=attempt, **changes)


@pytest.mark.parametrize("status", sorted(UNREACHED))
def test_attempt_that_is_followed_by_another_mentions_nobody(
    status: str,
) -> None:
    call = build_attempt("initiated", status, attempt=2)
    message = build_reply(call, 2)

    assert message.text.endswith(" · trying again")
    assert "<@" not in message.text


def test_last_attempt_mentions_the_asker() -> None:
    call = build_attempt("initiated", "busy", attempt=3)

    assert build_reply(call, 2).text.endswith("Requested by <@U0ALICE>")
    assert "trying again" not in build_reply(call, 2).text


def test_conversation_ends_an_order_whatever_attempts_are_left() -> None:
    message = build_reply(build_attempt(*BEFORE_THE_END, "ended", attempt=1), 4)

    assert "<@U0ALICE>" in message.text


@pytest.mark.parametrize(
    ("attempt", "seq", "text"),
    [
        (1, 1, "📤 Initiated"),
        (2, 1, "📤 Initiated · attempt 2 of 3"),
        (2, 2, "🔔 Ringing · after 2 s"),
    ],
)
def test_first_reply_of_a_further_attempt_says_which_it_is(
    attempt: int, seq: int, text: str
) -> None:
    assert read(build_reply(build_attempt(*BEFORE_THE_END, attempt=attempt), seq)) == text


def test_further_attempt_that_was_taken_back_does_not_say_that_nobody_was_called() -> None:
    said = build_last_reply(build_attempt("withdrawn", attempt=2, attempts=2, dialing_at=None))

    assert said.split("\n")[:2] == [
        "↩️ Canceled before dialing · attempt 2 of 2",
        "Nobody was called this time, and there will be no further attempt.",
    ]


def test_missed_call_is_asked_about_once() -> None:
    asked = build_call("overdue", due_at=NOON, dialing_at=None)
    answered = build_call("overdue", status="scheduled", due_at=NOON, dialing_at=None)

    assert unmarked(build_reply(asked, 1).text) == (
        "⏰ Overdue · it was due "
        "<!date^1772625600^{date_short_pretty} at {time}|2026-03-04 12:00 UTC>, "
        "but the bot was not running or its clock was changed\nRequested by <@U0ALICE>"
    )
    assert build_reply(answered, 1).text == "⏰ Overdue\nRequested by <@U0ALICE>"


@pytest.mark.parametrize(
    ("statuses", "advice"),
    [
        (("refused",), "Nobody was called."),
        (("withdrawn",), "Nobody was called."),
        (("unconfirmed", "untraced"), "It is not redialed automatically."),
        (("initiated", "lost"), "How this call ended is not known."),
    ],
)
def test_what_was_closed_here_comes_with_advice(statuses: tuple[str, ...], advice: str) -> None:
    assert build_last_reply(build_call(*statuses)).split("\n")[1].startswith(advice)


def test_summary_that_is_awaited_is_announced() -> None:
    announced = "The summary follows in this thread as soon as it is ready."

    assert announced in build_last_reply(build_end(is_awaited=True))
    assert announced not in build_last_reply(build_end(is_awaited=False))
    assert announced not in build_last_reply(build_end(is_awaited=True, summary="Booked."))


def test_summary_and_variables_are_told() -> None:
    call = build_end(
        summary="They agreed.\nShe asked for parking.",
        collected={"date": "the 15th", "name": "John"},
        extracted={"date": "January 15th", "guests": ["Ann", "Bob"]},
    )

    assert build_last_reply(call) == (
        "🏁 Ended\n"
        "Summary They agreed.\nShe asked for parking.\n"
        "date: January 15th\n"
        "name: John\n"
        "guests: Ann, Bob\n"
        "Requested by "
    )


def test_many_variables_are_counted() -> None:
    call = build_end(extracted={f"v{number}": "x" * 500 for number in range(300)})

    lines = build_last_reply(call).split("\n")

    assert len(lines) == 1 + 25 + 1 + 1
    assert max(map(len, lines)) <= 110
    assert lines[-2] == "and 275 more"


def test_variables_cannot_pass_for_lines_of_ours() -> None:
    call = build_end(extracted={"note\n✅ Ended": "x\n❌ Not dialed"})

    assert build_last_reply(call).split("\n")[1] == "note ✅ Ended: x ❌ Not dialed"


@FEW
@given(st.sampled_from(FINAL_STATUSES), FOREIGN, VALUES, VALUES)
def test_reply_with_any_foreign_text_is_taken_by_slack(
    status: str, text: str, extracted: dict[str, Any], collected: dict[str, Any]
) -> None:
    result = Result(summary=text * 200, extracted=extracted, collected=collected)
    request = build_order(requested_by_name=text)
    call = build_call("initiated", status, reason=text, order=request, result=result)
    message = build_reply(call, 2)

    assert draw(message)
    assert find_stray_signs(message.text) == []


def test_last_reply_says_what_the_agent_was_given() -> None:
    given = build_order(
        variables={"name": "John", "company": "Blue Lake"}, missing_variables=("product",)
    )
    call = build_call(*BEFORE_THE_END, "ended", order=given)

    assert build_last_reply(call) == (
        "🏁 Ended\nVariables company: Blue Lake · missing: product\nRequested by "
    )


def test_last_reply_says_what_the_result_means() -> None:
    call = build_call(
        *BEFORE_THE_END,
        "agent_hangup",
        outcomes=(Outcome.VOICEMAIL,),
        headline_field="left",
        result=Result(extracted={"left": "a message"}),
    )

    first = build_last_reply(call).split("\n")[0]
    assert first == "🏁 Ended · voicemail · a message · the agent hung up"
    assert read(build_reply(call, 3)) == "🟢 Ongoing · picked up after 3 s"


def test_reply_in_a_thread_of_others_names_the_callee() -> None:
    request = build_order(thread_ts="0.9")

    assert build_last_reply(build_call("initiated", order=request)) == (
        "📤 Initiated · +1 555-987-6543"
    )
    assert build_last_reply(build_call(*BEFORE_THE_END, order=request)) == (
        "🟢 Ongoing · +1 555-987-6543 · picked up after 3 s"
    )


def test_reply_under_its_own_card_does_not() -> None:
    request = build_order(thread_ts="1.0001")

    assert build_last_reply(build_call("initiated", order=request)) == "📤 Initiated"
