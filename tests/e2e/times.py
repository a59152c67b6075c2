"""Times that stories are told around: who lives where, where it is day now, when clocks change."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.screen import JsonObject

HOMES = {
    "alice": ZoneInfo("America/New_York"),
    "bob": ZoneInfo("Europe/London"),
    "dana": ZoneInfo("Asia/Jerusalem"),
}
_ROUND_THE_WORLD = (
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Karachi",
    "Europe/Lisbon",
    "America/New_York",
    "Pacific/Honolulu",
)
_HOUR = timedelta(hours=1)


def find_daytime_zone() -> str:
    """Return a zone in which it is day now and for the next five hours."""
    return next(name for name in _ROUND_THE_WORLD if 8 <= _hour_in(name) < 16)


def _hour_in(zone: str) -> int:
    return datetime.now(ZoneInfo(zone)).hour


def next_gap(zone: ZoneInfo) -> datetime:
    """Return a wall time, half an hour into the next hour that clocks leave out, without zone."""
    return _next_change(zone, +1).replace(tzinfo=None) - timedelta(minutes=30)


def next_overlap(zone: ZoneInfo) -> datetime:
    """Return a wall time in the next hour that clocks show twice, without zone."""
    return _next_change(zone, -1).replace(tzinfo=None) + timedelta(minutes=30)


def _next_change(zone: ZoneInfo, sign: int) -> datetime:
    moment = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for _ in range(366 * 24):
        moment += _HOUR
        before, after = ((moment - _HOUR).astimezone(zone), moment.astimezone(zone))
        if after.utcoffset() != before.utcoffset() and (
            (after.utcoffset() or timedelta()) > (before.utcoffset() or timedelta())
        ) == (sign > 0):
            return after
    raise AssertionError(f"clocks in {zone} do not change")


def shown_moment(message: JsonObject) -> datetime:
    """Return the moment that the state of a card names."""
    found = re.search(r"for <!date\^(\d+)\^", message["text"])
    assert found is not None, message["text"]
    return datetime.fromtimestamp(int(found[1]), UTC)
