"""Asks an index of advisories about every package of `requirements.lock`, by pip-audit.

Run `make audit`. Exit status 0: nothing is known; 1: something is; 2: not all could be asked about.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

LOCK: Final = Path(__file__).parents[1] / "requirements.lock"
_COMMAND: Final = (
    "-m pip_audit --requirement LOCK --require-hashes --disable-pip --format json"
    " --progress-spinner off"
)


def audit(lock: Path) -> list[dict[str, Any]] | None:
    """Return what pip-audit says of each package; None where it reached no index."""
    command = [sys.executable, *_COMMAND.replace("LOCK", str(lock)).split()]
    done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - ours
    try:
        dependencies: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return None
    return dependencies


def report(dependencies: list[dict[str, Any]] | None) -> tuple[int, list[str]]:
    """Return the exit status and the lines that say what the audit found."""
    if dependencies is None:
        return 2, ["Not audited: no index of advisories could be reached from here."]
    unknown = [each["name"] for each in dependencies if "skip_reason" in each]
    lines = [
        f"{each['name']} {each['version']}: {advisory['id']}, fixed in "
        + (", ".join(advisory["fix_versions"]) or "no version yet")
        for each in dependencies
        for advisory in each.get("vulns", ())
    ]
    if len(unknown) == len(dependencies):
        return 2, ["Not audited: the index that is reached from here has no advisories."]
    if lines:
        return 1, lines
    if unknown:
        return 2, [f"The index of advisories does not know {', '.join(unknown)}."]
    return 0, [f"No advisory is known for any of {len(dependencies)} packages."]


def main() -> None:
    """Audit the lock and say what came of it."""
    status, lines = report(audit(LOCK))
    print(*lines, sep="\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
