"""A crash world is opened: a sandbox in a hurry, and the people in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from sandbox.slack.pace import Pace
from simulation import SimulatedLoop, World
from tests.builders.store import lay_database
from tests.crash.bystanders import GUEST
from tests.crash.guarding import ADMIN, Guarding
from tests.crash.limits import Limits
from tests.crash.onlooker import Onlooker
from tests.crash.points import AT_REST
from tests.crash.world import CrashWorld
from tests.person import Person

_CALL_SPEED: Final = 5.0
# the tiers of Slack's limits are for an app that is not started every two seconds
_SLACK_SPEED: Final = 5.0
_REQUESTS_PER_MINUTE: Final = 60


@asynccontextmanager
async def open_world(
    folder: Path,
    loop: SimulatedLoop,
    *,
    part: str | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[CrashWorld]:
    """Open a sandbox in which calls live faster than real ones.

    `part` is missing in every bot. Without `limits` everything is allowed.
    """
    world = World(folder / "calls.db", speed=_CALL_SPEED)
    lay_database(world.database_path)
    onlooker = Onlooker(lambda: loop.clocks.seconds)
    world.sandbox.onlookers.append(onlooker.watch)
    async with world:
        # a look a second at most: polls are the dearest part of a world
        await world.do("plan", requests_per_minute=_REQUESTS_PER_MINUTE)
        world.sandbox.workspace.pace = Pace(now=lambda: loop.clocks.seconds * _SLACK_SPEED)
        async with AsyncExitStack() as stack:
            person = await stack.enter_async_context(Person(world.url))
            guarding = None
            if limits is not None:
                # whose clock stands in for that of a number which tells none
                await world.do("timezone", user=person.user_id, tz="Europe/London")
                admin = await stack.enter_async_context(Person(world.url, ADMIN))
                guarding = Guarding(admin, lambda: loop.clocks.seconds)
            guest = await stack.enter_async_context(Person(world.url, GUEST))
            crash_world = CrashWorld(world, loop, person, onlooker, part, limits, guarding, guest)
            world.sandbox.workspace.sockets.on_sent = onlooker.see_envelope
            yield crash_world
            crash_world.kill(AT_REST)
