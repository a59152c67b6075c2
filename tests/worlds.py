"""For all tests: the world they happen in, a store, and the same examples in every run."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.store.interface import Store
from simulation import SimulatedLoop
from tests.builders.store import opened_store

settings.register_profile(
    "facts",
    deadline=None,
    derandomize=True,
    # the same in every run, beside tables of named cases: more of them would find little more
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("facts")
_LONGEST = ("test_many_at_once", "test_replay", "test_every_entrance")
# httpcore asks at each step whether sniffio is there; here each answer is a search through all
# of pytest's finders
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
_SIMULATED = {"e2e", "simulation", "contract"}
_TESTS = Path(__file__).parent
_TRACE_LINES = 30
_LoopFactory = Callable[[], asyncio.AbstractEventLoop]
_latest: list[SimulatedLoop] = []


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, _LoopFactory]:
    """Let tests happen in a simulated world, unless they are about what none can hold."""

    def build() -> SimulatedLoop:
        _latest[:] = [SimulatedLoop(config.getoption("seed"))]
        return _latest[0]

    return {"simulated": build} if is_simulated(item) else {"real": asyncio.new_event_loop}


def is_simulated(item: pytest.Item) -> bool:
    """Tell whether a test happens in a simulated world."""
    assert isinstance(item, pytest.Function)
    folders = item.path.relative_to(_TESTS).parts
    # the store's tests are about threads, locks and files
    is_real = "store" in folders or item.get_closest_marker("real") is not None
    is_process = not {"warm_app", "start_cold"}.isdisjoint(item.fixturenames)
    return folders[0] in _SIMULATED and not is_real and not is_process


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say how a world in which a test failed is seen again, and what happened in it last."""
    report = yield
    report.keywords = {}  # nobody asks for them, and they would be most of what workers send
    if report.failed and _latest and is_simulated(item):
        loop = _latest[0]
        told = f".venv/bin/python -m pytest --seed {loop.randomness.seed} '{item.nodeid}'\n"
        told += "\n".join(list(loop.trace)[-_TRACE_LINES:])
        report.sections.append(("The same world again", told))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with what takes longest, one after the other what wants the whole machine."""
    for item in items:
        group = find_group(item)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_find_turn)


def find_group(item: pytest.Item) -> str | None:
    """Return with which others a test shares a worker: those that start processes, or browsers."""
    folder = item.path.relative_to(_TESTS).parts[0]
    if folder == "e2e" and not is_simulated(item):
        return "processes"
    return folder if folder in ("browser", "crash") else None


def _find_turn(item: pytest.Item) -> tuple[bool, bool]:
    is_alone = item.get_closest_marker("xdist_group") is None
    return is_alone, not any(name in item.nodeid for name in _LONGEST)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Open a store on a file of its own."""
    async with opened_store(tmp_path / "calls.db") as store:
        yield store


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep tests that are collected out of the way of each collection of garbage."""
    gc.disable()
    collected = yield
    gc.collect()
    gc.freeze()
    # each bot that starts collects anyway
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    return collected
