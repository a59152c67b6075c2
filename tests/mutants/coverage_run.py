"""The one run of the tests with coverage, kept for as long as the sources stay what they are."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from coverage import Coverage

from tests.mutants.covered import DATA_FILE, TESTS_FILE, Covered
from tests.mutants.sources import MEASURED, list_measured

# A browser takes seconds for what stories say of the same code in tenths, and the bots that
# `crash` kills are processes of their own, whose lines nobody counts.
TEST_ROOMS: Final = ("tests/unit", "tests/contract", "tests/e2e")
_MORE_SOURCES: Final = ("sandbox", "tests")
_NO_SOURCES: Final = ("tests/mutants", "tests/browser", "tests/crash")
_KEY_LENGTH: Final = 16
# more than the tests take on two busy cores; a run that is stuck has to end at some time
_LONGEST_SECONDS: Final = 3600.0
# of what the tests say where they could not be run
_LAST_WORDS: Final = 3000


def find_covered(root: Path, cache: Path, work: Path, *, at_once: int) -> Covered:
    """Return which tests run which lines of the tree at `root`, from `cache` if it is known there.

    What is found is put down in the folder `work` and goes to `cache` when it is whole. Twice as
    many tests as processors may run `at_once`: most of a story is waiting. Tests that fail are left
    out but end nothing: on a busy machine some do.
    """
    folder = cache / hash_sources(root)
    if not (folder / TESTS_FILE).exists():
        work.mkdir()
        _run_tests(root, work, at_once)
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(work, folder)
    return Covered(folder)


def hash_sources(root: Path) -> str:
    """Return what stands for the code and the tests as they are."""
    digest = hashlib.sha256()
    places = [*root.glob("*.py"), *(root / part for part in (*MEASURED, *_MORE_SOURCES))]
    for path in sorted(path for place in places for path in [place, *place.rglob("*")]):
        name = path.relative_to(root).as_posix()
        if path.is_file() and path.suffix != ".pyc" and not name.startswith(_NO_SOURCES):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_KEY_LENGTH]


def _run_tests(root: Path, folder: Path, at_once: int) -> None:
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        # told, because pytest takes any folder it is given for a place of tests
        *("--rootdir=.", "-c", "pyproject.toml"),
        *("-p", "tests.mutants.coverage_plugin", f"--lines-into={folder}"),
        *("-n", str(at_once), "--dist", "worksteal", *TEST_ROOMS),
    ]
    log_path = folder / "log.txt"
    with log_path.open("w", encoding="utf-8") as log:
        ended = subprocess.run(  # noqa: S603 - our own command
            command, cwd=root, stdout=log, stderr=log, timeout=_LONGEST_SECONDS, check=False
        )
    if ended.returncode not in {0, 1} or not (folder / TESTS_FILE).exists():
        said = log_path.read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"the tests could not be run: {said[-_LAST_WORDS:]}")
    coverage = Coverage(data_file=folder / DATA_FILE, config_file=False, messages=False)
    coverage.combine([str(path) for path in folder.glob(f"{DATA_FILE}.*")])
    coverage.save()
    if not any(coverage.get_data().lines(path) for path in list_measured(root)):
        raise RuntimeError(f"the tests run, but not the code in {root}")
