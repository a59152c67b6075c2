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
    """The moments that may be meant, on the callee's clock; `doubt` says why it is to be asked."""

    moments: tuple[datetime, ...]
    doubt: str = ""


def read_wanted_time(call: Call, own_zone: str | None = None) -> WantedTime | None:
    """Read when a callee wants to be called, as said at the end of a call; None where unclear.

    Where nobody knows the callee's zone it is a time in `own_zone`, and in doubt.
    """
    values = list_values(call.call_back)
    if len(values) != 1 or not call.transitions:
        return None
    zones = zones_of(call.order.to_number, call.order.callee_time_zone)
    zone = zones[0] if len(zones) == 1 else None
    assumed = zone or own_zone or "UTC"
    try:
        spoken = read_time(values[0], zone=assumed, now=call.transitions[-1].at)
    except AmbiguousTimeError as exc:
        return WantedTime(moments=exc.choices, doubt=exc.sentence) if exc.choices else None
    except InputError:
        return None
    is_certain = zone is not None or spoken.zone != assumed
    moment = spoken.at.astimezone(ZoneInfo(spoken.zone or assumed))
    return WantedTime(moments=(moment,), doubt="" if is_certain else WHOSE_CLOCK)
