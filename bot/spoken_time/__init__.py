"""Moments as people say them: “tomorrow 9am”, “in 20 minutes”, 2026-12-01T09:00, “9am Berlin”."""

from bot.spoken_time.days import warm_up
from bot.spoken_time.places import explain_unknown_zone
from bot.spoken_time.reading import SpokenTime, read_time
from bot.spoken_time.zone_names import find_zone, suggest_zones

__all__ = [
    "SpokenTime",
    "explain_unknown_zone",
    "find_zone",
    "read_time",
    "suggest_zones",
    "warm_up",
]
