"""The timing of a call: when it is dialed, on whose clock, and how often it is tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    DateTimePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)

from bot.ui.rich_text import clean

WHEN_BLOCK: Final = "when"
ZONE_BLOCK: Final = "callee_zone"
RETRY_BLOCK: Final = "retry"
_ATTEMPTS: Final = {1: "No", 2: "Once", 3: "Twice", 4: "Three times"}
_LONGEST_ZONE: Final = 60

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a form says about time, nothing of it checked yet.

    `due_at` is aware UTC, None for now; `callee_zone` is as it was typed.
    """

    due_at: datetime | None = None
    callee_zone: str = ""
    attempts: int = 1


def build_timing_inputs(timing: Timing, pauses: tuple[timedelta, ...]) -> list[Block]:
    """Build the fields of a timing; `pauses` are those between two attempts."""
    return [
        build_when_input(
            timing.due_at, label="When", hint="In your time zone. Leave empty to call now."
        ),
        InputBlock(
            block_id=ZONE_BLOCK,
            label="Callee's time zone",
            hint="If the number does not determine it. Retries never happen at night there.",
            optional=True,
            element=PlainTextInputElement(
                action_id="typed",
                initial_value=clean(timing.callee_zone, _LONGEST_ZONE) or None,
                placeholder="America/New_York",
                max_length=_LONGEST_ZONE,
            ),
        ),
        _build_retry_select(timing, pauses),
    ]


def build_when_input(
    due_at: datetime | None, *, label: str, hint: str, is_needed: bool = False
) -> InputBlock:
    """Build the field for a date and a time."""
    return InputBlock(
        block_id=WHEN_BLOCK,
        label=PlainTextObject(text=label, emoji=False),
        hint=hint,
        optional=not is_needed,
        element=DateTimePickerElement(
            action_id="chosen",
            initial_date_time=None if due_at is None else int(due_at.timestamp()),
        ),
    )


def build_select(
    block_id: str,
    label: str,
    options: Sequence[Option],
    chosen: str | None,
    *,
    hint: str | None = None,
) -> InputBlock:
    """Build a choice of options by value; the first is chosen where none is."""
    initial = next((each for each in options if each.value == chosen), options[0])
    return InputBlock(
        block_id=block_id,
        label=label,
        hint=hint,
        element=StaticSelectElement(action_id="chosen", options=[*options], initial_option=initial),
    )


def parse_timing(view: Mapping[str, Any]) -> Timing:
    """Parse the state of a view as Slack sends it with every click and submission."""
    retry: Values = _element(view, RETRY_BLOCK).get("selected_option") or {}
    return Timing(
        due_at=parse_when(view),
        callee_zone=str(_element(view, ZONE_BLOCK).get("value") or "").strip(),
        attempts=int(retry.get("value") or 1),
    )


def parse_when(view: Mapping[str, Any]) -> datetime | None:
    """Parse the date and time somebody picked, None where they picked none."""
    seconds = _element(view, WHEN_BLOCK).get("selected_date_time")
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def _build_retry_select(timing: Timing, pauses: tuple[timedelta, ...]) -> InputBlock:
    options = [Option(value=str(number), text=label) for number, label in _ATTEMPTS.items()]
    chosen = min(max(timing.attempts, 1), len(options))
    hint = f"If busy or not answered{_format_pauses(pauses)}; never at night there."
    return build_select(RETRY_BLOCK, "Try again", options, str(chosen), hint=hint)


def _format_pauses(pauses: tuple[timedelta, ...]) -> str:
    """Format pauses for people: `, after 15 min, then 1 h`."""
    return f", after {', then '.join(map(_format_pause, pauses))}" if pauses else ""


def _format_pause(pause: timedelta) -> str:
    hours, minutes = divmod(round(pause.total_seconds() / 60), 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(filter(None, parts)) or "1 min"


def _element(view: Mapping[str, Any], block_id: str) -> Values:
    values: Values = (view.get("state") or {}).get("values") or {}
    return next(iter((values.get(block_id) or {}).values()), None) or {}
