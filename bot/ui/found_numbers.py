"""What is said in the form about the numbers that were found in a message."""

from typing import Final

from bot.domain.phone_numbers import FoundNumbers
from bot.ui.call_form import MOST_NUMBERS

NO_NUMBER_FOUND: Final = "There is no phone number in that message; enter it below."
WHICH_NUMBER: Final = (
    "The first number in that message can mean more than one: choose the one that is meant."
)
FIRST_OF: Final = "These are the first {shown} of the {found} numbers in that message."
NOT_WHOLE: Final = "That message is long: only the numbers in its first part are here."


def list_notes(found: FoundNumbers) -> tuple[str, ...]:
    """Say what the person cannot see from the numbers to choose from."""
    if not found.numbers:
        return (NO_NUMBER_FOUND,) if found.is_whole else (NO_NUMBER_FOUND, NOT_WHOLE)
    notes = [] if found.is_clear else [WHICH_NUMBER]
    if len(found.numbers) > MOST_NUMBERS:
        notes.append(FIRST_OF.format(shown=MOST_NUMBERS, found=len(found.numbers)))
    return (*notes, *(() if found.is_whole else (NOT_WHOLE,)))
