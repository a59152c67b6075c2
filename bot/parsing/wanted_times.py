"""When a callee wants to be called again, read out of what the agent wrote down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.calls import Call
from bot.domain.meanings import list_values
from bot.domain.time_zones import zones_of
from bot.errors import AmbiguousTimeError, InputError
from bot.parsing.times import read_time

WHOSE_CLOCK: Final = "Nobody knows which time zone the callee is in; on your clock it is this one."


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTime:
    """The moments that may be meant; `doubt` says why it is to be asked.

    A single one stands on the callee's clock where that is known.
    """

    moments: tuple[datetime, ...]
    doubt: str = ""
    is_on_callees_clock: bool = False


def read_wanted_time(call: Call, own_zone: str | None = None) -> WantedTime | None:
    """Read when a callee wants to be called, as said at the end of a call; None where unclear.

    Where nobody knows the callee's zone, a time that needs one is in `own_zone`, and in doubt.
    """
    values = list_values(call.call_back)
    if len(values) != 1 or not call.transitions:
        return None
    said, now = values[0], call.transitions[-1].at
    zones = zones_of(call.order.to_number, call.order.callee_time_zone)
    # a span, and a time with its own zone, are the same on every clock
    found = _read(said, zones[0] if len(zones) == 1 else None, now)
    if found is not None or len(zones) == 1:
        return found
    assumed = _read(said, own_zone or "UTC", now)
    return assumed and WantedTime(moments=assumed.moments, doubt=assumed.doubt or WHOSE_CLOCK)


def _read(said: str, zone: str | None, now: datetime) -> WantedTime | None:
    try:
        spoken = read_time(said, zone=zone, now=now)
    except AmbiguousTimeError as exc:
        return WantedTime(moments=exc.choices, doubt=exc.sentence) if exc.choices else None
    except InputError:
        return None
    moment = spoken.at.astimezone(ZoneInfo(zone or "UTC"))
    return WantedTime(moments=(moment,), is_on_callees_clock=zone is not None)
