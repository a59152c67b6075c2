"""The button that schedules the call back that a callee asked for."""

from typing import Final

from slack_sdk.models.blocks import ButtonElement

from bot.domain.calls import Call
from bot.parsing.wanted_times import WantedTime, read_wanted_time
from bot.ui import confirmations
from bot.ui.buttons import encode_attempt
from bot.ui.labels import format_callee, format_value

SCHEDULE_CALL_BACK: Final = "schedule_call_back"
_LONGEST_WORDS: Final = 40


def build_call_back(call: Call) -> list[ButtonElement]:
    """Offer to call again when the callee wants it; nothing where that is no time to come."""
    wanted = read_wanted_time(call)
    if wanted is None:
        return []
    when = _format_when(call, wanted)
    asked = f" again at {when}?"
    if wanted.doubt:
        asked = " again? You are asked first which time is meant."
    dialog = confirmations.SCHEDULE_CALL_BACK.build(f"{format_callee(call.order)}{asked}")
    return [
        ButtonElement(
            text=f"Schedule {when}",
            action_id=SCHEDULE_CALL_BACK,
            value=encode_attempt(call),
            confirm=dialog,
        )
    ]


def _format_when(call: Call, wanted: WantedTime) -> str:
    """Write a time on the callee's clock, and what was said where it can mean several."""
    first = wanted.moments[0]
    if len(wanted.moments) > 1:
        return f"“{format_value(call.call_back, _LONGEST_WORDS)}”"
    said_on = call.transitions[-1].at.astimezone(first.tzinfo).date()
    return f"{first:%H:%M}" if first.date() == said_on else f"{first:%a %H:%M}"
