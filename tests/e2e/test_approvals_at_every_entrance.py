"""What a second person has to allow is dialed through no entrance before they do."""

import asyncio

from tests.e2e.entrances.scene import Scene
from tests.e2e.leaver import Leaver
from tests.e2e.test_approvals import ADMINS, WAITS, want
from tests.e2e.test_every_entrance import KINDS, bring_everybody_in, leads_to_a_dial, named, prepare
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

MEMBER = KINDS[0]


async def test_nothing_is_dialed_before_somebody_else_allows_it(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(approvers=ADMINS)
    async with Leaver(outside, MEMBER.user_id) as person, outside.visitor("U0DANA") as dana:
        await outside.hurry()
        await bring_everybody_in(outside, MEMBER)
        scenes = await prepare(outside, alice, person, MEMBER, leads_to_a_dial)
        await outside.stop_bot()
        await outside.start_bot(approvers=ADMINS)
        await want(dana, "country:US")
        dialed = await outside.dialed_numbers()
        for entrance, scene in reversed(scenes):
            with named(MEMBER, entrance):
                await entrance.act(scene)
                await entrance.then(scene)
                await person.wait_until(lambda: waits(scene), WAITS, PATIENCE_SECONDS)  # noqa: B023
        await asyncio.sleep(3)
        assert await outside.dialed_numbers() == dialed


def waits(scene: Scene) -> bool:
    """Tell whether the call of an entrance waits; its number is masked where others look on."""
    numbers = (f"{scene.number[5:8]}-{scene.number[8:]}", f"… {scene.number[8:]}")
    return any(
        WAITS in shown and any(number in shown for number in numbers)
        for place in (scene.place, scene.dm)
        for shown in map(shown_text, scene.person.screen.messages.get(place, {}).values())
    )
