"""Time zones: where a callee may be by the number, and what clocks show there."""

from bot.domain.time_zones.callee import FLORIDA, Location, find_location, zones_of
from bot.domain.time_zones.clocks import find_middle_zone, is_night, load_zone

__all__ = [
    "FLORIDA",
    "Location",
    "find_location",
    "find_middle_zone",
    "is_night",
    "load_zone",
    "zones_of",
]
