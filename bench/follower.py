"""What is measured between the sandbox's two sides: the bot, or the plain way beside it."""

from collections.abc import Mapping
from typing import Protocol

from bench.filled_store import ASKER
from bench.told import Told, read_cards, read_told
from bench.traffic import Plan, Wish
from simulation.world import World


class Follower(Protocol):
    """Takes wishes, dials them, and tells in Slack what becomes of them."""

    async def start(self) -> None:
        """Get ready."""

    async def order(self, wish: Wish) -> None:
        """Take a wish."""

    async def stop(self) -> tuple[Told, ...]:
        """Return what was told."""

    def cards(self) -> Mapping[str, str]:
        """Return the delivery ids of the messages that show the newest state, by their calls."""


class BotFollower:
    """The bot as `bootstrap.py` builds it; people type their wishes in Slack."""

    def __init__(self, world: World, plan: Plan) -> None:
        self._world = world
        self._plan = plan

    async def start(self) -> None:
        """Start the bot and wait until Slack reaches it."""
        await self._world.start_bot(voicy_max_concurrent_calls=self._plan.slots)

    async def order(self, wish: Wish) -> None:
        """Type the command."""
        await self._world.sandbox.type(ASKER, wish.channel_id, f"/call {wish.to_number}")

    async def stop(self) -> tuple[Told, ...]:
        """Stop the bot and return what was told."""
        await self._world.stop_bot()
        return read_told(self._world.database_path)

    def cards(self) -> Mapping[str, str]:
        """Return the delivery ids of the cards."""
        return read_cards(self._world.database_path)
