"""Mutants drawn by lot: the same seed draws the same ones from the same code."""

import random
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.candidates import find_candidates
from tests.mutants.mutant import Mutant, build_mutant


def draw_mutants(root: Path, paths: Sequence[str], *, seed: int, number: int) -> list[Mutant]:
    """Draw so many mutants, each of which changes, adds or takes out a single line.

    First the place is drawn, then what becomes of it: a call with five arguments may be changed in
    ten ways and would else be drawn ten times as often as a comparison.
    """
    code = {path: (root / path).read_text(encoding="utf-8") for path in paths}
    candidates = [each for path in paths for each in find_candidates(path, code[path])]
    chance = random.Random(seed)
    chance.shuffle(candidates)
    drawn: list[Mutant] = []
    for candidate in candidates:
        if len(drawn) == number:
            break
        name, path = f"drawn-{len(drawn) + 1}", candidate.path
        new = candidate.render(chance.randrange(len(candidate.new)))
        mutant = build_mutant(name, path, code[path], new, is_named=False)
        if mutant is not None and _is_one_line(mutant):
            drawn.append(mutant)
    return drawn


def _is_one_line(mutant: Mutant) -> bool:
    return "\n" not in mutant.before and "\n" not in mutant.after
