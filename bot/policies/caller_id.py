"""Only a caller ID of the account may be shown to the callee."""

from bot.domain.calls import CallerId
from bot.domain.phone_numbers import format_number, parse_number
from bot.errors import InputError, InvalidNumberError


def choose_caller_id(
    wanted: str | None, caller_ids: tuple[CallerId, ...], default_region: str
) -> CallerId:
    """Find the caller ID a person named by number or label; the first one where none is named.

    Raises InputError naming the ones there are.
    """
    if wanted is None:
        return caller_ids[0]
    by_label = [each for each in caller_ids if each.label.casefold() == wanted.strip().casefold()]
    if by_label:
        return by_label[0]
    try:
        number = parse_number(wanted, default_region).e164
    except InvalidNumberError:
        number = None
    for each in caller_ids:
        if each.number == number:
            return each
    choices = ", ".join(f"{each.label} ({format_number(each.number)})" for each in caller_ids)
    raise InputError(
        f"“{wanted}” is not a caller ID of this account. Choose one of: {choices}.", field="from"
    )
