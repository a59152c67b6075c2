"""Which languages are usual in a country, so that an agent speaks to callees who understand it."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

# made by scripts/make_languages.py
LANGUAGES: Final = Path(__file__).with_name("languages.tsv")
# other codes of the same language
_SAME: Final = {
    "iw": "he",
    "nb": "no",
    "nn": "no",
    "in": "id",
    "fil": "tl",
    "cmn": "zh",
    "yue": "zh",
    "prs": "fa",
}


def read_code(language: str) -> str:
    """Read the code of a language without its country: `he` of `iw-IL`."""
    code = language.strip().replace("_", "-").partition("-")[0].casefold()
    return _SAME.get(code, code)


def find_unusual_country(language: str, regions: Iterable[str]) -> str:
    """Return the country of a callee where a language is unusual in all they may be in, else ""."""
    countries = [region for region in regions if region in _read()]
    code = read_code(language)
    is_known = any(code in usual for usual in _read().values())
    is_usual = not is_known or any(code in _read()[region] for region in countries)
    return "" if is_usual or not countries else countries[0]


@cache
def _read() -> Mapping[str, frozenset[str]]:
    rows = (line.split("\t") for line in LANGUAGES.read_text(encoding="utf-8").splitlines())
    return {code: frozenset(languages.split()) for code, languages in rows}
