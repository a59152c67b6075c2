"""A pytest plugin for the one run with coverage: each line is noted with the test that ran it.

The context is switched for the whole of a test, its fixtures included. It is the collector's, not
a thread's: what the store's threads run meanwhile is the test's as well.
"""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest
from coverage import Coverage

from tests.mutants.covered import DATA_FILE, TESTS_FILE
from tests.mutants.sources import MEASURED

_LISTENER: Final = pytest.StashKey["Listener"]()


class Listener:
    """Notes lines in the process that runs tests, and how they ended in the one that tells."""

    def __init__(self, folder: Path, *, is_worker: bool) -> None:
        self._folder = folder
        self._is_worker = is_worker
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()
        self._worked = 0.0
        root = Path.cwd()
        self._coverage = Coverage(
            data_file=folder / DATA_FILE,
            data_suffix=str(os.getpid()),
            config_file=False,
            include=[*(str(root / part / "*") for part in MEASURED), str(root / "*.py")],
            messages=False,
        )
        self._coverage.set_option("run:relative_files", True)
        # nothing of what coverage has to warn of may become an error of the suite's
        self._coverage.set_option(
            "run:disable_warnings", ["no-data-collected", "module-not-measured"]
        )
        self._coverage.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Let a test have the lines from its first fixture's start to its last one's end."""
        self._coverage.switch_context(item.nodeid)
        self._worked = _measure_work()
        try:
            return (yield)
        finally:
            self._coverage.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let a phase take what the processor worked: a busy machine makes no test longer."""
        report = yield
        worked = _measure_work()
        report.duration, self._worked = worked - self._worked, worked
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how long a test took and whether it failed."""
        name = report.nodeid
        self._seconds[name] = self._seconds.get(name, 0.0) + report.duration
        if report.failed:
            self._failed.add(name)

    def close(self) -> None:
        """Write everything down."""
        self._coverage.stop()
        self._coverage.save()
        if not self._is_worker:
            told = {"seconds": self._seconds, "failed": sorted(self._failed)}
            (self._folder / TESTS_FILE).write_text(json.dumps(told), encoding="utf-8")


def _measure_work() -> float:
    """Return the seconds that this process and those it waited for have used the processor."""
    return sum(os.times()[:4])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the folder in which everything is written down."""
    parser.addoption("--lines-into", type=Path, required=True)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen."""
    listener = Listener(config.getoption("--lines-into"), is_worker=hasattr(config, "workerinput"))
    config.stash[_LISTENER] = listener
    config.pluginmanager.register(listener)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop listening."""
    config.stash[_LISTENER].close()
