"""The same seed is the same world, to the byte, in another process and with other hashes."""

import subprocess
import sys

from app import MANIFEST
from tests.e2e.process import COMPILED
from tests.simulation.story import run


def run_elsewhere(seed: int, hash_seed: str) -> str:
    """Return the trace of the story, told in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own story
        [sys.executable, *COMPILED, "-m", "tests.simulation.story", str(seed)],
        cwd=MANIFEST.parent,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_seed_gives_the_same_trace_in_every_process_and_another_one_another() -> None:
    # first, so that here it is not the first world of its process
    another = run(2)
    here = run(1)
    assert run_elsewhere(1, "1") == here
    assert another != here
