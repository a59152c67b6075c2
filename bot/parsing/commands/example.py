"""Examples of commands that work, made of the person's own words where that is possible."""

from typing import Final

from bot.domain.phone_numbers import PhoneNumber
from bot.parsing.commands.quotes import quote_value

EXAMPLE: Final = '+15559876543 name="John Smith"'
EXAMPLE_LINE: Final = "name=John Smith"
_MAX_EXAMPLE: Final = 120


def build_example(number: PhoneNumber, key: str, value: str) -> str:
    """Write a call with one value; the general example where that would not read well.

    Slack delivers & < > escaped, so an example with them would not survive being pasted unescaped.
    """
    example = f"{number.e164} {key}={quote_value(value)}"
    if len(example) > _MAX_EXAMPLE or any(sign in example for sign in "&<>"):
        return EXAMPLE
    return example
