"""What an agent says first: whether it names the company, and that it is an AI.

People who are called have to be told that they talk to a machine: EU AI Act, Art. 50(1).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

# by language; `*` stands for any letters, and what is all capitals is meant as it stands
_WORDS: Final = Path(__file__).with_name("greeting_words.tsv")
_LEGAL_FORM: Final = re.compile(
    r"[\s,]+(ltd|limited|inc|incorporated|llc|llp|plc|corp|gmbh|ag|kg|ug|se|sa|sas|sarl|srl|spa|bv|"
    r"nv|ab|as|oy|co|company|בע\W?מ)\.?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Which of the two things is said; what nobody can tell counts as said."""

    names_company: bool
    names_ai: bool


def read_greeting(text: str, *, language: str, company: str) -> Greeting:
    """Look into a greeting.

    `language` is its code, "" where that is not known. `company` may be several spellings with
    commas between them.
    """
    said = _fold(text)
    names = [_LEGAL_FORM.sub("", _fold(name)) for name in company.split(",") if name.strip()]
    words = _choose_words(language)
    return Greeting(
        names_company=not names or any(_build_name(name).search(said) for name in names),
        names_ai=not words or any(each.search(text) or each.search(said) for each in words),
    )


def _build_name(name: str) -> re.Pattern[str]:
    # other scripts have words that begin before a name, or no space around it
    return re.compile(rf"(?<![a-z0-9]){re.escape(name)}(?!s?[a-rt-z0-9])")


def _choose_words(language: str) -> Iterable[re.Pattern[str]]:
    """Choose those of a language and of English, all where it is not known, or none."""
    words = _read_words()
    if not language:
        return words.values()
    return [words[language], words["en"]] if language in words else []


@cache
def _read_words() -> Mapping[str, re.Pattern[str]]:
    rows = (line.split("\t") for line in _WORDS.read_text(encoding="utf-8").splitlines())
    return {
        code: re.compile("|".join(map(_build_pattern, words.split(" | ")))) for code, words in rows
    }


def _build_pattern(words: str) -> str:
    # in small letters an abbreviation is another word: "ai" in Italian and French
    pattern = re.escape(words if words.isupper() else _fold(words))
    pattern = pattern.replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")
    return rf"(?<!\w){pattern}(?!\w)"


def _fold(text: str) -> str:
    """Leave out how letters are accented, pointed and capitalized."""
    apart = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(letters.casefold().split())
