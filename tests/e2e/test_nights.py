"""An attempt that is late must not become a call in the callee's night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, see
from tests.e2e.times import shown_moment
from tests.e2e.world import World
from tests.person import Person

BUSY = "+15559876001"


async def jump_to_evening(world: World) -> str:
    """Move the world on to 20:40 in a zone; returns the zone."""
    ahead = timedelta(minutes=(99 - datetime.now(UTC).minute) % 60 + 1)
    await world.jump(seconds=ahead.total_seconds())
    offset = 20 - (datetime.now(UTC) + ahead).hour
    # the signs of these names are turned round
    return f"Etc/GMT{-(offset if offset <= 12 else offset - 24):+d}"


async def test_attempt_whose_evening_is_over_waits_for_the_morning(
    world: World, alice: Person
) -> None:
    zone = await jump_to_evening(world)
    card = await ask(alice, "#sales", f"/call {BUSY} retry=1 tz={zone}")
    evening = shown_moment(await see(alice, card, "Attempt 2 of 2"))
    assert evening.astimezone(ZoneInfo(zone)).hour == 20
    await world.stop_bot()
    await world.jump(minutes=25)
    await world.start_bot()
    morning = shown_moment(await see(alice, card, "08:00 there"))
    assert timedelta(hours=11) < morning - evening < timedelta(hours=12)
    assert await world.dialed_numbers() == [BUSY]
    await world.jump(hours=11)
    await hear_the_end(alice, card, Head.BUSY)
    await alice.wait_until(lambda: len(alice.thread("#sales", card["ts"])) == 4, "attempt 2")
    assert await world.dialed_numbers() == [BUSY, BUSY]
