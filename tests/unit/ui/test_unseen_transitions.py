"""What happened while nobody looked has no time and no duration, wherever people read of it."""

import re
from dataclasses import replace

import pytest

from bot.domain.calls import Call
from bot.domain.statuses import CallStatus, is_final
from bot.ui.call_card import SEEN_SINCE, SINCE, build_card
from bot.ui.call_thread import PICKED_UP_UNSEEN, build_reply
from tests.builders.calls import build_call
from tests.builders.exported import read_table, write_table
from tests.screen import unmarked

DURATION = re.compile(r"after \d")
AFTER_DIAL = [
    status
    for status in CallStatus
    if status not in {"scheduled", "overdue", "queued", "dialing", "withdrawn"}
]


def build_told(status: str, *, is_unseen: bool) -> Call:
    call = build_call("initiated", status) if status != "initiated" else build_call(status)
    last = replace(call.transitions[-1], is_unseen=is_unseen)
    return replace(call, transitions=(*call.transitions[:-1], last))


@pytest.mark.parametrize("status", [*AFTER_DIAL, "transferring"])
def test_reply_about_what_nobody_saw_tells_no_duration(status: str) -> None:
    call = build_told(status, is_unseen=True)

    assert DURATION.search(unmarked(build_reply(call, len(call.transitions)).text)) is None


@pytest.mark.parametrize("status", ["ringing", "ongoing", "busy", "no_answer", "transferring"])
def test_reply_about_what_was_watched_tells_how_long_it_took(status: str) -> None:
    call = build_told(status, is_unseen=False)

    assert DURATION.search(unmarked(build_reply(call, 2).text))


def test_callee_who_picked_up_unseen_is_said_to_have() -> None:
    assert PICKED_UP_UNSEEN in build_reply(build_told("ongoing", is_unseen=True), 2).text


@pytest.mark.parametrize(("is_unseen", "words"), [(True, SEEN_SINCE), (False, SINCE)])
def test_card_says_since_when_a_status_is_known(is_unseen: bool, words: str) -> None:
    card = build_card(build_told("ongoing", is_unseen=is_unseen))

    assert words in card.text


@pytest.mark.parametrize("status", [status for status in AFTER_DIAL if is_final(status)])
def test_export_leaves_the_end_open_that_nobody_saw(status: str) -> None:
    calls = [build_told(status, is_unseen=is_unseen) for is_unseen in (True, False)]

    unseen, seen = (row["over_at (UTC)"] for row in read_table(write_table(calls)))

    assert (unseen, bool(seen)) == ("", True)
