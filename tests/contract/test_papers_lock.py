"""What is installed: every package is pinned with its hashes, as the requirements ask."""

import re
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.contract.papers import PROJECT

_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_ENTRY = re.compile(r"^(?=\S)(?!#)", re.MULTILINE)
FILES = [
    ("requirements.txt", "requirements.lock"),
    ("requirements-dev.txt", "requirements-dev.lock"),
]
BOTH = pytest.mark.parametrize(("asked", "lock"), FILES)


def read_requirements(name: str) -> list[Requirement]:
    """Return what a file asks for, with what the files that it names ask for."""
    found = []
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += read_requirements(line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            found.append(Requirement(line))
    return found


def read_entries(lock: str) -> list[str]:
    """Return the entries of a lock, each with its hashes."""
    text = (PROJECT / lock).read_text(encoding="utf-8")
    return [entry for entry in _ENTRY.split(text) if entry.strip()]


def read_pins(lock: str) -> dict[str, list[Requirement]]:
    """Return what a lock pins by name; a name may be pinned differently for some Pythons."""
    pins: dict[str, list[Requirement]] = {}
    for entry in read_entries(lock):
        pin = Requirement(entry.partition("\\")[0])
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def closure(wanted: list[Requirement]) -> set[str]:
    """Return everything that requirements bring along here, as far as it is installed."""
    seen: set[tuple[str, str]] = set()
    waiting = [(each, "") for each in wanted]
    while waiting:
        requirement, of_extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += [(each, extra) for each in _needs(name)]
    return {name for name, _ in seen}


def _needs(name: str) -> list[Requirement]:
    try:
        return [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []


@BOTH
def test_the_lock_pins_what_its_requirements_ask_for(asked: str, lock: str) -> None:
    pins = read_pins(lock)

    assert [
        str(each)
        for each in read_requirements(asked)
        if [pin.specifier for pin in pins[canonicalize_name(each.name)]] != [each.specifier]
    ] == []


@BOTH
def test_all_that_the_requirements_bring_along_is_pinned(asked: str, lock: str) -> None:
    assert closure(read_requirements(asked)) - read_pins(lock).keys() == set()


@BOTH
def test_every_pin_is_one_version_with_hashes(asked: str, lock: str) -> None:
    entries = read_entries(lock)

    assert len(entries) >= len(read_requirements(asked))
    assert [
        entry.partition("\n")[0]
        for entry in entries
        if not re.match(r"[a-z0-9-]+==\S+ ", entry) or not _HASH.search(entry)
    ] == []


def test_the_tests_run_with_the_packages_of_the_bot() -> None:
    run, develop = read_pins("requirements.lock"), read_pins("requirements-dev.lock")

    assert {name: develop.get(name) for name in run} == run


@pytest.mark.parametrize("lock", [lock for _, lock in FILES])
def test_a_lock_names_no_place_of_a_machine(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")

    assert [each for each in ("://", "--index", "--find-links", "file:") if each in text] == []


def test_make_installs_nothing_without_its_hash() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line]

    assert [line for line in installs if "--require-hashes" not in line] == []
