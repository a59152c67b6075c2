"""Lists of calls: one line each, with a link to the card, and buttons to the pages beside."""

import pytest
from hypothesis import given

from bot.domain.calls import Result
from bot.ui.call_list import (
    UPCOMING_CALLS_HERE,
    build_call_list,
    build_list_title,
    format_callees,
)
from tests.builders.calls import NOON, build_call, build_order
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs, read
from tests.screen import unmarked

URL = "https://slack.example/archives/C1/p1"
TITLE = build_list_title("Latest calls here")


def test_calls_are_listed_with_callee_state_agent_and_asker() -> None:
    request = build_order(variables={"name": "John"})
    ended = build_call(
        "initiated", "user_hangup", result=Result(duration_ms=8_000), agent_name="Booker"
    )
    message = build_call_list(
        TITLE,
        [(build_call("initiated", "ringing", order=request), URL), (ended, "")],
        nothing="Nothing.",
    )
    moment = "<!date^1772625600^{date_short_pretty} {time}|2026-03-04 12:00 UTC>"

    assert unmarked(message.text).split("\n") == [
        "Latest calls here",
        f"🔔 <{URL}|+1 555-987-6543 (John)> · Ringing · requested by @alice · {moment}",
        "✅ +1 555-987-6543 · Ended · the callee hung up · 8 s · Booker · requested by @alice · "
        + moment,
    ]


def test_calls_whose_time_has_not_come_stand_below_with_their_time() -> None:
    later = build_call(
        status="scheduled",
        due_at=NOON,
        attempt=2,
        order=build_order(attempts=3, to_number="+442079460123"),
    )
    line = (
        f"<{URL}|+44 20 7946 0123>  🗓 Attempt 2 of 3 · for "
        "<!date^1772625600^{date_short_pretty} at {time}|2026-03-04 12:00 UTC> · "
        "Wed 12:00 there (Europe/London) · requested by @alice"
    )

    message = build_call_list(
        TITLE, [], nothing="No live calls.", upcoming=[(later, URL)], upcoming_left_out=4
    )

    assert unmarked(message.text).split("\n") == [
        "No live calls.",
        UPCOMING_CALLS_HERE,
        line,
        "and 4 more",
    ]


def test_attempts_can_be_told_apart() -> None:
    call = build_call("initiated", "busy", attempt=2, order=build_order(attempts=3))

    assert " · Busy · attempt 2 of 3 · " in build_call_list(TITLE, [(call, "")], nothing="").text


def test_title_says_what_the_list_was_narrowed_to() -> None:
    title = build_list_title("My calls", "no answer", "Booker", since=NOON)
    message = build_call_list(title, [(build_call(), "")], nothing="")

    assert unmarked(message.text).split("\n")[0] == (
        "My calls · no answer · Booker · since "
        "<!date^1772625600^{date_short_pretty} {time}|2026-03-04 12:00 UTC>"
    )


def test_reason_of_a_call_that_waits_is_not_its_outcome() -> None:
    message = build_call_list(TITLE, [(build_call(reason="API is down"), "")], nothing="")

    assert "API is down" not in message.text


def test_no_calls_are_said_to_be_none() -> None:
    assert read(build_call_list(TITLE, [], nothing="No call is live here.")) == (
        "No call is live here."
    )


def test_calls_that_do_not_fit_are_counted() -> None:
    message = build_call_list(TITLE, [(build_call(), "")], nothing="", left_out=7)

    assert read(message).endswith("\nand 7 more")


def test_buttons_lead_to_the_pages_that_there_are() -> None:
    calls = [(build_call(), "")]

    def find_buttons(newer: str | None, older: str | None) -> list[tuple[str, str]]:
        blocks = draw(build_call_list(TITLE, calls, nothing="", newer=newer, older=older))
        return [
            (button["action_id"], button["value"])
            for block in blocks[1:]
            for button in block["elements"]
        ]

    assert find_buttons(None, None) == []
    assert find_buttons(None, "o") == [("older_calls", "o")]
    assert find_buttons("n", "o") == [("newer_calls", "n"), ("older_calls", "o")]


@FEW
@given(FOREIGN)
def test_lists_of_any_foreign_text_are_taken_by_slack(text: str) -> None:
    request = build_order(variables={"name": text}, requested_by_name=text)
    call = build_call("initiated", "refused", order=request, reason=text, agent_name=text)
    message = build_call_list(
        build_list_title("Here", text), [(call, URL), (call, "")] * 5, nothing=""
    )

    assert draw(message)
    assert find_stray_signs(message.text) == []


@pytest.mark.parametrize("name", ["דנה כהן", "أحمد"])
def test_name_from_right_to_left_leaves_its_line_at_the_left(name: str) -> None:
    order = build_order(variables={"name": name}, callee_name=name)
    lists = [(build_call("ended", order=each), "https://x") for each in (order, build_order())]

    title = build_list_title("All", f"to {format_callees(name, ())}")
    block = build_call_list(title, lists, nothing="None.").blocks[0].to_dict()

    said = "".join(each.get("text", "") for each in block["elements"][0]["elements"])
    assert [line.startswith("\u200e") for line in said.split("\n")] == [True, True, False]
    assert f"to “\u2067{name}\u2069”" in said
