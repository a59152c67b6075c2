"""The quiet hours that hold where nobody chose any: what the setting says, and two areas' own."""

from datetime import time
from typing import Final

from bot.domain.quiet_hours.quiet_time import EVE, HOLIDAY, QuietTime
from bot.domain.time_zones.callee import FLORIDA

_MORNING: Final = time(8)
BUILT_IN: Final = (
    # from Friday 14:00, or the eve of a holiday, until 8:00 after the day of rest
    QuietTime(area="IL", begins=time(14), ends=_MORNING, days=frozenset({"fri", EVE})),
    QuietTime(area="IL", begins=_MORNING, ends=_MORNING, days=frozenset({"sat", HOLIDAY})),
    # Florida's telemarketing act, sec. 501.616(6)
    QuietTime(area=FLORIDA, begins=time(20), ends=_MORNING),
)


def list_quiet_times(everywhere: QuietTime | None) -> tuple[QuietTime, ...]:
    """Return all that hold by the setting, which is None for off: that ends the built-in, too."""
    return (everywhere, *BUILT_IN) if everywhere else ()
