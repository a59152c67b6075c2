"""Nobody is tried again in their night, however long the line was."""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.calls import CallOrder
from bot.domain.time_zones import is_night, next_daytime, zones_of

# for a callee in zones that are never all in daytime at once
_UNTIL_IT_MAY_BE_DAY: Final = timedelta(days=1)


def put_off_to_day(request: CallOrder, now: datetime) -> datetime | None:
    """Return when it is day for the callee, None where it is not night now."""
    zones = zones_of(request.to_number, request.callee_time_zone)
    if not is_night(now, zones):
        return None
    return next_daytime(now, zones) or now + _UNTIL_IT_MAY_BE_DAY
