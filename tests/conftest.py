"""For all tests: the world they happen in, a store, and the same examples in every run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
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
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("facts")
_LONGEST = ("test_crash", "test_every_entrance")
_SIMULATED = {"e2e", "simulation", "contract"}
_TESTS = Path(__file__).parent
_LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, _LoopFactory]:
    """Let tests happen in a simulated world, unless they are about what none can hold."""
    assert isinstance(item, pytest.Function)
    folders = item.path.relative_to(_TESTS).parts
    # the store's tests are about threads, locks and files
    is_real = "store" in folders or item.get_closest_marker("real") is not None
    if folders[0] in _SIMULATED and not is_real and "start" not in item.fixturenames:
        return {"simulated": SimulatedLoop}
    return {"real": asyncio.new_event_loop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the longest tests, so that none of them runs alone at the end."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in _LONGEST))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Open a store on a file of its own."""
    async with opened_store(tmp_path / "calls.db") as store:
        yield store
