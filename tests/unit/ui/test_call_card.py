"""The card of a call: who is called and how it stands, in every status."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Call, CallStatus, Result
from bot.ui.call_card import build_card
from tests.builders.call_card import build_buttons, read_status
from tests.builders.calls import NOON, build_call, build_order
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs, read

BEFORE_THE_END = ("initiated", "ringing", "ongoing")
SINCE_NOON = "· since <!date^1772625600^{time_secs}|12:00:00 UTC>"


def build_facts(call: Call) -> list[str]:
    """Return the small print of a card."""
    return [element["text"] for element in draw(build_card(call))[1]["elements"]]


def test_card_names_callee_status_agent_caller_id_and_asker() -> None:
    request = build_order(variables={"name": "John", "date": "January 15th"})
    call = build_call("initiated", order=request, agent_name="Appointment Booker")

    assert read(build_card(call)).split("\n")[0] == "📞 Call to +1 555-987-6543 (John)"
    assert build_facts(call) == [
        "Agent: Appointment Booker · from +1 555-123-4567 · requested by @alice",
        "name: John · date: January 15th",
    ]


def test_card_without_agent_and_variables_says_so() -> None:
    assert build_facts(build_call("initiated")) == [
        "Agent: the number's own agent · from +1 555-123-4567 · requested by @alice"
    ]


def test_unusual_number_is_said() -> None:
    (facts,) = build_facts(build_call(order=build_order(is_unusual_number=True)))

    assert facts.endswith(" · unusual number")


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
        (
            (*BEFORE_THE_END, "user_hangup"),
            {"result": Result(duration_ms=125_000)},
            "✅ Ended · 2 min 05 s · the callee hung up",
        ),
        (("initiated", "busy"), {}, "📵 Busy · the callee is on another call"),
        (("initiated", "no_answer"), {}, "🔕 No answer · nobody picked up"),
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


@pytest.mark.parametrize(
    ("call", "buttons"),
    [
        (build_call(queue_position=2), [("Cancel", "withdraw_call", "o1 1")]),
        (build_call(), []),
        (build_call("initiated"), []),
        (build_call("unconfirmed"), []),
        (build_call("initiated", "busy"), []),
        (build_call("refused"), [("Edit and try again", "edit_order", "o1")]),
        (build_call("withdrawn"), [("Call again", "call_again", "o1")]),
        (build_call("unconfirmed", "untraced"), [("Call again", "call_again", "o1")]),
        (build_call("initiated", "lost"), [("Call again", "call_again", "o1")]),
    ],
)
def test_card_offers_what_can_be_done_now(call: Call, buttons: list[tuple[str, str, str]]) -> None:
    assert build_buttons(call) == buttons


def test_nobody_is_mentioned_on_a_card() -> None:
    message = build_card(build_call(*BEFORE_THE_END, "ended"))

    assert "<@" not in message.text
    assert '"type": "user"' not in str(draw(message)).replace("'", '"')


def test_many_variables_are_counted() -> None:
    request = build_order(variables={f"v{number}": "x" * 500 for number in range(300)})

    _, variables = build_facts(build_call(order=request))

    assert len(variables) <= 1_000
    assert variables.endswith("and 292 more")


def test_foreign_names_stay_on_their_line() -> None:
    request = build_order(
        variables={"name": "Eve)\n🟢 Ongoing"}, requested_by_name="al\nice", agent_name="A\nB"
    )
    call = build_call("initiated", order=request, agent_name="A\nB", created_at=NOON)

    assert len(build_card(call).text.split("\n")) == 2
    assert "Agent: A B · " in build_facts(call)[0]


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
