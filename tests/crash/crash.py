"""The whole crash test: several worlds side by side, their verdicts in one report."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

from tests.crash.campaign import Campaign
from tests.crash.points import Point
from tests.crash.report import Report
from tests.crash.world import open_world


async def crash(
    points: Sequence[Point],
    *,
    folder: Path,
    seed: int,
    worlds: int,
    at_once: int,
    part: str | None = None,
    is_patient: bool = True,
) -> Report:
    """Kill the bot at these points, spread over worlds of which so many are at war `at_once`.

    Peace takes its time and no processor, so that the next war may begin meanwhile. `part` is
    switched off in every bot; `is_patient` waits for what the bot gives up only after minutes.
    """
    report = Report()
    places = asyncio.Semaphore(at_once)

    async def play(number: int, share: Sequence[Point]) -> None:
        chance = random.Random(f"{seed}/{number}")
        place = folder / f"world{number}"
        async with open_world(place, chance, part=part) as world:
            campaign = Campaign(world, chance)
            async with places:
                await campaign.fight(share)
            verdict = await campaign.make_peace(is_patient=is_patient, is_whole=part is None)
            report.add(place.name, verdict, campaign.kills, world.orders)

    async with asyncio.TaskGroup() as group:
        for number in range(worlds):
            (folder / f"world{number}").mkdir(parents=True, exist_ok=True)
            group.create_task(play(number, points[number::worlds]))
    return report
