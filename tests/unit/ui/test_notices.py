"""What one person is told alone: it says that nobody was called, and shows the mistake."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    CallBotError,
    ChannelUnavailableError,
    ChartError,
    CommandError,
    DeliveryUnknownError,
    DialUnconfirmedError,
    InputError,
    InvalidNumberError,
    InvalidPayloadError,
    OrderNotFoundError,
    RecordingUnavailableError,
    SlackAuthError,
    SlackUnavailableError,
    StoreError,
    VoicyRefusedError,
    VoicyUnavailableError,
)
from bot.ui.notices import (
    build_apology,
    build_command_refusal,
    build_error,
    build_invitation,
    build_note,
    build_refusal,
)
from bot.ui.rich_text import Message
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs, read

TYPED = "+15559876543 name=John Smith"


def build_mistake(text: str = TYPED, start: int = 23, end: int = 28) -> CommandError:
    return CommandError(
        "“Smith” has no name.",
        text=text,
        start=start,
        end=end,
        example='+15559876543 name="John Smith"',
    )


def read_elements(message: Message) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = draw(message)[0]["elements"][0]["elements"]
    return elements


def find_buttons(message: Message) -> list[tuple[str, str]]:
    return [
        (element["action_id"], element["value"])
        for block in draw(message)
        if block["type"] == "actions"
        for element in block["elements"]
    ]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (InvalidNumberError("123", "it is too short"), "“123” cannot be called: it is too short."),
        (InputError("There is no agent “X”.", field="agent"), "There is no agent “X”."),
        (OrderNotFoundError(), "The bot no longer knows this call."),
        (StoreError("disk I/O error"), "The bot cannot use its database right now."),
        (ChartError("it failed"), "The chart could not be drawn: it failed."),
        (ChannelUnavailableError("is_odd"), "I can't post there (Slack: is_odd)."),
        (SlackAuthError("x"), "Slack does not accept this app any more (Slack: x)."),
        (SlackUnavailableError("no answer"), "Slack is not available right now (no answer)."),
        (
            InvalidPayloadError("invalid_blocks"),
            "Slack did not accept this (Slack: invalid_blocks).",
        ),
        (VoicyRefusedError(402, "Pay first."), "Pay first."),
        (
            VoicyUnavailableError("HTTP 503"),
            "The Voicy API is not available right now (HTTP 503).",
        ),
        (DialUnconfirmedError("a timeout"), "Voicy's reply was lost (a timeout)."),
        (RecordingUnavailableError("it is empty"), "The recording is not available: it is empty."),
    ],
)
def test_refusal_says_why_and_that_nobody_was_called(error: CallBotError, sentence: str) -> None:
    assert read(build_refusal(error)) == f"❌ {sentence}\nNobody was called."


def test_mistake_is_marked_where_it_was_typed() -> None:
    message = build_command_refusal(build_mistake(), command="/call")

    assert read(message) == (
        "❌ “Smith” has no name. Nobody was called.\n"
        "/call +15559876543 name=John ▸Smith◂\n"
        'This works: /call +15559876543 name="John Smith"'
    )
    assert [each["text"] for each in read_elements(message) if each.get("style")] == [
        "“Smith” has no name.",
        "▸Smith◂",
        '/call +15559876543 name="John Smith"',
    ]


def test_only_the_surroundings_of_a_mistake_are_shown() -> None:
    text = "a" * 500 + "WRONG" + "b" * 500

    message = build_command_refusal(build_mistake(text, 500, 505), command="/call")

    assert read(message).split("\n")[1] == f"/call …{'a' * 40}▸WRONG◂{'b' * 40}…"


def test_mistake_without_a_part_shows_only_the_example() -> None:
    message = build_command_refusal(build_mistake("", 0, 0), command="/dial")

    assert read(message).split("\n") == [
        "❌ “Smith” has no name. Nobody was called.",
        'This works: /dial +15559876543 name="John Smith"',
    ]


def test_apology_names_the_reference() -> None:
    message = build_apology("a1b2c3d4")

    assert message.text.endswith("a1b2c3d4")
    assert "whether it was dialed" in message.text


def test_invitation_names_the_bot_and_offers_a_dm() -> None:
    message = build_invitation("o1", "C1", "voicy", "not_in_channel")

    assert read(message).startswith("✋ Nobody was called.\n")
    assert "/invite @voicy" in read(message)
    assert find_buttons(message) == [("call_in_dm", "o1")]


@pytest.mark.parametrize(
    ("channel_id", "code", "said"),
    [
        ("C1", "is_archived", "archived"),
        ("C1", "restricted_action", "restricted"),
        ("D1", "channel_not_found", "direct message between other people"),
    ],
)
def test_bot_that_inviting_does_not_help_says_why(channel_id: str, code: str, said: str) -> None:
    message = build_invitation("o1", channel_id, "voicy", code)

    assert said in read(message)
    assert "/invite" not in read(message)
    assert find_buttons(message) == [("call_in_dm", "o1")]


def test_note_is_one_sentence() -> None:
    assert read(build_note("It is too late.")) == "It is too late."


@given(FOREIGN, FOREIGN.filter(str.strip), FOREIGN, st.data())
def test_notice_about_any_foreign_text_is_taken_by_slack(
    before: str, part: str, after: str, data: st.DataObject
) -> None:
    error = CommandError(
        f"“{part}” is wrong.",
        text=before + part + after,
        start=len(before),
        end=len(before) + len(part),
        example=data.draw(FOREIGN),
    )
    for message in (
        build_command_refusal(error, command="/call"),
        build_refusal(error),
        build_note(part),
    ):
        assert draw(message)
        assert find_stray_signs(message.text) == []


def test_trouble_with_a_result_says_nothing_of_calling() -> None:
    message = build_error(VoicyUnavailableError("HTTP 503"))

    assert read(message) == "❌ The Voicy API is not available right now (HTTP 503)."


def test_lost_answer_of_slack_is_no_reason_to_do_it_twice() -> None:
    assert "before you try again" in read(build_error(DeliveryUnknownError("TimeoutError")))


def test_form_that_was_open_before_may_have_placed_a_call() -> None:
    message = build_refusal(InvalidPayloadError("exchanged_trigger_id"))

    assert read(message) == "❌ Slack sent this twice; it worked the first time."


@pytest.mark.parametrize("code", ["thread_not_found", "restricted_action_thread_locked"])
def test_thread_that_is_gone_cannot_be_mended_by_an_invitation(code: str) -> None:
    text = read(build_invitation("o1", "C1", "voicy", code))

    assert "This thread is gone or locked" in text
    assert "/invite" not in text
