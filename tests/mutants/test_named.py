"""The mutants that have a name are still about code that is there."""

from pathlib import Path

import pytest

from tests.mutants.named import NAMED, Named, NamedTextMovedError, build_named

ROOT = Path(__file__).parents[2]


def test_its_text_stands_once_in_its_file(subtests: pytest.Subtests) -> None:
    for one in NAMED:
        with subtests.test(one.name):
            assert build_named(ROOT, one).is_named


def test_no_name_is_there_twice() -> None:
    assert len({one.name for one in NAMED}) == len(NAMED)


def test_a_text_that_is_gone_or_there_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text("a = 1\nb = 1\n", encoding="utf-8")
    for path, old in (("room.py", "c = 1"), ("room.py", " = 1"), ("elsewhere.py", "a = 1")):
        with pytest.raises(NamedTextMovedError):
            build_named(tmp_path, Named(name="it", path=path, old=old, new="a = 2"))
