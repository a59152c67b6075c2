"""A fresh machine: what is missing on it is said in one sentence, and nothing is half done."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.papers import PROJECT

# what any Python 3 has to be able to read
READ_BY_ALL = ["app.py", "prerequisites.py"]
PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin"
STAND_IN = """#!{python}
import sys
{change}
sys.argv = sys.argv[1:]
sys.path.insert(0, "")
exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"), {{"__name__": "__main__"}})
"""
AN_OLD_ONE = 'sys.version_info = (3, 10, 12, "final", 0)'
WITHOUT_PIP = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "ensurepip" else find(name)
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Lay out what `make run` looks at before it installs anything."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock", *READ_BY_ALL):
        shutil.copy(PROJECT / name, folder)
    return folder


def stand_in(folder: Path, change: str) -> Path:
    """Write an interpreter that says something else of itself."""
    path = folder / "python3"
    path.write_text(STAND_IN.format(python=sys.executable, change=change), encoding="utf-8")
    path.chmod(0o755)
    return path


def run(folder: Path, *command: str) -> tuple[int, list[str]]:
    """Run a command there, as a plain machine does; returns its exit code and our sentences."""
    env = {"PATH": PLAIN_PATH, "HOME": str(folder), "PYTHONUTF8": "1"}
    ended = subprocess.run(  # noqa: S603 - make, or an interpreter of ours
        command, cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ended.stderr
    return ended.returncode, [line for line in ended.stderr.splitlines() if line[:1] == "✗"]


@pytest.mark.parametrize("name", READ_BY_ALL)
def test_old_pythons_can_read_what_tells_them_that_they_are_old(name: str) -> None:
    ast.parse((PROJECT / name).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("name", READ_BY_ALL)
def test_old_python_is_told_so(clone: Path, name: str) -> None:
    code, said = run(clone, str(stand_in(clone, AN_OLD_ONE)), name)

    assert code == 2
    assert len(said) == 1
    assert "needs Python 3.11 or newer" in said[0]
    assert "is 3.10" in said[0]


def test_python_without_the_packages_is_told_how_to_get_them(clone: Path) -> None:
    code, said = run(
        clone,
        sys.executable,
        "-I",
        "-S",
        "-c",
        "import runpy, sys; sys.path[:0] = ['.']; runpy.run_path('app.py', run_name='__main__')",
    )

    assert code == 2
    assert len(said) == 1
    assert "make run" in said[0]


@pytest.mark.parametrize(
    ("change", "words"), [(AN_OLD_ONE, "Python 3.11"), (WITHOUT_PIP, "apt install python3-venv")]
)
def test_make_run_says_what_is_missing_and_leaves_nothing_half_done(
    clone: Path, change: str, words: str
) -> None:
    make = shutil.which("make")
    assert make is not None

    code, said = run(clone, make, "run", f"PYTHON={stand_in(clone, change)}")

    assert code == 2
    assert len(said) == 1
    assert words in said[0]
    assert not (clone / ".venv").exists()


def test_make_run_with_a_python_that_is_not_there_says_so(clone: Path) -> None:
    make = shutil.which("make")
    assert make is not None

    code, said = run(clone, make, "run", "PYTHON=python3.99")

    assert code == 2
    assert len(said) == 1
    assert "no program python3.99" in said[0]
    assert "make run PYTHON=" in said[0]
    assert not (clone / ".venv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_make_run_in_a_folder_that_is_read_only_says_so(clone: Path) -> None:
    clone.chmod(0o555)
    make = shutil.which("make")
    assert make is not None

    code, said = run(clone, make, "run", f"PYTHON={sys.executable}")

    clone.chmod(0o755)
    assert code == 2
    assert "Nothing may be written" in said[0]
