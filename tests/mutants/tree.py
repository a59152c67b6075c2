"""A copy of the whole tree in which the code is changed and tested."""

import shutil
from collections.abc import Iterator
from compileall import compile_dir
from contextlib import contextmanager
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

from tests.mutants.mutant import Mutant

# where the last run in a copy has left what it said
LOG: Final = Path(".mutants.log")
_ENVIRONMENT: Final = ".venv"
_LEFT_OUT: Final = shutil.ignore_patterns(
    _ENVIRONMENT, ".git", ".mutants", "data", "__pycache__", ".*_cache"
)
_MUTATED: Final = ("bot", "handlers", "sandbox")


def copy_tree(root: Path, folder: Path) -> Path:
    """Copy a tree, all but what is not of the sources; the environment is shared by a link.

    What is compiled is told by the hash of its source whether it is current: a change to a file
    may be over within the same second and leave its size, the usual signs of one.
    """
    shutil.copytree(root, folder, ignore=_LEFT_OUT)
    if (root / _ENVIRONMENT).exists():
        (folder / _ENVIRONMENT).symlink_to((root / _ENVIRONMENT).resolve())
    for part in _MUTATED:
        compile_dir(folder / part, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return folder


@contextmanager
def mutated(tree: Path, mutant: Mutant) -> Iterator[None]:
    """Let a file of a copy read as the mutant has it for a while."""
    place = tree / mutant.path
    before = place.read_bytes()
    place.write_text(mutant.code, encoding="utf-8")
    try:
        yield
    finally:
        place.write_bytes(before)
