"""For all tests: who runs them, and in which order."""

import os
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import TextIO

import pytest
from _pytest.runner import runtestprotocol
from xdist.remote import Producer
from xdist.scheduler.loadgroup import LoadGroupScheduling

_turn = pytest.StashKey[TextIO]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run name the seed of its worlds."""
    parser.addoption("--seed", type=int, default=0, help="what decides about simulated worlds")


def pytest_configure(config: pytest.Config) -> None:
    """Load the bot and its worlds where tests run, but not where they are only handed out."""
    if config.getoption("dist") != "no":
        return
    if hasattr(config, "workerinput"):
        config.stash[_turn] = _take_turn(Path(config.getoption("basetemp")).parent)
    config.pluginmanager.import_plugin("tests.worlds")


def _take_turn(folder: Path) -> TextIO:
    """Wait for the worker that came first: what it compiles, the others need only read."""
    turn = (folder / "turn").open("w")
    try:
        flock(turn, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        flock(turn, LOCK_SH)
    return turn


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the workers that wait go on."""
    if _turn in session.config.stash:
        session.config.stash[_turn].close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let a worker for each core work, while two more wait: for processes, and for browsers."""
    return (os.cpu_count() or 1) + 2


class FileScheduling(LoadGroupScheduling):
    """Hands out groups, and of what has none whole files: that takes far fewer words."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FileScheduling:
    """Let a worker have a file after the other."""
    return FileScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Let a worker tell of each test once: of its beginning and end only what goes wrong there."""
    if not hasattr(item.config, "workerinput"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
