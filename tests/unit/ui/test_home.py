"""The Home: both tabs, live and latest calls, the way to the pages beside."""

from typing import Any

import pytest
from hypothesis import given

from bot.ui.home import HomeState, HomeTab, build_home, decode_metadata
from sandbox.slack.block_kit import check_view
from tests.builders.calls import NOON, build_call, build_order
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN
from tests.screen import shown_text

LONDON = "+442079460123"
URL = "https://slack.example/archives/C1/p1"


def build_state(**changes: Any) -> HomeState:
    known: dict[str, Any] = {
        "user_id": "U0ALICE",
        "tab": HomeTab.MINE,
        "place": "newest",
        "live": (),
        "live_count": 0,
        "latest": (),
        "at": NOON,
    }
    return HomeState(**(known | changes))


def draw(state: HomeState) -> dict[str, Any]:
    """Return a Home as it is published, refusing what Slack refuses."""
    return check_view(build_home(state).to_dict(), {"home"})


def find_buttons(state: HomeState) -> dict[str, str | None]:
    return {
        element["text"]["text"]: element.get("value")
        for block in draw(state)["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_empty_home_says_how_to_begin() -> None:
    shown = shown_text(draw(build_state()))

    assert "No live calls." in shown
    assert "/call +15559876543 name=John" in shown


def test_calls_are_shown_with_their_state_and_a_link_to_their_thread() -> None:
    live = build_call("initiated", "ringing", order=build_order(variables={"name": "John"}))
    over = build_call("initiated", "busy", order_id="o2")
    view = draw(build_state(live=[live], live_count=1, latest=[over], links={"o1": URL}))
    shown = shown_text(view)

    assert "+1 555-987-6543 (John)\n  \n🔔 \nRinging" in shown
    assert "📵 \nBusy" in shown
    assert str(view["blocks"]).count(URL) == 1


def test_live_calls_beyond_what_fits_are_counted() -> None:
    shown = shown_text(draw(build_state(live=[build_call()], live_count=9)))

    assert "and 8 more" in shown
    assert "No finished calls yet." in shown


def test_upcoming_calls_can_be_canceled_by_who_asked_for_them() -> None:
    mine = build_call(status="scheduled", order=build_order(to_number=LONDON))
    other = build_call(status="overdue", order_id="o2", order=build_order(requested_by="U0BOB"))
    state = build_state(upcoming=[mine, other], upcoming_count=5)
    shown = shown_text(draw(state))

    assert "🗓 \nScheduled\n · for " in shown
    assert "⏰ \nOverdue" in shown
    assert "and 3 more" in shown
    assert "No finished calls yet." in shown
    assert find_buttons(state)["Cancel"] == "o1 1"
    assert str(draw(state)).count("withdraw_call") == 1 + len(["block_id"])


def test_home_without_upcoming_calls_does_not_speak_of_them() -> None:
    assert "Upcoming" not in shown_text(draw(build_state()))


def test_tab_that_is_shown_is_marked() -> None:
    assert list(find_buttons(build_state())) == ["New call", "● My calls", "Everyone's calls"]
    assert list(find_buttons(build_state(tab=HomeTab.EVERYONE)))[1:] == [
        "My calls",
        "● Everyone's calls",
    ]


def test_buttons_lead_to_the_pages_that_there_are() -> None:
    buttons = find_buttons(build_state(newer="mine after:3", older="mine before:1"))

    assert (buttons["◀ Newer"], buttons["Older ▶"]) == ("mine after:3", "mine before:1")


def test_home_remembers_what_it_shows() -> None:
    view = draw(build_state(tab=HomeTab.EVERYONE, place="before:3"))

    assert decode_metadata(view["private_metadata"]) == (HomeTab.EVERYONE, "before:3")


@pytest.mark.parametrize("text", ["", "nonsense before:3"])
def test_home_that_says_nothing_is_the_persons_own(text: str) -> None:
    assert decode_metadata(text)[0] is HomeTab.MINE


def test_only_the_last_block_tells_the_time() -> None:
    early, late = (draw(build_state(at=at))["blocks"] for at in (NOON, NOON.replace(hour=13)))

    assert [block["type"] for block in early[:-1]] == [block["type"] for block in late[:-1]]
    assert str(early[-1]["elements"]) != str(late[-1]["elements"])


@FEW
@given(FOREIGN)
def test_home_of_any_foreign_text_is_taken_by_slack(text: str) -> None:
    request = build_order(variables={"name": text}, requested_by_name=text)
    calls = [
        build_call(status, order=request, reason=text, agent_name=text)
        for status in ("queued", "scheduled", "ringing", "refused", text or "?")
    ]

    later = [build_call(status="scheduled", order_id=f"o{n}", order=request) for n in range(10)]
    lists = {"live": calls * 4, "latest": calls * 2, "upcoming": later}

    assert draw(build_state(**lists, live_count=99, upcoming_count=99, links={"o1": URL}))
