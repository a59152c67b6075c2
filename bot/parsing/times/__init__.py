"""Moments as people say them: “tomorrow 9am”, “in 20 minutes”, 2026-12-01T09:00, “9am Berlin”."""

from bot.parsing.times.clock_times import read_wall_time
from bot.parsing.times.days import read_past_day
from bot.parsing.times.phrases import warm_up
from bot.parsing.times.read_time import (
    EXAMPLE_TIME,
    SpokenTime,
    complete_time,
    read_end,
    read_time,
)
from bot.parsing.times.zone_names import explain_unknown_zone, find_zone, list_zones, suggest_zones

__all__ = [
    "EXAMPLE_TIME",
    "SpokenTime",
    "complete_time",
    "explain_unknown_zone",
    "find_zone",
    "list_zones",
    "read_end",
    "read_past_day",
    "read_time",
    "read_wall_time",
    "suggest_zones",
    "warm_up",
]
