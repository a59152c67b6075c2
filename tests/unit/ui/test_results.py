"""The transcript: pages that Slack takes, folded steps, and the file that is kept."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Call, Result
from bot.domain.transcripts import Speaker, Step, Turn, fold_steps
from bot.ui.notices import build_note
from bot.ui.results import (
    build_transcript,
    build_transcript_note,
    format_transcript,
    paginate,
)
from sandbox.slack.block_kit import check_view
from tests.builders.calls import build_call, build_order
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN
from tests.screen import unmarked

LOOKED_UP = Turn(
    speaker=Speaker.SYSTEM,
    after=timedelta(seconds=12),
    steps=(
        Step(name="find_appointment", value={"date": "May 3rd"}),
        Step(name="find_appointment", value={"time": "10:30", "room": "2"}, is_result=True),
    ),
)
TURNS = (
    Turn(speaker=Speaker.AGENT, text="Hello John!", after=timedelta(seconds=3)),
    Turn(speaker=Speaker.CALLEE, text="Who is it?\nJohn here.", after=timedelta(seconds=5)),
    LOOKED_UP,
    Turn(speaker="interpreter", text="Shalom", after=timedelta(hours=1, seconds=61)),
)
STEPS = st.builds(Step, text=FOREIGN, name=FOREIGN | st.none(), value=FOREIGN | st.lists(FOREIGN))
ANY_TURN = st.builds(
    Turn,
    speaker=FOREIGN | st.sampled_from(Speaker),
    text=FOREIGN.map(lambda text: text * 400),
    after=st.none() | st.timedeltas(timedelta(), timedelta(hours=2)),
    steps=st.lists(STEPS, max_size=3).map(tuple),
)


def say(number: int) -> Turn:
    return Turn(speaker=Speaker.AGENT, text=f"Sentence {number}.", after=timedelta(seconds=number))


def build_ended() -> Call:
    return build_call(
        "initiated",
        "user_hangup",
        order=build_order(variables={"name": "John"}),
        result=Result(duration_ms=125_000),
        agent_name="Booker",
    )


def draw(view: Any) -> dict[str, Any]:
    """Return a view as it is sent, refusing what Slack refuses."""
    return check_view(view.to_dict(), {"modal"})


def read(view: Any) -> list[str]:
    """Return the words of each block but the buttons."""
    blocks = [block for block in draw(view)["blocks"] if block["type"] != "actions"]
    return [unmarked(" ".join(_texts(block))) for block in blocks]


def read_buttons(view: Any) -> list[tuple[str, str]]:
    """Return label and value of each button."""
    return [
        (element["text"]["text"], element["value"])
        for block in draw(view)["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for item in value.values() for text in _texts(item)]


def test_turns_are_shown_with_speaker_and_time() -> None:
    shown = read(build_transcript(build_ended(), TURNS))

    assert shown == [
        "Call to +1 555-987-6543 (John) · Ended · the callee hung up · 2 min 05 s",
        "Agent   0:03 \n Hello John!",
        "Callee   0:05 \n Who is it?\nJohn here.",
        "⚙️ 0:12 find_appointment (date: May 3rd) → time: 10:30; room: 2",
        "Interpreter   1:01:01 \n Shalom",
    ]


def test_short_transcript_has_one_page_and_can_be_saved() -> None:
    view = build_transcript(build_ended(), TURNS)

    assert read_buttons(view) == [("Save to thread", "0")]
    assert draw(view)["private_metadata"] == "o1"


def test_long_transcript_is_leafed_through() -> None:
    turns = [say(number) for number in range(400)]
    pages = [build_transcript(build_ended(), turns, page=page) for page in range(10)]

    said = [words for page in pages for words in read(page)[1:]]

    assert [words.split("\n ")[1] for words in said] == [turn.text for turn in turns]
    assert read(pages[4])[0].endswith("page 5 of 10")
    assert read_buttons(pages[0]) == [("Later ▶", "1"), ("Save to thread", "0")]
    assert read_buttons(pages[4]) == [
        ("◀ Earlier", "3"),
        ("Later ▶", "5"),
        ("Save to thread", "4"),
    ]
    assert read_buttons(pages[9]) == [("◀ Earlier", "8"), ("Save to thread", "9")]


def test_page_beyond_the_last_is_the_last() -> None:
    turns = [say(number) for number in range(60)]

    assert read(build_transcript(build_ended(), turns, page=7))[0].endswith("page 2 of 2")


def test_long_sentences_fill_a_page_sooner() -> None:
    turns = [Turn(speaker=Speaker.CALLEE, text="x" * 2_500) for _ in range(10)]

    assert [len(page) for page in paginate(turns)] == [4, 4, 2]


def test_what_became_of_saving_stands_in_place_of_the_button() -> None:
    view = build_transcript(build_ended(), TURNS, note="✅ Saved to the thread.")

    assert read_buttons(view) == []
    assert read(view)[-1] == "✅ Saved to the thread."


def test_call_in_which_nothing_was_said_says_so() -> None:
    view = build_transcript(build_ended(), ())

    assert "No transcript is available" in read(view)[-1]
    assert read_buttons(view) == []


def test_note_keeps_the_call_it_is_about() -> None:
    view = draw(build_transcript_note(build_note("One moment …"), order_id="o1"))

    assert (view["private_metadata"], view["title"]["text"]) == ("o1", "Transcript")


def test_steps_between_two_sentences_are_folded_into_one_turn() -> None:
    steps = [Turn(speaker=Speaker.SYSTEM, steps=(Step(name=name),)) for name in "abc"]

    folded = fold_steps([say(1), *steps[:2], say(2), steps[2]])

    assert [[step.name for step in turn.steps] for turn in folded] == [[], ["a", "b"], [], ["c"]]


def test_file_tells_the_whole_call() -> None:
    assert unmarked(format_transcript(build_ended(), TURNS)).split("\n") == [
        "Call to +1 555-987-6543 (John)",
        "2026-03-04 12:00 UTC · from +1 555-123-4567 · agent Booker · requested by @alice",
        "Ended · the callee hung up · 2 min 05 s",
        "",
        "[0:03] Agent: Hello John!",
        "[0:05] Callee: Who is it?",
        "John here.",
        "[0:12] ⚙ find_appointment (date: May 3rd)",
        "[0:12] ⚙ → time: 10:30; room: 2",
        "[1:01:01] Interpreter: Shalom",
        "",
    ]


def test_file_cuts_nothing() -> None:
    turns = [Turn(speaker=Speaker.AGENT, text="word " * 4_000)] * 3

    assert format_transcript(build_ended(), turns).count("word") == 12_000


@FEW
@given(st.lists(ANY_TURN, max_size=8), st.integers(-1, 9))
def test_any_transcript_is_taken_by_slack(turns: list[Turn], page: int) -> None:
    assert draw(build_transcript(build_ended(), turns, page=page))
    assert format_transcript(build_ended(), turns)
