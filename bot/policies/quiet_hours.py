"""Nobody is tried again in their night, however long the queue was."""

from datetime import timedelta
from typing import Final

from bot.domain.time_zones import is_night, next_daytime, zones_of
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Delay, PolicyName, Verdict

# for a callee in zones that are never all in daytime at once
_UNTIL_IT_MAY_BE_DAY: Final = timedelta(days=1)


def check(case: Case) -> Verdict:
    """Delay an attempt whose time no person chose until it is day for the callee."""
    if not (case.is_claim and case.is_automatic):
        return Allow()
    zones = zones_of(case.order.to_number, case.order.callee_time_zone)
    if not is_night(case.moment, zones):
        return Allow()
    until = next_daytime(case.moment, zones) or case.moment + _UNTIL_IT_MAY_BE_DAY
    return Delay(policy=PolicyName.QUIET_HOURS, value="night", until=until)
