"""Questions about a call before it is placed, with a button for each answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.phone_numbers import E164, format_number
from bot.ui import confirmations
from bot.ui.buttons import Button, build_buttons
from bot.ui.confirmations import Confirmation
from bot.ui.labels import NOBODY_CALLED
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message, clean
from bot.ui.scheduled_call import DUE

ANSWER_QUESTION: Final = "choose_time"
QUESTION_OVER: Final = (
    "This question is no longer open: it was answered, it is too old, or it was somebody else's. "
    "Nothing changed."
)
CALL_NOW: Final = "Call now"
SCHEDULE_IT: Final = "Schedule it"
IS_IT: Final = "Is it"
WRITE_WITH_PLUS: Final = "If not, write the number with + and its country code."
SHALL_I_CALL: Final = "📞 Whom shall I call?"
WHICH_TIME: Final = "Which one do you mean?"
THIS_TIME: Final = "Do you mean this one?"
HEARD_LATE: Final = "Your request for this call reached the bot late"


def build_time_question(draft_id: str, sentence: str, moments: Sequence[datetime]) -> Message:
    """Ask which of the moments was meant."""
    # one choice may be in doubt because of its day
    with_date = len(moments) == 1 or len({at.date() for at in moments}) > 1
    with_place = len({str(at.tzinfo) for at in moments}) > 1
    labels = [_format_label(at, with_date=with_date, with_place=with_place) for at in moments]
    lines: list[RichLine] = [
        [Text("🗓 "), Text(clean(sentence, 600), bold=True), Text(f" {NOBODY_CALLED}")],
        [Text(WHICH_TIME if len(moments) > 1 else THIS_TIME)],
    ]
    return build_message(lines, *build_answers(draft_id, labels))


def build_number_question(
    draft_id: str, numbers: Sequence[E164], *, is_scheduled: bool = False
) -> Message:
    """Ask which of the numbers was meant."""
    written = [format_number(each) for each in numbers]
    either = " or ".join(written)
    lines: list[RichLine] = [
        [Text("☎️ "), Text(f"{IS_IT} {either}?", bold=True), f" {NOBODY_CALLED}"],
        [WRITE_WITH_PLUS],
    ]
    callees = [] if is_scheduled else written
    return build_message(lines, *build_answers(draft_id, written, callees=callees))


def build_late_question(
    draft_id: str, received_at: datetime, *, due_at: datetime | None = None
) -> Message:
    """Ask whether a call that was asked for long ago, as while the bot was down, is wanted."""
    lines: list[RichLine] = [
        [Text("⏰ "), Text(HEARD_LATE, bold=True)],
        ["You asked at ", Moment(received_at, "{time}"), f". {NOBODY_CALLED}"],
    ]
    if due_at is None:
        callees = [confirmations.THE_CALLEE]
        return build_message(lines, *build_answers(draft_id, [CALL_NOW], callees=callees))
    lines.append(["It would be scheduled for ", Moment(due_at, DUE), "."])
    return build_message(lines, *build_answers(draft_id, [SCHEDULE_IT]))


def build_offer(draft_id: str, numbers: Sequence[E164], *, is_scheduled: bool = False) -> Message:
    """Offer to call a number that somebody wrote without a word about a call."""
    lines: list[RichLine] = [[SHALL_I_CALL, f" {NOBODY_CALLED}"]]
    written = [format_number(each) for each in numbers]
    labels = [f"Call {each}" for each in written]
    callees = [] if is_scheduled else written
    return build_message(lines, *build_answers(draft_id, labels, callees=callees))


def decode_answer(value: str) -> tuple[str, int]:
    """Read the id of the draft and the number of the choice from a button."""
    draft_id, _, choice = value.partition(" ")
    return draft_id, int(choice) if choice.isascii() and choice.isdecimal() else 0


def build_answers(
    draft_id: str,
    labels: Sequence[str],
    *more: Button,
    callees: Sequence[str] = (),
    dialog: Confirmation = confirmations.CALL_NOW,
) -> list[Block]:
    """Build a button for each answer, and others beside them.

    The first ones dial at once, and ask once more, by the dialog, before they call the `callees`.
    """
    answers: list[Button] = [
        (label, f"{ANSWER_QUESTION}_{index}", f"{draft_id} {index}")
        for index, label in enumerate(labels)
    ]
    confirmed = {
        action_id: dialog.build(callee)
        for (_, action_id, _), callee in zip(answers, callees, strict=False)
    }
    return build_buttons("", [*answers, *more], confirmed)


def _format_label(at: datetime, *, with_date: bool, with_place: bool) -> str:
    """Write a moment so that the two that a clock shows alike differ: `02:30 (UTC+2)`."""
    day = f"{at:%a}, {at:%b} {at.day}, " if with_date else ""
    offset = at.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(round(abs(offset).total_seconds() / 60), 60)
    part = f":{minutes:02}" if minutes else ""
    place = f" {str(at.tzinfo).rpartition('/')[2].replace('_', ' ')}" if with_place else ""
    return f"{day}{at:%H:%M} (UTC{f'{sign}{hours}{part}' if offset else ''}){place}"
