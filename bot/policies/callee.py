"""The account does not call itself."""

from bot.domain.calls import CallerId
from bot.domain.phone_numbers import E164
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict


def check(case: Case) -> Verdict:
    """Deny a call to one of the account's own caller IDs."""
    own = find_own(case.order.to_number, case.caller_ids)
    if own is None:
        return Allow()
    return Deny(policy=PolicyName.CALLEE, value=own.label, field="to")


def find_own(number: E164, caller_ids: tuple[CallerId, ...]) -> CallerId | None:
    """Return the caller ID that a number is, None where it is somebody else's."""
    return next((each for each in caller_ids if each.number == number), None)
