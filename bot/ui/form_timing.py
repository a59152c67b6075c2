"""The timing of a call: when it is dialed, on whose clock, and how often it is tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)

from bot.ui.rich_text import clean, cut, isolate

WHEN_BLOCK: Final = "when"
UNTIL_BLOCK: Final = "until"
ZONE_BLOCK: Final = "callee_zone"
RETRY_BLOCK: Final = "retry"
CHOSEN: Final = "chosen"
ATTEMPTS: Final = {1: "No", 2: "Once", 3: "Twice", 4: "Three times"}
_LONGEST_ZONE: Final = 60
LONGEST_VALUE: Final = 3_000
# Slack's limit for a group of options
_GROUP_OPTIONS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a form says about time, nothing of it checked yet; `due_at` is None for now.

    After `until_at` nobody is to be dialed.
    """

    due_at: datetime | None = None
    until_at: datetime | None = None
    callee_zone: str = ""
    attempts: int = 1


def build_timing_inputs(timing: Timing, pauses: tuple[timedelta, ...]) -> list[InputBlock]:
    """Build the fields of a timing; `pauses` are those between two attempts."""
    return [
        build_when_input(
            timing.due_at, label="When", hint="In your time zone. Leave empty to call now."
        ),
        build_when_input(
            timing.until_at,
            block_id=UNTIL_BLOCK,
            label="Until",
            hint="After this time nobody is dialed, whatever delayed the call.",
        ),
        build_text_input(
            ZONE_BLOCK,
            "Callee's time zone",
            clean(timing.callee_zone, _LONGEST_ZONE),
            hint="If the number does not determine it. Nobody is called in quiet hours there.",
            placeholder="America/New_York",
            max_length=_LONGEST_ZONE,
        ),
        _build_retry_select(timing, pauses),
    ]


def build_text_input(
    block_id: str,
    label: str,
    value: str,
    *,
    hint: str = "",
    placeholder: str | None = None,
    is_needed: bool = False,
    is_multiline: bool = False,
    max_length: int | None = None,
) -> InputBlock:
    """Build a field for text; a value that is too long for it is not shown in part."""
    element = PlainTextInputElement(
        action_id="typed",
        initial_value=value if 0 < len(value) <= LONGEST_VALUE else None,
        placeholder=placeholder,
        multiline=is_multiline,
        max_length=max_length,
    )
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label, emoji=False),
        hint=PlainTextObject(text=cut(hint, 2_000), emoji=False) if hint else None,
        optional=not is_needed,
        element=element,
    )


def split_options(keys: Sequence[str]) -> list[Sequence[str]]:
    """Split what is offered into groups that Slack takes."""
    return [keys[start : start + _GROUP_OPTIONS] for start in range(0, len(keys), _GROUP_OPTIONS)]


def build_when_input(
    at: datetime | None,
    *,
    label: str,
    hint: str,
    block_id: str = WHEN_BLOCK,
    is_needed: bool = False,
) -> InputBlock:
    """Build the field for a date and a time."""
    seconds = None if at is None else int(at.timestamp())
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label, emoji=False),
        hint=hint,
        optional=not is_needed,
        element=DateTimePickerElement(action_id="chosen", initial_date_time=seconds),
    )


def build_select(
    block_id: str,
    label: str,
    options: list[Option],
    chosen: str | None,
    hint: str | None = None,
    *,
    is_told: bool = False,
) -> InputBlock:
    """Build a choice of options by value; None chooses the first, an empty text chooses none.

    Where it `is_told`, the bot hears of a choice at once.
    """
    first = None if chosen == "" else options[0]
    initial = next((each for each in options if each.value == chosen), first)
    element = StaticSelectElement(action_id=CHOSEN, options=[*options], initial_option=initial)
    return InputBlock(
        block_id=block_id,
        label=label,
        hint=hint,
        element=element,
        dispatch_action=is_told or None,
    )


def _build_retry_select(timing: Timing, pauses: tuple[timedelta, ...]) -> InputBlock:
    options = [Option(value=str(number), text=label) for number, label in ATTEMPTS.items()]
    chosen = min(max(timing.attempts, 1), len(options))
    after = f", after {', then '.join(map(_format_pause, pauses))}" if pauses else ""
    hint = f"If busy, not answered or known as voicemail{after}; never in quiet hours there."
    return build_select(RETRY_BLOCK, "Try again", options, str(chosen), hint)


def _format_pause(pause: timedelta) -> str:
    hours, minutes = divmod(round(pause.total_seconds() / 60), 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return isolate(" ".join(filter(None, parts)) or "1 min")
