"""What a call is given for its agent's prompt, beside what the agent declares."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_BETWEEN_WORDS: Final = re.compile(r"[\s_‐‑–.-]+")
# names that are likelier meant as an option; an extension and a number are none
_OPTIONS: Final[Mapping[str, str]] = {
    "time": "at",
    "when": "at",
    "timezone": "tz",
    "ext": "",
    "extension": "",
    "phone": "",
    "phonenumber": "",
    "telephone": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyOption:
    """A variable that is likelier an option, "" where there is none for what it says."""

    name: str
    option: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableDoubt:
    """What speaks against a call's variables, or its agent, before anybody is called.

    `unknown` are variables that the agent does not declare, each with the one it may mean, or "".
    `language` is the agent's where that is unusual in `country`, which is an ISO 3166 code.
    """

    agent_name: str = ""
    unknown: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    options: tuple[LikelyOption, ...] = ()
    language: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.options or self.language)


def find_likely_options(
    given: Mapping[str, str], declared: Collection[str]
) -> tuple[LikelyOption, ...]:
    """Return the variables that are likelier options, where the agent does not declare them."""
    return tuple(
        LikelyOption(name=name, option=_OPTIONS[_fold(name)], value=value)
        for name, value in given.items()
        if name not in declared and _fold(name) in _OPTIONS
    )


def find_missing(given: Mapping[str, str], needed: Iterable[str]) -> tuple[str, ...]:
    """Return which variables nobody gave a value."""
    return tuple(name for name in needed if not given.get(name, "").strip())


def find_unknown(
    given: Iterable[str], declared: Collection[str], free: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return the variables that are not declared, each with the `free` one that it may mean."""
    return tuple((name, _find_likeliest(name, free)) for name in given if name not in declared)


def _find_likeliest(name: str, free: Collection[str]) -> str:
    folded = {_fold(each): each for each in free}
    close = difflib.get_close_matches(_fold(name), folded, n=1)
    if close:
        return folded[close[0]]
    words = set(_BETWEEN_WORDS.split(name.casefold()))
    sharing = [each for each in free if words & set(_BETWEEN_WORDS.split(each.casefold()))]
    return sharing[0] if len(sharing) == 1 else ""


def _fold(name: str) -> str:
    return _BETWEEN_WORDS.sub("", name.casefold())
