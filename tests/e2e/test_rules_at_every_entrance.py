"""What the team does not allow is dialed through no entrance, and each says why."""

from bot.ui.rules import RULES_TITLE
from tests.e2e.dialogue import be_told
from tests.e2e.entrances.deeds import submit_form, submit_form_anyway
from tests.e2e.entrances.scene import Scene
from tests.e2e.leaver import Leaver
from tests.e2e.test_every_entrance import (
    KINDS,
    bring_everybody_in,
    leads_to_a_dial,
    named,
    prepare,
    told_to,
)
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

MEMBER = KINDS[0]
CLOSED = "Calls to the United States are closed here"


async def test_closed_country_is_dialed_through_no_entrance(world: World, alice: Person) -> None:
    async with Leaver(world, MEMBER.user_id) as person, world.visitor("U0DANA") as dana:
        await world.hurry()
        await bring_everybody_in(world, MEMBER)
        scenes = await prepare(world, alice, person, MEMBER, leads_to_a_dial)
        listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
        await change(dana, listed, "Change countries", rule_subjects=["US"], rule_value="closed")
        await dana.wait_for_message(
            "#sales", lambda said: "closed for calls" in said["text"], PATIENCE_SECONDS
        )
        dialed = await world.dialed_numbers()
        for entrance, scene in reversed(scenes):
            with named(MEMBER, entrance):
                before = count_refusals(scene)
                await entrance.act(scene)
                # nobody is asked about an earlier call to a number that may not be called
                is_asked = entrance.then is submit_form_anyway
                await (submit_form if is_asked else entrance.then)(scene)
                await person.wait_until(
                    lambda: count_refusals(scene) > before,  # noqa: B023
                    CLOSED,
                    PATIENCE_SECONDS,
                )
        assert await world.dialed_numbers() == dialed


def count_refusals(scene: Scene) -> int:
    """Count the sentences that say why, to the person alone and on cards."""
    told = [*told_to(scene.person), *scene.person.messages(scene.place)]
    return sum(CLOSED in shown_text(each) for each in told)
