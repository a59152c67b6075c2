"""The card of a call: who is called and how it stands, in every status."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Call, Result
from bot.domain.meanings import MEANINGS, Outcome
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.ui.buttons import CallAction
from bot.ui.call_card import build_card
from bot.ui.labels import format_call_status
from bot.ui.outcomes import OUTCOME_LABEL
from tests.builders.call_card import (
    build_buttons,
    list_buttons,
    read_quiet,
    read_status,
    read_title,
)
from tests.builders.calls import NOON, build_call, build_order
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs
from tests.screen import unmarked

BEFORE_THE_END = ("initiated", "ringing", "ongoing")
SINCE_NOON = "· since <!date^1772625600^{time_secs}|12:00:00 UTC>"


CALLER_IDS = (
    CallerId(number=E164("+15551234567"), label="Sales"),
    CallerId(number=E164("+15551234568"), label="Support"),
)


def test_card_of_a_live_call_names_callee_agent_requester_and_variables() -> None:
    request = build_order(variables={"name": "John", "date": "January 15th"})
    call = build_call("initiated", order=request, agent_name="Appointment Booker")

    assert read_title(call) == "📞 John · +1 555-987-6543"
    assert read_quiet(call) == "Appointment Booker · @alice · date: January 15th"


def test_card_of_a_call_that_is_over_leaves_its_variables_to_the_thread() -> None:
    request = build_order(variables={"name": "John", "date": "January 15th"})
    call = build_call(*BEFORE_THE_END, "ended", order=request, agent_name="Booker")

    assert read_quiet(call) == "Booker · @alice"


def test_number_stands_alone_where_nothing_names_the_callee() -> None:
    assert read_title(build_call("initiated")) == "📞 +1 555-987-6543"
    assert read_quiet(build_call("initiated")) == "@alice"


def test_number_is_unusual_until_the_call_is_over() -> None:
    unusual = build_order(is_unusual_number=True)

    assert read_quiet(build_call(order=unusual)) == "@alice · unusual number"
    assert read_quiet(build_call("initiated", "no_answer", order=unusual)) == "@alice"


@pytest.mark.parametrize(
    ("from_number", "quiet"),
    [
        ("+15551234567", "@alice"),
        ("+15551234568", "@alice · from Support"),
        ("+15551234569", "@alice · from +1 555-123-4569"),
    ],
)
def test_caller_id_is_named_where_it_is_not_the_first(from_number: str, quiet: str) -> None:
    call = build_call(order=build_order(from_number=E164(from_number)))

    assert read_quiet(call, CALLER_IDS) == quiet


def test_what_is_missing_is_named_as_long_as_it_may_matter() -> None:
    lacking = build_order(missing_variables=("company", "product"))

    assert read_quiet(build_call(order=lacking)) == "@alice · missing: company, product"


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


NAMES = st.sampled_from(["Mia Chen", "דנה לוי", "محمد", "王小明", "Łukasz"])


@FEW
@given(
    NAMES,
    st.sampled_from([*CallStatus]),
    st.lists(st.sampled_from(MEANINGS), max_size=3, unique=True),
    st.sampled_from(["", "nobody picked up", "They agreed. All is well."]),
    st.booleans(),
)
def test_nothing_is_said_twice(
    name: str, status: str, outcomes: list[Outcome], summary: str, is_unusual: bool
) -> None:
    request = build_order(
        variables={"customer": name, "city": "Rome"},
        callee_name=name,
        is_unusual_number=is_unusual,
        from_number=E164("+15551234568"),
    )
    call = build_call(
        "initiated",
        status,
        order=request,
        agent_name="Booker",
        outcomes=tuple(outcomes),
        headline_field="came_of_it",
        call_back_field="came_of_it",
        result=Result(summary=summary, extracted={"came_of_it": "Thursday"}),
    )
    said = [read_title(call), read_status(call), read_quiet(call, CALLER_IDS)]
    facts = [fact.casefold() for line in said for fact in line.split(" · ")]

    assert len(facts) == len(set(facts))
    assert "\n".join(said).count(name) == 1


@pytest.mark.parametrize("name", ["דנה לוי", "محمد علي"])
def test_numbers_times_and_lengths_keep_their_order_beside_any_name(name: str) -> None:
    request = build_order(variables={"name": name})
    over = build_call(*BEFORE_THE_END, "ended", order=request, result=Result(duration_ms=125_000))

    for text in (build_card(over).text, json.dumps(draw(build_card(over)), ensure_ascii=False)):
        assert "\u2066+1 555-987-6543\u2069" in text
        assert f"\u2067{name}\u2069" in text
        assert "\u20662 min 05 s\u2069" in text
    live = build_card(build_call(*BEFORE_THE_END, order=request))
    assert re.search("\u2066<!date[^\u2069]*>\u2069", live.text)


@pytest.mark.parametrize(
    ("call", "buttons"),
    [
        (build_call(queue_position=2), [("Cancel", "withdraw_call", "o1 1")]),
        (build_call(), []),
        (build_call("initiated"), []),
        (build_call("unconfirmed"), []),
        (
            build_call("initiated", "busy"),
            [
                ("Call again", "call_again", "o1"),
                ("In 15 min", "in_15_minutes", "o1 1"),
                ("In 1 h", "in_1_hour", "o1 1"),
                ("Don't call again", "do_not_call", "o1"),
            ],
        ),
        (
            build_call("initiated", "ongoing", "busy"),
            [("Call again", "call_again", "o1"), ("Don't call again", "do_not_call", "o1")],
        ),
        (
            build_call(
                *BEFORE_THE_END, "ended", result=Result(has_transcript=True, has_recording=True)
            ),
            [
                ("Transcript", "show_transcript", "o1"),
                ("Call again", "call_again", "o1"),
                ("Recording", "show_recording", "o1"),
                ("Don't call again", "do_not_call", "o1"),
            ],
        ),
        (build_call("refused"), [("Edit and try again", "edit_order", "o1")]),
        (build_call("withdrawn"), [("Call again", "call_again", "o1")]),
        (build_call("unconfirmed", "untraced"), [("Call again", "call_again", "o1")]),
        (build_call("initiated", "lost"), [("Call again", "call_again", "o1")]),
    ],
)
def test_card_offers_what_can_be_done_now(call: Call, buttons: list[tuple[str, str, str]]) -> None:
    assert build_buttons(call) == buttons


@pytest.mark.parametrize("status", sorted({*CallStatus}))
def test_what_makes_a_phone_ring_or_takes_a_call_away_asks_once_more(status: str) -> None:
    request = build_order(variables={"name": "John"}, attempts=2)
    for call in (build_call(status=status), build_call("initiated", status, order=request)):
        for button in list_buttons(call):
            opens_or_shows = button["action_id"] in {
                CallAction.CALL_AGAIN,
                CallAction.EDIT_ORDER,
                CallAction.CHANGE_TIME,
            }
            assert ("confirm" in button) != opens_or_shows
            if "confirm" in button:
                assert "+1 555-987-6543" in unmarked(button["confirm"]["text"]["text"])


def test_nobody_is_mentioned_on_a_card() -> None:
    message = build_card(build_call(*BEFORE_THE_END, "ended"))

    assert "<@" not in message.text
    assert '"type": "user"' not in str(draw(message)).replace("'", '"')


def test_many_variables_are_counted() -> None:
    request = build_order(variables={f"v{number}": "x" * 500 for number in range(300)})

    shown = read_quiet(build_call(order=request))

    assert len(shown) <= 1_020
    assert shown.endswith("and 292 more")


def test_foreign_names_stay_on_their_line() -> None:
    request = build_order(
        variables={"name": "Eve)\n🟢 Ongoing"}, requested_by_name="al\nice", agent_name="A\nB"
    )
    call = build_call("initiated", order=request, agent_name="A\nB", created_at=NOON)

    assert len(build_card(call).text.split("\n")) == 3
    assert read_quiet(call) == "A B · @al ice"


@given(
    st.lists(st.sampled_from([*CallStatus, "<!channel>", "api:queued", "על הקו"]), max_size=4),
    FOREIGN,
    st.dictionaries(FOREIGN, FOREIGN, max_size=4),
)
def test_card_with_any_foreign_text_is_taken_by_slack(
    statuses: list[str], text: str, variables: dict[str, str]
) -> None:
    request = build_order(requested_by_name=text, variables=variables | {"name": text})
    message = build_card(build_call(*statuses, order=request, reason=text, agent_name=text))

    assert draw(message)
    assert find_stray_signs(message.text) == []
