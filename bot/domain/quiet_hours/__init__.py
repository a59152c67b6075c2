"""Quiet hours: when nobody is dialed, by country and weekday, and when that is over."""

from bot.domain.quiet_hours.built_in import list_quiet_times
from bot.domain.quiet_hours.holidays import is_holiday
from bot.domain.quiet_hours.quiet_time import DAYS, EVE, EVERY_DAY, HOLIDAY, QuietTime
from bot.domain.quiet_hours.silence import Silence, find_silence

__all__ = [
    "DAYS",
    "EVE",
    "EVERY_DAY",
    "HOLIDAY",
    "QuietTime",
    "Silence",
    "find_silence",
    "is_holiday",
    "list_quiet_times",
]
