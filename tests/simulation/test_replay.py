"""The same seed is the same world, to the byte, in another process and with other hashes."""

import subprocess
import sys

import pytest

from app import MANIFEST
from tests.simulation.story import run


def run_elsewhere(seed: int, hash_seed: str) -> str:
    """Return the trace of the story, told in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own story
        [sys.executable, "-m", "tests.simulation.story", str(seed)],
        cwd=MANIFEST.parent,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("seed", [1, 2])
def test_seed_gives_the_same_trace_in_every_process(seed: int) -> None:
    here = run(seed)
    assert run(seed) == here
    assert run_elsewhere(seed, "1") == here
    assert run_elsewhere(seed, "2") == here


def test_another_seed_gives_another_world() -> None:
    assert run(1) != run(2)
