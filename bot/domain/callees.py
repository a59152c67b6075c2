"""Callees: the form in which numbers and names are looked for, however they are spelled."""

import unicodedata
from collections.abc import Iterator
from typing import Final

# letters that Unicode does not take apart, as people type them on other keyboards
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | dict.fromkeys("'’ʼ`׳״", "")
)


def fold_words(text: str) -> list[str]:
    """Return the words of a text without case, accents and points.

    Languages that write no spaces are taken sign by sign. A database holds names in this form, so
    a change needs a migration.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return "".join(_fold_letters(folded)).split()


def build_callee_key(number: str, name: str) -> str:
    """Return the number, a space, and the words of the name, as calls are found by."""
    return f"{number} {' '.join(fold_words(name))}"


def _fold_letters(text: str) -> Iterator[str]:
    for letter in text:
        if unicodedata.east_asian_width(letter) == "W":
            yield f" {letter} "
            continue
        for part in unicodedata.normalize("NFKD", letter):
            if part.isalnum():
                yield part
            elif not unicodedata.category(part).startswith("M"):
                yield " "
