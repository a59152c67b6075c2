"""The question which of two moments was meant, and what a click on one of them carries."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.commands import parse_command
from bot.ui.time_question import (
    TimeAnswer,
    build_time_question,
    decode_answer,
    encode_answer,
    format_at,
)
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs, read

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
SECOND = FIRST.replace(fold=1)
SENTENCE = "02:30 comes twice on October 25 in Europe/Berlin, because clocks go back."


def build_answer(command: str = "+15559876543", **changes: Any) -> TimeAnswer:
    known: dict[str, Any] = {"request_key": "command:1.2", "thread_ts": None}
    return TimeAnswer(command=command, **(known | changes))


def test_each_moment_has_a_button_that_tells_it_from_the_other() -> None:
    first, second = build_answer("first"), build_answer("second", thread_ts="17.01")
    message = build_time_question(SENTENCE, [(FIRST, first), (SECOND, second)])
    buttons = draw(message)[1]["elements"]

    assert read(message) == f"🗓 {SENTENCE} Nobody was called.\nWhich one do you mean?"
    assert [(button["text"]["text"], button["action_id"]) for button in buttons] == [
        ("02:30 (UTC+2)", "choose_time_0"),
        ("02:30 (UTC+1)", "choose_time_1"),
    ]
    assert [decode_answer(button["value"]) for button in buttons] == [first, second]


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Asia/Kolkata", "15:00 (UTC+5:30)"),
        ("America/St_Johns", "15:00 (UTC-3:30)"),
        ("UTC", "15:00 (UTC)"),
    ],
)
def test_button_says_how_far_the_zone_is_from_utc(zone: str, label: str) -> None:
    at = datetime(2026, 1, 5, 15, 0, tzinfo=ZoneInfo(zone))
    (button,) = draw(build_time_question("?", [(at, build_answer())]))[1]["elements"]

    assert button["text"]["text"] == label


def test_moments_of_two_days_are_told_with_their_date() -> None:
    choices = [(FIRST.replace(month=month), build_answer()) for month in (3, 4)]
    buttons = draw(build_time_question("?", choices))[1]["elements"]

    assert [button["text"]["text"] for button in buttons] == [
        "Wed, Mar 25, 02:30 (UTC+1)",
        "Sat, Apr 25, 02:30 (UTC+2)",
    ]


def test_moment_with_seconds_keeps_them() -> None:
    assert format_at(FIRST) == "2026-10-25T02:30+02:00"
    assert format_at(FIRST.replace(second=7, microsecond=9)) == "2026-10-25T02:30:07+02:00"


def test_command_too_long_for_a_button_is_sent_again_by_the_person() -> None:
    answer = build_answer("+15559876543 note=" + "x" * 2_000)
    message = build_time_question(SENTENCE, [(FIRST, answer), (SECOND, answer)])

    assert len(draw(message)) == 1
    assert read(message).split("\n")[1:] == [
        "Send the command again with one of these for the time:",
        "at=2026-10-25T02:30+02:00",
        "at=2026-10-25T02:30+01:00",
    ]


@given(FOREIGN)
def test_command_comes_back_as_it_was(text: str) -> None:
    answer = build_answer(f"+15559876543 name={text}")

    assert parse_again(decode_answer(encode_answer(answer)).command) == f"+15559876543 name={text}"


def parse_again(escaped: str) -> str:
    return escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("name", ["&amp;", "<tel:1|2>", "a & b"])
def test_signs_of_slack_reach_the_agent_as_they_were_typed(name: str) -> None:
    answer = build_answer(f'+15559876543 name="{name}"')
    parsed = parse_command(decode_answer(encode_answer(answer)).command, default_region="US")

    assert parsed == parse_command(
        f'+15559876543 name="{name.replace("&", "&amp;").replace("<", "&lt;")}"',
        default_region="US",
    )


@given(FOREIGN, st.sampled_from([FIRST, SECOND, FIRST + timedelta(days=300)]))
def test_question_of_any_sentence_is_taken_by_slack(sentence: str, at: datetime) -> None:
    message = build_time_question(sentence, [(at, build_answer()), (at, build_answer())])

    assert draw(message)
    assert find_stray_signs(message.text) == []
