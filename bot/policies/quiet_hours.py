"""When it is quiet where the callee is: nobody is dialed then, whatever made the moment come."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.quiet_hours import Silence, find_silence
from bot.domain.time_zones import Location, find_location
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName, Verdict

NO_ZONE: Final = "no_zone"
# where no end of the silence is in sight, it is looked for anew
LOOK_AGAIN_AFTER: Final = timedelta(days=1)


def check_quiet_hours(case: Case) -> Verdict:
    """Ask about a moment that is quiet; delay one that no person chose until it is over."""
    policy = PolicyName.QUIET_HOURS
    if _has_general(case) and not find_callee(case).zones:
        if case.is_claim:
            return Ask(policy=policy, value=NO_ZONE)
        return Deny(policy=policy, value=NO_ZONE, field="to")
    silence = find_quiet(case)
    if silence is None:
        return Allow()
    value = silence.quiet_time.write()
    if case.is_claim and case.is_automatic:
        until = silence.ends_at or case.moment + LOOK_AGAIN_AFTER
        return Delay(policy=policy, value=value, until=until)
    rule = next(each for each in case.rules.quiet_times if each.value == silence.quiet_time)
    return Ask(policy=policy, value=value, **rule.origin, silence=_keep_wanted(silence, case))


def find_quiet(case: Case) -> Silence | None:
    """Find what speaks against the moment of a dial; nothing once the callee asked for it."""
    order, at = case.order, case.dial_at
    if order.quiet_allowed_until is not None and at < order.quiet_allowed_until:
        return None
    quiet_times = [rule.value for rule in case.rules.quiet_times]
    return find_silence(at, find_callee(case), quiet_times)


def is_by_requester_clock(case: Case) -> bool:
    """Say whether it is the requester's clock that quiet hours go by."""
    return _has_general(case) and find_callee(case).is_requesters


def find_callee(case: Case) -> Location:
    """Return where the callee may be: where the requester is, for a number that tells nothing."""
    callee = find_location(case.order.to_number, case.order.callee_time_zone)
    if callee.zones or case.person is None or case.person.time_zone is None:
        return callee
    return Location(zones=(case.person.time_zone,), is_requesters=True)


def _has_general(case: Case) -> bool:
    """Say whether there are quiet hours that hold for a number of no country, too."""
    return any(not rule.value.area for rule in case.rules.quiet_times)


def _keep_wanted(silence: Silence, case: Case) -> Silence:
    """Leave out an end that comes when the call is no longer wanted."""
    until_at = case.order.until_at
    is_late = until_at is not None and silence.ends_at is not None and silence.ends_at >= until_at
    return replace(silence, ends_at=None) if is_late else silence
