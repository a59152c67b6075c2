"""A story for two runs of one seed: `python -m tests.simulation.story SEED` prints its trace."""

import asyncio
import sys
import tempfile
from pathlib import Path

from simulation import BOT, SLACK, VOICY, Cut, SimulatedLoop
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end
from tests.e2e.world import World


async def tell_story(world: World) -> None:
    """Place calls over a network that breaks, and around a stop."""
    network = world.network
    await world.start_bot()
    async with world.visitor("U0ALICE") as alice, world.visitor("U0BOB") as bob:
        first = await ask(alice, "#sales", "/call +15559876543 name=John")
        network.cut_next(Cut(source=BOT, target=SLACK, arrives=True))
        await ask(bob, "#general", "/call +15559876001 name=Ann")
        network.cut_next(Cut(source=BOT, target=VOICY))
        await hear_the_end(alice, first, Head.ENDED)
        await asyncio.sleep(8)  # what was cut is tried again, or in doubt
        await world.stop_bot()
        await world.start_bot()
        third = await ask(alice, "#sales", "/call +15559876004 name=Eve")
        await alice.wait_until(lambda: "Not dialed" in alice.message(third)["text"], "a refusal")


async def live(folder: Path) -> None:
    """Open a world for the story."""
    async with World(folder / "calls.db") as world:
        await tell_story(world)


def run(seed: int) -> str:
    """Return the trace of the story."""
    loop = SimulatedLoop(seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=lambda: loop) as runner,
    ):
        runner.run(live(Path(folder)))
    return str(loop.trace)


if __name__ == "__main__":
    sys.stdout.write(run(int(sys.argv[1])))
