"""Calls whose time has not come: when that is here and there, and what can be done about it."""

from datetime import datetime, timedelta
from typing import Final

from slack_sdk.models.views import View

from bot.domain.calls import Call
from bot.domain.orders import CallOrder
from bot.domain.statuses import CallStatus
from bot.domain.time_zones import is_night, load_zone, zones_of
from bot.ui.buttons import CallAction, encode_attempt
from bot.ui.form_timing import build_when_input
from bot.ui.labels import format_callee, format_details
from bot.ui.rich_text import Inline, Moment, clean

DUE: Final = "{date_short_pretty} at {time}"
TOO_LATE: Final = "Too late: the call has already been dialed."
NO_TIME_CHOSEN: Final = "Choose a date and a time."
CHANGE_TIME_FORM: Final = "change_time_form"
_TOO_FAR_APART: Final = timedelta(hours=12)
# whose time has not come, or passed without a dial
UPCOMING: Final = frozenset({CallStatus.SCHEDULED, CallStatus.OVERDUE})


def has_retries_left(call: Call) -> bool:
    """Say whether another attempt comes by itself where nobody is reached in this one."""
    is_open = not (call.is_final or call.is_waiting or CallStatus.ONGOING in call.status_history)
    return call.will_be_tried_again or (is_open and call.attempt < call.order.attempts)


def build_due(call: Call) -> list[Inline]:
    """Say when a scheduled call is dialed: for the reader, and there where the callee is."""
    there = format_details(format_callee_time(call.order, call.due_at), clean(call.reason or ""))
    return [" · for ", Moment(call.due_at, DUE), there, *build_until(call)]


def build_until(call: Call) -> list[Inline]:
    """Say until when a call that waits is wanted; nothing where nobody said so."""
    until_at = call.order.until_at
    return [" · until ", Moment(until_at, DUE)] if until_at else []


def build_overdue(call: Call) -> list[Inline]:
    """Say that a call was not dialed when its time came, or will not be."""
    due, why = Moment(call.due_at, DUE), clean(call.reason or "")
    if why:
        return [" · for ", due, f". Not dialed: {why}"]
    return [" · it was due ", due, ", but the bot was not running or its clock was changed"]


def format_callee_time(order: CallOrder, at: datetime) -> str | None:
    """Say what the callee's clock shows at a moment; None where nobody knows where that is.

    The day of the week tells readers whose day is another one. Zones from half around the world, as
    of a toll-free number, say nothing.
    """
    zones = zones_of(order.to_number, order.callee_time_zone)
    clocks = sorted({at.astimezone(load_zone(zone)).replace(tzinfo=None) for zone in zones})
    if not clocks or clocks[-1] - clocks[0] >= _TOO_FAR_APART:
        return None
    first, last, is_dark = clocks[0], clocks[-1], is_night(at, zones)
    if first == last:
        where = f" ({zones[0]})" if len(zones) == 1 else ""
        return f"{first:%a %H:%M} there{where}{', at night' if is_dark else ''}"
    until = f"{last:%H:%M}" if last.date() == first.date() else f"{last:%a %H:%M}"
    doubt = ", maybe at night" if is_dark else ""
    return f"probably {first:%a %H:%M} to {until} there{doubt}"


def list_upcoming_actions(call: Call) -> list[CallAction]:
    """List what the requester may do before a call is dialed."""
    end = CallAction.STOP_TRYING if call.attempt > 1 else CallAction.CANCEL
    return [CallAction.DIAL_NOW, CallAction.CHANGE_TIME, end]


def build_change_time(call: Call, *, now: datetime) -> View:
    """Build the form that asks for another time; one that has passed is not filled in."""
    when = build_when_input(
        call.due_at if call.due_at > now else None,
        label=f"Call {format_callee(call.order)} at",
        hint="Date and time in your time zone.",
        is_needed=True,
    )
    return View(
        type="modal",
        callback_id=CHANGE_TIME_FORM,
        private_metadata=encode_attempt(call),
        title="Change time",
        submit="Change",
        close="Keep as is",
        blocks=[when],
    )
