"""A pytest plugin for a run against a mutant: picks the tests, limits them, tells what happens."""

from collections.abc import Callable, Mapping

import pytest

STARTED = "started"
FAILED = "failed"
BROKEN = "broken"
ENDED = "ended"


class Watch:
    """Runs `limits`' tests in their order, each for so many seconds at the most.

    `tell` is called with what happened and the test it happened to.
    """

    def __init__(self, limits: Mapping[str, float], tell: Callable[[str, str], None]) -> None:
        self._limits = limits
        self._tell = tell

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what is wanted.

        Where a mutant has changed what a test is tried with, its name is not there any more; then
        all that is left of the test is run in its place.
        """
        by_name = {item.nodeid: item for item in items}
        kept: dict[str, pytest.Item] = {}
        for test, seconds in self._limits.items():
            found = [by_name[test]] if test in by_name else _find_others(items, test)
            for item in found:
                if item.nodeid not in kept:
                    item.add_marker(pytest.mark.timeout(seconds), append=False)
                    kept[item.nodeid] = item
        items[:] = kept.values()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell what is run."""
        self._tell(STARTED, nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell what failed."""
        if report.failed:
            self._tell(FAILED, report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell what could not even be imported."""
        if report.failed:
            self._tell(BROKEN, report.nodeid)


def _find_others(items: list[pytest.Item], test: str) -> list[pytest.Item]:
    function, _, _ = test.partition("[")
    return [item for item in items if item.nodeid.partition("[")[0] == function]
