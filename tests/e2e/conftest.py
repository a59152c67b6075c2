"""The world every story happens in, and the people in it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.e2e.process import Running, Start, WarmApp, running
from tests.e2e.world import World
from tests.person import Person


@pytest.fixture
async def outside(tmp_path: Path) -> AsyncIterator[World]:
    """Open a sandbox in which no bot works yet."""
    async with World(tmp_path / "calls.db") as world:
        yield world


@pytest.fixture
async def world(outside: World) -> World:
    """Open a sandbox with a bot at work in it."""
    await outside.start_bot()
    return outside


@pytest.fixture
async def alice(outside: World) -> AsyncIterator[Person]:
    """Seat Alice at the page."""
    async with outside.visitor("U0ALICE") as person:
        yield person


@pytest.fixture
async def bob(outside: World) -> AsyncIterator[Person]:
    """Seat Bob at the page."""
    async with outside.visitor("U0BOB") as person:
        yield person


@pytest.fixture(scope="session")
def warm_app() -> Iterator[WarmApp]:
    """Import app.py once for all processes that need not begin with that."""
    warm = WarmApp()
    yield warm
    warm.close()


@pytest.fixture
async def start(tmp_path: Path, warm_app: WarmApp) -> AsyncIterator[Start]:
    """Return what starts app.py with arguments and an environment."""
    async with AsyncExitStack() as processes:

        async def start_one(*arguments: str, **env: str) -> Running:
            return await processes.enter_async_context(running(tmp_path, arguments, env, warm_app))

        yield start_one


@pytest.fixture
async def start_cold(tmp_path: Path) -> AsyncIterator[Start]:
    """Return what starts app.py as people do, from the first import on."""
    async with AsyncExitStack() as processes:

        async def start_one(*arguments: str, **env: str) -> Running:
            return await processes.enter_async_context(running(tmp_path, arguments, env))

        yield start_one


@pytest.fixture
def settings(outside: World) -> dict[str, str]:
    """Return an environment that points at the sandbox."""
    return outside.environment
