"""The account does not call itself."""

from bot.domain.calls import CallerId
from bot.domain.phone_numbers import E164, format_number
from bot.errors import PolicyError


def check_callee(to_number: E164, caller_ids: tuple[CallerId, ...]) -> None:
    """Refuse to call one of the account's own caller IDs; raises PolicyError."""
    for each in caller_ids:
        if each.number == to_number:
            raise PolicyError(
                f"{format_number(to_number)} is this account's own caller ID {each.label}; "
                "calling it would reach an agent, not a person.",
                field="to",
            )
