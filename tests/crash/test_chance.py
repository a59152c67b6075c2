"""Every world leans in its own way, the same all along, and leaves no option out."""

from collections import Counter
from typing import Final

from tests.crash.chance import Chance

_OPTIONS: Final = ("busy", "no answer", "ended")
_WORLDS: Final = tuple(f"{number}.20" for number in range(40))
_PICKS: Final = 800


def _share(chance: Chance) -> float:
    """Return how often the first of the options comes."""
    return Counter(chance.pick(_OPTIONS) for _ in range(_PICKS))["busy"] / _PICKS


def test_the_same_seed_decides_the_same() -> None:
    first, second = Chance("7.20"), Chance("7.20")
    assert [first.pick(_OPTIONS) for _ in range(50)] == [second.pick(_OPTIONS) for _ in range(50)]
    assert [first.happens("it", 0.5) for _ in range(50)] == [
        second.happens("it", 0.5) for _ in range(50)
    ]


def test_worlds_lean_in_different_ways_each_all_along() -> None:
    shares = {}
    for seed in _WORLDS:
        chance = Chance(seed)
        shares[seed] = _share(chance)
        assert abs(shares[seed] - _share(chance)) < 0.1
    assert min(shares.values()) < 0.1
    assert max(shares.values()) > 0.7
    # those that lean to nothing
    assert sum(abs(share - 1 / 3) < 0.04 for share in shares.values()) >= 5


def test_everything_stays_possible_in_every_world() -> None:
    for seed in _WORLDS:
        chance = Chance(seed)
        assert {chance.pick(_OPTIONS) for _ in range(_PICKS)} == set(_OPTIONS)
        assert {chance.happens("it", 0.1) for _ in range(_PICKS)} == {True, False}


def test_what_weighs_more_comes_more_often_over_all_worlds() -> None:
    picked = Counter(Chance(seed).weigh({"often": 9, "seldom": 1}) for seed in map(str, range(500)))
    assert picked["often"] > 2 * picked["seldom"]
    happened = sum(Chance(seed).happens("it", 0.1) for seed in map(str, range(500)))
    assert 0 < happened < 250
