"""The card of a call: how it stands, in every status."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.calls import Call, Result
from bot.domain.meanings import Outcome
from bot.domain.statuses import CallStatus
from bot.ui.call_card import build_card
from bot.ui.labels import format_call_status
from bot.ui.outcomes import OUTCOME_LABEL
from tests.builders.call_card import (
    read_status,
)
from tests.builders.calls import BEFORE_THE_END, build_call
from tests.screen import unmarked

SINCE_NOON = "· since <!date^1772625600^{time_secs}|12:00:00 UTC>"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "⏳ Queued · about to be dialed"),
        ({"queue_position": 1}, "⏳ Queued · 1st in line"),
        ({"queue_position": 22}, "⏳ Queued · 22nd in line"),
        ({"reason": "API\nrestarting"}, "⏳ Queued · API restarting; retrying automatically"),
        ({"status": "dialing"}, "📞 Dialing"),
    ],
)
def test_card_before_the_call_says_what_happens_next(
    changes: Mapping[str, Any], status: str
) -> None:
    assert read_status(build_call(**changes)) == status


@pytest.mark.parametrize(
    ("statuses", "changes", "status"),
    [
        (("initiated",), {}, "📤 Initiated"),
        (("initiated", "ringing"), {}, "🔔 Ringing"),
        (BEFORE_THE_END, {}, "🟢 Ongoing"),
        (("initiated", "call_screening"), {}, "🔹 Call screening"),
    ],
)
def test_live_call_says_since_when(
    statuses: tuple[str, ...], changes: Mapping[str, Any], status: str
) -> None:
    second = len(statuses)
    since = SINCE_NOON.replace("5600^", f"560{second}^").replace("00:00", f"00:0{second}")

    assert read_status(build_call(*statuses, **changes)) == f"{status} {since}"


@pytest.mark.parametrize(
    ("statuses", "changes", "status"),
    [
        ((*BEFORE_THE_END, "ended"), {}, "✅ Ended"),
        ((*BEFORE_THE_END, "ended"), {"is_result_awaited": True}, "🏁 Ended"),
        (
            (*BEFORE_THE_END, "user_hangup"),
            {"result": Result(duration_ms=125_000)},
            "✅ Ended · the callee hung up · 2 min 05 s",
        ),
        (
            (*BEFORE_THE_END, "user_hangup"),
            {"result": Result(duration_ms=125_000, summary="Dr. Chen agreed. She will come.")},
            "✅ Ended · Dr. Chen agreed · 2 min 05 s",
        ),
        (
            (*BEFORE_THE_END, "ended"),
            {"result": Result(summary="x" * 200)},
            f"✅ Ended · {'x' * 39}…",
        ),
        (("initiated", "busy"), {}, "📵 Busy"),
        (("initiated", "no_answer"), {}, "🔕 No answer"),
        (("refused",), {"reason": "Not assigned"}, "❌ Not dialed · Not assigned"),
        (("withdrawn",), {"reason": "taken back"}, "↩️ Canceled before dialing · taken back"),
        (("initiated", "lost"), {"reason": "it is gone"}, "❔ Lost · it is gone"),
    ],
)
def test_card_of_a_call_that_is_over_says_how_it_ended(
    statuses: tuple[str, ...], changes: Mapping[str, Any], status: str
) -> None:
    assert read_status(build_call(*statuses, **changes)) == status


def test_lost_answer_claims_nothing_that_is_not_known() -> None:
    assert "Not redialing." in read_status(build_call("unconfirmed"))
    assert "The phone may have rung" in read_status(build_call("unconfirmed", "untraced"))


def build_mapped(
    *outcomes: Outcome, status: str = "user_hangup", headline: str = "", summary: str = ""
) -> Call:
    """Build a call whose result means something to the team."""
    return build_call(
        *BEFORE_THE_END,
        status,
        result=Result(
            duration_ms=125_000,
            summary=summary,
            extracted={"came_of_it": headline, "when": "at six"},
        ),
        outcomes=outcomes,
        headline_field="came_of_it" if headline else None,
        call_back_field="when" if Outcome.CALL_BACK in outcomes else None,
    )


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (
            build_mapped(Outcome.REACHED, headline="Confirmed for Thursday", summary="They did."),
            "✅ Reached · Confirmed for Thursday · 2 min 05 s",
        ),
        (build_mapped(headline="Confirmed"), "✅ Ended · Confirmed · 2 min 05 s"),
        (
            build_mapped(Outcome.REACHED, summary="They talked. A lot."),
            "✅ Reached · They talked · 2 min 05 s",
        ),
        (
            build_mapped(Outcome.VOICEMAIL, summary="A machine answered."),
            "📼 Voicemail · the callee hung up · 2 min 05 s",
        ),
        (
            build_mapped(
                Outcome.WANTS_HUMAN, Outcome.CALL_BACK, Outcome.REACHED, headline="Has a question"
            ),
            "🙋 Wants a human · call back · at six · Has a question · 2 min 05 s",
        ),
        (
            build_mapped(Outcome.SILENCE, status="inactivity", summary="Nobody spoke."),
            "🔇 Nobody spoke · 2 min 05 s",
        ),
        (
            build_mapped(Outcome.DEAD_LINE, status="error_inactivity", summary="Nobody spoke."),
            "🔌 Dead line · 2 min 05 s",
        ),
    ],
)
def test_card_says_what_the_result_means_to_the_team(call: Call, status: str) -> None:
    assert read_status(call) == status


@pytest.mark.parametrize("outcome", [*OUTCOME_LABEL])
def test_green_tick_stands_for_a_conversation(outcome: Outcome) -> None:
    sign = read_status(build_mapped(outcome)).partition(" ")[0]

    assert (sign == "✅") == (outcome in {Outcome.REACHED, Outcome.ANSWERED})


@pytest.mark.parametrize("status", [*CallStatus])
def test_text_begins_with_the_word_of_the_status_without_its_sign(status: str) -> None:
    sign, word = format_call_status(build_call("initiated", status))

    text = build_card(build_call("initiated", status, agent_name="Booker")).text

    assert text.startswith(word)
    assert sign not in text.partition("\n")[0]
    assert unmarked(text).split("\n")[1:] == ["📞 +1 555-987-6543", "Booker · @alice"]
