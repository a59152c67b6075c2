"""What the API writes without anything that can be seen counts as nothing, wherever it stands."""

import pytest

from bot.domain.blank_text import is_blank
from bot.domain.meanings import fold_value, has_value, list_values
from bot.domain.transcripts import has_callee
from bot.ui.labels import format_value
from bot.ui.rich_text import clean
from bot.voicy import VoicyCall, read_transcript
from bot.voicy.models import Agent

BLANK = (
    " ",
    "\u00a0\n\t",
    "\u200b",
    "\ufeff",
    "\u200e \u200f",
    "\u202e\u2066\u2069",
    "\u2060\u200d",
    "\x00\x1b",
    "\u00ad",
    "\u2028",
    "  \u200b \n",
)
each_blank = pytest.mark.parametrize("blank", BLANK, ids=ascii)


@each_blank
def test_blank_text_is_no_summary_no_name_and_no_word_of_the_callee(blank: str) -> None:
    told = {
        "call_id": "1",
        "call_status": blank,
        "agent": {"name": blank},
        "summary": blank,
        "recording_url": blank,
        "transcript": [
            {"role": "agent", "content": "Hello?"},
            {"role": "caller", "content": blank},
        ],
    }

    call = VoicyCall.read(told)

    assert call == VoicyCall(call_id="1", transcript=call.transcript)
    assert has_callee(read_transcript(call)) is False
    assert Agent.read({"agent_id": "a1", "name": blank}).name == "a1"


@each_blank
def test_blank_value_means_nothing_and_is_shown_as_missing(blank: str) -> None:
    assert is_blank(blank)
    assert not has_value(blank)
    assert not has_value([blank, {"why": blank}])
    assert list_values([blank, "busy"]) == ("busy",)
    assert clean(blank) == ""
    assert format_value(blank) == "—"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("\u200fכן\u200f", "כן"),
        ("\ufeffYes", "yes"),
        ("call\u200b back", "call back"),
        ("call \u200e back", "call back"),
        ("\u202atrue\u202c", "yes"),
    ],
    ids=ascii,
)
def test_marks_that_nobody_sees_make_no_other_value(text: str, folded: str) -> None:
    assert fold_value(text) == folded
    assert not is_blank(text)


@pytest.mark.parametrize("text", ["0", "-", "🎉", "ש", "\u200b.", "👩\u200d👩"], ids=ascii)
def test_what_can_be_seen_stays_as_it_came(text: str) -> None:
    assert not is_blank(text)
    assert VoicyCall.read({"call_id": "1", "summary": text}).summary == text
