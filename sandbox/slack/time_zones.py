"""Time zones of people, as Slack tells them: a name in words and the offset of this moment."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# tz → (in winter, in summer)
_LABELS = {
    "America/Los_Angeles": ("Pacific Standard Time", "Pacific Daylight Time"),
    "America/New_York": ("Eastern Standard Time", "Eastern Daylight Time"),
    "Asia/Jerusalem": ("Israel Standard Time", "Israel Daylight Time"),
    "Europe/London": ("Greenwich Mean Time", "British Summer Time"),
}


def zone_facts(tz: str, at: datetime) -> dict[str, str | int]:
    """Return tz, tz_label and tz_offset (seconds east of UTC) as they are at a moment (aware)."""
    local = at.astimezone(ZoneInfo(tz))
    offset = local.utcoffset() or timedelta()
    winter, summer = _LABELS.get(tz, (str(local.tzname()), str(local.tzname())))
    return {
        "tz": tz,
        "tz_label": summer if local.dst() else winter,
        "tz_offset": int(offset.total_seconds()),
    }
