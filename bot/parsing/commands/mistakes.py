"""What is wrong with a typed text: where, in which words, and an example of what works."""

from typing import Final

from bot.domain.phone_numbers import PhoneNumber
from bot.errors import CommandError
from bot.parsing.commands.quotes import quote_value

# from where to where in a text
Span = tuple[int, int]

EXAMPLE_NUMBER: Final = "+15559876543"
EXAMPLE: Final = f'{EXAMPLE_NUMBER} name="John Smith"'
EXAMPLE_LINE: Final = "name=John Smith"
MAX_LENGTH: Final = 8_000
LONELY_EQUALS: Final = "A name, “=” and its value belong together, without spaces between them."
NO_NUMBER: Final = "The phone number to call is missing; it comes first."
GLUED_NAME: Final = "There has to be a space between the number and “{name}”."
ONE_OR_TWO: Final = (
    "This may be one value or several. Quotes around it make it one; each further name=value needs "
    "a space, or a line of its own, before it."
)
OPEN_QUOTE: Final = "The quote is never closed."
_MAX_SHOWN: Final = 40
_MAX_EXAMPLE: Final = 120


def mark(text: str, span: Span, sentence: str, example: str = EXAMPLE) -> CommandError:
    """Build the error that shows a mistake within the whole typed text."""
    return CommandError(sentence, text=text, start=span[0], end=span[1], example=example)


def mark_stray_time(text: str, span: Span, example: str) -> CommandError:
    """Build the error for a time that is not given as such: as a variable it would be no time."""
    sentence = f"“{shorten(text[slice(*span)])}” is a time, which is written after “at=”."
    return mark(text, span, sentence, example)


def check_length(text: str, *, example: str) -> None:
    """Raise CommandError at what is beyond the longest text this bot reads."""
    if len(text) > MAX_LENGTH:
        sentence = f"This is too long: {len(text):,} characters, {MAX_LENGTH:,} are possible."
        raise mark(text, (MAX_LENGTH, len(text)), sentence, example)


def shorten(text: str) -> str:
    """Cut a text to what fits into a sentence."""
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def build_example(number: PhoneNumber, key: str, value: str) -> str:
    """Write a call with one value; the general example where that would not read well."""
    # Slack delivers & < > escaped: they would not survive being pasted
    example = f"{number.e164} {key}={quote_value(value)}"
    if len(example) > _MAX_EXAMPLE or any(sign in example for sign in "&<>"):
        return EXAMPLE
    return example
