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
# from then on the day of the week may be that of another week
_WEEK_DAYS: Final = 7


def build_call_back(call: Call) -> list[ButtonElement]:
    """Offer to call again when the callee wants it; nothing where that is no time to come."""
    wanted = read_wanted_time(call)
    if wanted is None:
        return []
    when = _format_when(call, wanted)
    asked = f" again at {when}?" if wanted.is_on_callees_clock else f" again {when}?"
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
    """Write a time on the callee's clock; where that is not clear, what was said."""
    if not wanted.is_on_callees_clock:
        return f"“{format_value(call.call_back, _LONGEST_WORDS)}”"
    at = wanted.moments[0]
    days = (at.date() - call.transitions[-1].at.astimezone(at.tzinfo).date()).days
    if days == 0:
        return f"{at:%H:%M}"
    return f"{at:%a %H:%M}" if days < _WEEK_DAYS else f"{at.day} {at:%b %H:%M}"
