"""Mutants that survive for a reason; they are still counted as survivors.

They are known by what they change, not by where it stands, so that a file may grow above them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """The line of a file as it is and as the mutant has it, and why no test has to notice."""

    path: str
    before: str
    after: str
    reason: str


SURVIVORS: Final = (
    Survivor(
        path="bot/store/sqlite/history.py",
        before="_BEFORE_ALL: Final = -1",
        after="_BEFORE_ALL: Final = -2",
        reason="ids begin at 1, and every number below is before them all",
    ),
)


def find_reason(mutant: Mutant, survivors: Iterable[Survivor] = SURVIVORS) -> str | None:
    """Return why a mutant may survive, None where nobody has said so."""
    key = (mutant.path, mutant.before, mutant.after)
    found = (one.reason for one in survivors if (one.path, one.before, one.after) == key)
    return next(found, None)


def find_outdated(root: Path, survivors: Iterable[Survivor] = SURVIVORS) -> list[Survivor]:
    """Return those whose line is not in the code any more."""
    return [one for one in survivors if one.before not in _read(root / one.path)]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
