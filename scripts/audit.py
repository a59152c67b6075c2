"""Asks an index of advisories about every package of `requirements.lock`, by pip-audit.

Run `make audit`. Exit status 0: nothing is known; 1: something is; 2: not all could be asked about.
PIP_AUDIT_VULNERABILITY_SERVICE and PIP_AUDIT_OSV_URL, pip-audit's own, name another index than
PyPI.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

LOCK: Final = Path(__file__).parents[1] / "requirements.lock"
# everybody who has advisories has some for this one: who has none says nothing about the others
KNOWN_BAD: Final = ("jinja2", "2.4.1")
_COMMAND: Final = (
    "-m pip_audit --require-hashes --disable-pip --format json --progress-spinner off".split()
)
_NO_HASH: Final = "0" * 64

Dependency = dict[str, Any]


def audit(lock: Path) -> list[Dependency] | None:
    """Return what pip-audit says of each package and of KNOWN_BAD; None where it reached no index.

    Nothing is installed.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as known_bad:
        known_bad.write(f"{'=='.join(KNOWN_BAD)} --hash=sha256:{_NO_HASH}\n")
        known_bad.flush()
        asked = [f"--requirement={path}" for path in (lock, known_bad.name)]
        command = [sys.executable, *_COMMAND, *asked]
        done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - ours
    try:
        dependencies: list[Dependency] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return None
    return dependencies


def report(dependencies: Sequence[Dependency] | None) -> tuple[int, list[str]]:
    """Return the exit status and the lines that say what the audit found."""
    if dependencies is None:
        return 2, ["Not audited: no index of advisories could be reached from here."]
    ours = [each for each in dependencies if not _is_known_bad(each)]
    if not any(each.get("vulns") for each in dependencies if _is_known_bad(each)):
        return 2, ["Not audited: the index that is reached from here has no advisories."]
    unknown = [each["name"] for each in ours if "skip_reason" in each]
    lines = [
        f"{each['name']} {each['version']}: {advisory['id']}, fixed in "
        + (", ".join(advisory["fix_versions"]) or "no version yet")
        for each in ours
        for advisory in each.get("vulns", ())
    ]
    if unknown:
        lines.append(f"The index of advisories does not know {', '.join(unknown)}.")
    if any(each.get("vulns") for each in ours):
        return 1, lines
    if unknown:
        return 2, lines
    return 0, [f"No advisory is known for any of {len(ours)} packages."]


def _is_known_bad(dependency: Dependency) -> bool:
    return (dependency["name"], dependency.get("version")) == KNOWN_BAD


def main() -> None:
    """Audit the lock and say what came of it."""
    status, lines = report(audit(LOCK))
    print(*lines, sep="\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
