"""What `make audit` says: advisories, none, or that it could not ask."""

from typing import Any

import pytest

from scripts.audit import report


def audited(name: str, *advisories: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": list(advisories)}


def skipped(name: str) -> dict[str, Any]:
    return {"name": name, "skip_reason": f"Dependency not found on PyPI: {name}"}


def advisory(*fix_versions: str) -> dict[str, Any]:
    return {"id": "PYSEC-1", "fix_versions": list(fix_versions)}


@pytest.mark.parametrize(
    ("dependencies", "status", "said"),
    [
        (None, 2, "Not audited: no index of advisories could be reached from here."),
        ([skipped("a")], 2, "Not audited: the index that is reached from here has no advisories."),
        ([audited("a"), skipped("b")], 2, "The index of advisories does not know b."),
        ([audited("a"), audited("b")], 0, "No advisory is known for any of 2 packages."),
        ([audited("a", advisory("1.1"))], 1, "a 1.0: PYSEC-1, fixed in 1.1"),
        ([audited("a", advisory()), skipped("b")], 1, "a 1.0: PYSEC-1, fixed in no version yet"),
    ],
)
def test_audit_never_calls_good_what_it_could_not_ask_about(
    dependencies: list[dict[str, Any]] | None, status: int, said: str
) -> None:
    assert report(dependencies) == (status, [said])
