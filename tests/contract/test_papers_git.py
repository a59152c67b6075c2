"""What git leaves alone: nothing that the bot keeps about calls is committed by accident."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.contract.papers import PROJECT


def is_ignored(folder: Path, name: str) -> bool:
    """Ask git, in an empty repository with the project's rules."""
    git = shutil.which("git")
    assert git is not None
    shutil.copy(PROJECT / ".gitignore", folder)
    subprocess.run([git, "init", "-q", str(folder)], check=True)  # noqa: S603 - git itself
    asked = [git, "-C", str(folder), "check-ignore", "-q", name]
    return subprocess.run(asked, check=False).returncode == 0  # noqa: S603 - the same


@pytest.mark.parametrize(
    "name",
    [
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
    ],
)
def test_what_the_bot_keeps_is_ignored(tmp_path: Path, name: str) -> None:
    assert is_ignored(tmp_path, name)


@pytest.mark.parametrize(
    "name",
    [
        ".env.example",
        "app.py",
        "requirements.lock",
        "bot/parsing/times/cities.tsv",
        "bot/reporting/csv_export.py",
        "tests/contract/store/databases/version_5ef9c6a.db",
    ],
)
def test_what_the_project_is_made_of_is_not(tmp_path: Path, name: str) -> None:
    assert not is_ignored(tmp_path, name)
