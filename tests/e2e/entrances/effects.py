"""What comes of an entrance for whoever may use it."""

import asyncio

from tests.builders.heads import Head
from tests.e2e.dialogue import hear_the_end
from tests.e2e.entrances.scene import Scene, Step, count_dials
from tests.e2e.world import LOOK_SECONDS, PATIENCE_SECONDS


async def is_dialed(scene: Scene) -> None:
    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        if await count_dials(scene) > scene.dials_before:
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"{scene.number} was not dialed")


async def is_withdrawn(scene: Scene) -> None:
    await hear_the_end(scene.alice, await scene.see_card(""), Head.WITHDRAWN)


def says(words: str) -> Step:
    """Wait until the card says something."""

    async def works(scene: Scene) -> None:
        await scene.see_card(words)

    return works
