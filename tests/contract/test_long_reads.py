"""A statement that would read for ever: it is ended, and the next one is read."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.sqlite.database import Database
from simulation import SimulatedLoop

LONGEST_SECONDS = 120
ENDLESS = """
    WITH RECURSIVE n(i) AS (SELECT pass_time() UNION ALL SELECT pass_time() FROM n)
    SELECT count(*) FROM n
"""


async def test_what_would_read_for_ever_is_ended_and_the_next_is_read(tmp_path: Path) -> None:
    world = asyncio.get_running_loop()
    assert isinstance(world, SimulatedLoop)

    def pass_time() -> None:
        world.clocks.seconds += 0.001

    database = Database(tmp_path / "calls.db")
    await database.open()
    await database.read(lambda db: db.conn.create_function("pass_time", 0, pass_time))
    began = world.time()
    with pytest.raises(StoreError, match="interrupted"):
        await database.fetch(ENDLESS)
    assert world.time() - began < LONGEST_SECONDS
    assert await database.fetch("SELECT 1 AS one") == [{"one": 1}]
    await database.close()
