"""Which numbers a call may be between: from a caller ID of the account, not to one of them."""

from bot.domain.countries import measure_nearness
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164, format_number, list_numbers
from bot.errors import InputError
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict


def check_callee(case: Case) -> Verdict:
    """Deny a call to one of the account's own caller IDs."""
    own = find_own(case.order.to_number, case.caller_ids)
    if own is None:
        return Allow()
    return Deny(policy=PolicyName.CALLEE, value=own.label, field="to")


def find_own(number: E164 | None, caller_ids: tuple[CallerId, ...]) -> CallerId | None:
    """Return the caller ID that a number is, None where it is somebody else's."""
    return next((each for each in caller_ids if each.number == number), None)


def choose_caller_id(
    wanted: str | None,
    caller_ids: tuple[CallerId, ...],
    default_region: str,
    *,
    callee: E164 | None = None,
) -> CallerId:
    """Find the caller ID a person named by number or label; the first one where none is named.

    That is the first of the `callee`'s country, where one is given. Raises InputError naming the
    ones there are.
    """
    if wanted is None:
        return caller_ids[0] if callee is None else _find_nearest(callee, caller_ids)
    by_label = [each for each in caller_ids if each.label.casefold() == wanted.strip().casefold()]
    if by_label:
        return by_label[0]
    numbers = list_numbers(wanted, default_region)
    by_number = [each for each in caller_ids if each.number in numbers]
    if len(by_number) == 1:
        return by_number[0]
    choices = ", ".join(f"{each.label} ({format_number(each.number)})" for each in caller_ids)
    raise InputError(
        f"“{wanted}” is not a caller ID of this account. Choose one of: {choices}.", field="from"
    )


def _find_nearest(callee: E164, caller_ids: tuple[CallerId, ...]) -> CallerId:
    return max(caller_ids, key=lambda each: measure_nearness(each.number, callee))
