"""Names are found however they are written, and never by what only looks alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.callees import build_callee_key, fold_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mia  CHEN", ["mia", "chen"]),
        ("José Ñandú", ["jose", "nandu"]),
        ("Cafe\u0301", ["cafe"]),
        ("O’Brien-Łukasz", ["obrien", "lukasz"]),
        ("Çağıl İnce", ["cagil", "ince"]),
        ("Straße", ["strasse"]),
        ("Ｍｉａ", ["mia"]),
        ("田中太郎", ["田", "中", "太", "郎"]),
        ("김철수", ["김", "철", "수"]),
        ("ג׳ון כֹּהֵן", ["גון", "כהן"]),
        ("مُحَمَّد", ["محمد"]),
        ("Жанна", ["жанна"]),
        ("100%_\\x", ["100", "x"]),
        ("  ", []),
    ],
)
def test_spelling_does_not_matter(name: str, words: list[str]) -> None:
    assert fold_words(name) == words


@given(st.text())
def test_words_stay_as_they_are_and_hold_nothing_that_a_pattern_reads(text: str) -> None:
    words = fold_words(text)

    assert not set("".join(words)) & set("%_\\ ")
    assert fold_words(" ".join(words)) == words


def test_key_holds_the_number_and_then_the_words() -> None:
    assert build_callee_key("+15559876543", "Mia Chen") == "+15559876543 mia chen"
    assert build_callee_key("+15559876543", "") == "+15559876543 "
