"""The same seed draws the same mutants, and none that could not matter."""

from pathlib import Path

import pytest

from tests.mutants.mutant import Mutant

# one worker loads what reads the sources
pytestmark = pytest.mark.xdist_group("drawing")

CODE = '''"""Take no more than there is."""

import logging
from typing import Final, ParamSpec, Protocol

_P = ParamSpec("_P")
_WORDS: Final = "taken"
_MOST: Final = 3
_log = logging.getLogger(__name__)


class Things(Protocol):
    most: int = 4


def take(number: int | None, db: Database) -> int:
    """Return how many are left."""
    _log.info("%s: %d", _WORDS, 1 + 1)
    db.execute("UPDATE things " "SET taken = taken + 1")
    return _MOST - (number or 0)


def read(body: bytes) -> str:
    """Return what is written there."""
    text.is_read = False
    return body.decode("ascii")
'''


def draw(folder: Path, *, seed: int, number: int = 100) -> list[Mutant]:
    # here, because every worker collects, and loading it takes a second
    from tests.mutants.drawing import draw_mutants

    (folder / "room.py").write_text(CODE, encoding="utf-8")
    return draw_mutants(folder, ["room.py"], seed=seed, number=number)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Mutant]:
    """Return all that some seeds draw."""
    folder = tmp_path_factory.mktemp("drawn")
    return [mutant for seed in range(8) for mutant in draw(folder, seed=seed)]


def test_same_seed_draws_the_same(tmp_path: Path) -> None:
    assert draw(tmp_path, seed=1, number=3) == draw(tmp_path, seed=1, number=3)
    assert len(draw(tmp_path, seed=1, number=3)) == 3
    assert draw(tmp_path, seed=1) != draw(tmp_path, seed=2)


def test_only_what_matters_is_changed_one_line_each(drawn: list[Mutant]) -> None:
    lines = CODE.split("\n")
    for mutant in drawn:
        line = lines[mutant.first_line - 1]
        assert mutant.before == line.strip()
        assert mutant.after != mutant.before
        assert any(part in line for part in ("_MOST", "db.execute", "is_read", "ascii"))


def test_sql_in_small_letters_is_the_same_sql(drawn: list[Mutant]) -> None:
    changed = {mutant.after.lower() for mutant in drawn}
    assert 'db.execute("update things " "set taken = taken + 1")' not in changed


def test_what_is_read_alike_is_no_change(drawn: list[Mutant]) -> None:
    changed = {mutant.after for mutant in drawn}

    assert "text.is_read = True" in changed
    assert not changed & {"text.is_read = None", 'return body.decode("ASCII")'}
