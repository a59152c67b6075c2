"""What `make audit` says: advisories, none, or that it could not ask."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts.audit import KNOWN_BAD, audit, report

HASH = "--hash=sha256:" + "1" * 64
LOCK = f"good==1.0 {HASH}\nbad==2.0 {HASH}\n"
NONE_REACHED = "Not audited: no index of advisories could be reached from here."
NO_ADVISORIES = "Not audited: the index that is reached from here has no advisories."


def advisory(*fix_versions: str) -> dict[str, Any]:
    return {"id": "PYSEC-1", "fix_versions": list(fix_versions)}


def audited(name: str, *advisories: dict[str, Any], version: str = "1.0") -> dict[str, Any]:
    return {"name": name, "version": version, "vulns": list(advisories)}


def skipped(name: str) -> dict[str, Any]:
    return {"name": name, "skip_reason": f"Dependency not found on PyPI: {name}"}


SIGN = audited(KNOWN_BAD[0], advisory(), version=KNOWN_BAD[1])
NO_SIGN = audited(KNOWN_BAD[0], version=KNOWN_BAD[1])


@pytest.mark.parametrize(
    ("dependencies", "status", "said"),
    [
        (None, 2, [NONE_REACHED]),
        ([skipped("a"), skipped(KNOWN_BAD[0])], 2, [NO_ADVISORIES]),
        ([audited("a"), NO_SIGN], 2, [NO_ADVISORIES]),
        ([audited("a"), skipped("b"), SIGN], 2, ["The index of advisories does not know b."]),
        ([audited("a"), audited("b"), SIGN], 0, ["No advisory is known for any of 2 packages."]),
        ([audited("a", advisory("1.1")), SIGN], 1, ["a 1.0: PYSEC-1, fixed in 1.1"]),
        (
            [audited("a", advisory()), skipped("b"), SIGN],
            1,
            [
                "a 1.0: PYSEC-1, fixed in no version yet",
                "The index of advisories does not know b.",
            ],
        ),
    ],
)
def test_audit_never_calls_good_what_it_could_not_ask_about(
    dependencies: list[dict[str, Any]] | None, status: int, said: list[str]
) -> None:
    assert report(dependencies) == (status, said)


@dataclass
class Index:
    """An index of advisories in OSV's form: `known` are the versions that have one."""

    known: dict[tuple[str, str], str]
    status: int = 200
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, query: dict[str, Any]) -> dict[str, Any]:
        name, version = query["package"]["name"], query["version"]
        self.asked.append((name, version))
        fixed = self.known.get((name, version))
        if fixed is None:
            return {}
        events = [{"introduced": "0"}, {"fixed": fixed}]
        package = {"name": name, "ecosystem": "PyPI"}
        affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        return {"vulns": [{"id": f"GHSA-{name}", "affected": [affected], "aliases": []}]}


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, index: Index, *args: Any) -> None:
        self._index = index
        super().__init__(*args)

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(self._index.answer(query)).encode()
        self.send_response(self._index.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(index: Index) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), partial(_Handler, index)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("known", "http_status", "status", "said"),
    [
        ({KNOWN_BAD: "2.5", ("bad", "2.0"): "2.1"}, 200, 1, "bad 2.0: GHSA-bad, fixed in 2.1"),
        ({KNOWN_BAD: "2.5"}, 503, 2, NONE_REACHED),
    ],
    ids=["a bad package and a good one", "an index that is down"],
)
def test_audit_asks_an_index_about_each_package_and_says_what_that_knows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    known: dict[tuple[str, str], str],
    http_status: int,
    status: int,
    said: str,
) -> None:
    pytest.importorskip("pip_audit", reason="make test installs it")
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCK)
    index = Index(known=known, status=http_status)
    with serving(index) as url:
        monkeypatch.setenv("PIP_AUDIT_VULNERABILITY_SERVICE", "osv")
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", url)
        assert report(audit(lock)) == (status, [said])

    if http_status == 200:
        assert sorted(index.asked) == sorted([("good", "1.0"), ("bad", "2.0"), KNOWN_BAD])
