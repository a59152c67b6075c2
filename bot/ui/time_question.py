"""The question which of two moments a person meant, with a button for each."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.ui.labels import NOBODY_CALLED
from bot.ui.rich_text import Message, RichLine, Text, build_message, clean

CHOOSE_TIME: Final = "choose_time"
WHICH_TIME: Final = "Which one do you mean?"
THIS_TIME: Final = "Do you mean this one?"
SEND_AGAIN: Final = "Send the command again with one of these for the time:"
_LONGEST_VALUE: Final = 2_000
_NO_THREAD: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAnswer:
    """What a click on one of the moments asks for: the command as it is typed for that moment.

    `request_key` is that of the command the question was about, so that it stays one order
    whatever is clicked. `thread_ts` is the thread that was there already, None to open one.
    """

    request_key: str
    thread_ts: str | None
    command: str


def encode_answer(answer: TimeAnswer) -> str:
    """Encode an answer as the value of its button, escaped as the commands of Slack are."""
    command = html.escape(answer.command, quote=False)
    return f"{answer.request_key} {answer.thread_ts or _NO_THREAD} {command}"


def decode_answer(value: str) -> TimeAnswer:
    """Decode the value of a button; its command stays escaped, as Slack sends commands."""
    request_key, thread_ts, command = value.split(" ", 2)
    return TimeAnswer(
        request_key=request_key,
        thread_ts=None if thread_ts == _NO_THREAD else thread_ts,
        command=command,
    )


def build_time_question(sentence: str, choices: Sequence[tuple[datetime, TimeAnswer]]) -> Message:
    """Ask for one of the moments; where a button cannot carry a command, say what to type."""
    lines: list[RichLine] = [
        [Text("🗓 "), Text(clean(sentence, 600), bold=True), Text(f" {NOBODY_CALLED}")]
    ]
    if any(len(encode_answer(answer)) > _LONGEST_VALUE for _, answer in choices):
        lines.append([Text(SEND_AGAIN)])
        lines += [[Text(f"at={format_at(at)}", code=True)] for at, _ in choices]
        return build_message(lines)
    lines.append([Text(WHICH_TIME if len(choices) > 1 else THIS_TIME)])
    is_one_day = len({at.date() for at, _ in choices}) == 1
    buttons = [
        ButtonElement(
            text=_format_label(at, with_date=not is_one_day),
            action_id=f"{CHOOSE_TIME}_{index}",
            value=encode_answer(answer),
        )
        for index, (at, answer) in enumerate(choices)
    ]
    return build_message(lines, ActionsBlock(elements=[*buttons]))


def format_at(at: datetime) -> str:
    """Format a moment so that it means nothing else, as it is typed after at=."""
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def _format_label(at: datetime, *, with_date: bool) -> str:
    """Format a moment so that the two that a clock shows alike differ: `02:30 (UTC+2)`."""
    day = f"{at:%a}, {at:%b} {at.day}, " if with_date else ""
    offset = at.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(round(abs(offset).total_seconds() / 60), 60)
    part = f":{minutes:02}" if minutes else ""
    return f"{day}{at:%H:%M} (UTC{f'{sign}{hours}{part}' if offset else ''})"
