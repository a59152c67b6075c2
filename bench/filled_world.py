"""A simulated world whose bot has worked for months: its store, and the same outside."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from bench.filled_store import Crowd, fill, name_channel
from bot.domain.workspaces import WorkspaceId
from sandbox.slack.people import BOT_USER_ID, TEAM_ID
from simulation import SimulatedLoop
from simulation.world import World

T = TypeVar("T")
# where a commit waits for no disk
MEMORY: Final = "/dev/shm"  # noqa: S108 - the folder in it is fresh and private
_LIVE_CALLS: Final = """
    SELECT attempts.id, orders.to_number FROM attempts JOIN orders USING (order_id)
    WHERE attempts.is_over = 0 AND attempts.call_id IS NOT NULL ORDER BY attempts.id
"""


def play(story: Callable[[World], Awaitable[T]], *, seed: int = 0) -> T:
    """Play a story in a world of its own; returns what it returns."""
    with (
        tempfile.TemporaryDirectory(dir=MEMORY) as home,
        asyncio.Runner(loop_factory=partial(SimulatedLoop, seed, kept=0)) as runner,
    ):
        return runner.run(_play(story, Path(home) / "calls.db"))


async def _play(story: Callable[[World], Awaitable[T]], path: Path) -> T:
    async with World(path) as world:
        return await story(world)


async def fill_world(
    world: World, *crowds: Crowd, channels: int, people: int | None = None
) -> None:
    """Write crowds into the store of a bot that is yet to start.

    Their cards stand in Slack, and their live calls are live at the API.
    """
    for number in range(channels):
        world.sandbox.workspace.create_channel(name_channel(number).removeprefix("C0").lower())
    path = world.database_path
    await fill(path, *crowds, channels=channels, people=people, workspace_id=WorkspaceId(TEAM_ID))
    with closing(sqlite3.connect(path)) as db, db:
        _post_cards(world, db)
        await _place_calls(world, db)


def _post_cards(world: World, db: sqlite3.Connection) -> None:
    orders = db.execute("SELECT channel_id, order_id FROM orders ORDER BY order_id").fetchall()
    post = partial(world.sandbox.workspace.messages.post, user=BOT_USER_ID, text="A call")
    cards = [(post(channel=channel_id).ts, order_id) for channel_id, order_id in orders]
    db.executemany("UPDATE orders SET thread_ts = ? WHERE order_id = ?", cards)
    db.executemany("UPDATE outbox SET ts = ? WHERE order_id = ? AND seq = 0", cards)


async def _place_calls(world: World, db: sqlite3.Connection) -> None:
    live = db.execute(_LIVE_CALLS).fetchall()
    if live:
        await world.do("plan", concurrent_calls=len(live))
    placed = [(world.sandbox.voicy.talk(number), attempt_id) for attempt_id, number in live]
    db.executemany("UPDATE attempts SET call_id = ? WHERE id = ?", placed)
