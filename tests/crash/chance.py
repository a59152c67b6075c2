"""Chance with leanings: every world weighs orders, faults and kills in its own way.

After swarm testing, by which many one-sided mixtures find more than one that has a bit of all:
Groce and others, "Swarm Testing", 2012.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

# of so many worlds one leans to nothing
_LEVEL_EVERY: Final = 4
# how many times likelier, or unlikelier, an option may be, and the odds of something
_OPTION_LEANING: Final = 10.0
_ODDS_LEANING: Final = 4.0
_T = TypeVar("_T")


class Chance(random.Random):
    """What a seed decides.

    `pick`, `weigh` and `happens` lean, each choice the same way all along a world; what the
    standard library's generator has besides leans to nothing.
    """

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._seed = seed
        self._is_level = random.Random(f"level {seed}").randrange(_LEVEL_EVERY) == 0
        self._leanings: dict[str, Sequence[float]] = {}

    def pick(self, options: Sequence[_T]) -> _T:
        """Return one of some options, each as likely as the others if nothing leans."""
        return self._choose(options, [1.0] * len(options))

    def weigh(self, weights: Mapping[_T, float]) -> _T:
        """Return one of some options, each as likely as it weighs if nothing leans."""
        return self._choose(list(weights), weights.values())

    def happens(self, what: str, probability: float) -> bool:
        """Tell whether something happens, as likely as that if nothing leans."""
        (leaning,) = self._lean(what, 1, _ODDS_LEANING)
        odds = leaning * probability / (1 - probability)
        return self.random() < odds / (1 + odds)

    def _choose(self, options: Sequence[_T], weights: Iterable[float]) -> _T:
        leanings = self._lean(repr(options), len(options), _OPTION_LEANING)
        leant = [weight * leaning for weight, leaning in zip(weights, leanings, strict=True)]
        return self.choices(options, leant)[0]

    def _lean(self, what: str, count: int, most: float) -> Sequence[float]:
        """Return by how much each of so many options weighs more in this world."""
        if what not in self._leanings:
            leaning = random.Random(f"{what} {self._seed}")
            exponents = [0.0 if self._is_level else leaning.uniform(-1, 1) for _ in range(count)]
            self._leanings[what] = [most**exponent for exponent in exponents]
        return self._leanings[what]
