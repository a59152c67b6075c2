"""The whole crash test: several worlds side by side, their verdicts in one report."""

import asyncio
import random
from pathlib import Path

from tests.crash.campaign import Campaign
from tests.crash.report import Report
from tests.crash.world import open_world


async def crash(
    kills: int,
    *,
    folder: Path,
    seed: int,
    worlds: int,
    at_once: int,
    part: str | None = None,
    is_patient: bool = True,
) -> Report:
    """Kill the bot so many times, spread over worlds of which so many are at war `at_once`.

    Peace takes its time and no processor, so that the next war may begin meanwhile.
    """
    report = Report()
    places = asyncio.Semaphore(at_once)
    shares = [kills // worlds + (number < kills % worlds) for number in range(worlds)]

    async def play(number: int, share: int) -> None:
        chance = random.Random(f"{seed}/{number}")
        async with open_world(folder / f"world{number}", chance, part=part) as world:
            campaign = Campaign(world, chance)
            async with places:
                await campaign.fight(share)
            verdict = await campaign.make_peace(is_patient=is_patient)
            report.add(verdict, campaign.kills, world.orders)

    async with asyncio.TaskGroup() as group:
        for number, share in enumerate(shares):
            group.create_task(play(number, share))
    return report
