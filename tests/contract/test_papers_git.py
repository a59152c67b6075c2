"""What git leaves alone: nothing that the bot keeps about calls is committed by accident."""

import shutil
import subprocess
from pathlib import Path

from tests.contract.papers import PROJECT


def list_ignored(folder: Path, names: list[str]) -> list[str]:
    """Ask git which of these names it leaves alone, in an empty repository with our rules."""
    git = shutil.which("git")
    assert git is not None
    shutil.copy(PROJECT / ".gitignore", folder)
    subprocess.run([git, "init", "-q", str(folder)], check=True)  # noqa: S603 - git itself
    asked = [git, "-C", str(folder), "check-ignore", *names]
    told = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603 - the same
    return told.stdout.splitlines()


KEPT = [
    ".env",
    ".venv",
    ".venv/bin/python",
    "data/calls.db",
    "calls.db",
    "calls.db-wal",
    "calls.db-shm",
    "calls.db-journal",
    "calls.db.key",
    "calls.db.lock",
    "copies/calls.db",
    "audit.key",
    "calls-20261126-1210.csv",
    "exports/calls.csv",
    "sbom.cdx.json",
]
PROJECTS_OWN = [
    ".env.example",
    "app.py",
    "requirements.lock",
    "bot/parsing/times/cities.tsv",
    "bot/reporting/csv_export.py",
    "tests/contract/store/databases/version_5ef9c6a.db",
]


def test_what_the_bot_keeps_is_ignored_and_what_the_project_is_made_of_is_not(
    tmp_path: Path,
) -> None:
    assert list_ignored(tmp_path, [*KEPT, *PROJECTS_OWN]) == KEPT
