"""What is there before an entrance is tried."""

from bot.ui.notices import CALL_IN_DM_LABEL
from bot.ui.questions import HEARD_LATE, WHICH_TIME
from tests.builders.heads import Head
from tests.e2e.dialogue import hear_the_end
from tests.e2e.entrances.scene import Scene, show
from tests.e2e.times import HOMES, find_daytime_zone, next_overlap
from tests.e2e.world import PATIENCE_SECONDS

GROUP_WITHOUT_BOT = "G0TRIO"


async def have_it_scheduled(scene: Scene) -> None:
    await scene.alice.type(scene.place, f'/call {scene.number} at="in 5 hours"')
    await show(scene, await scene.see_card("🗓"))


async def have_it_busy(scene: Scene) -> None:
    await have_it_ended(scene, Head.BUSY)


async def have_it_refused(scene: Scene) -> None:
    await have_it_ended(scene, Head.REFUSED)


async def have_it_ended(scene: Scene, head: Head) -> None:
    await scene.alice.type(scene.place, f"/call {scene.number}")
    card = await scene.see_card(head.partition(" ")[2])
    await hear_the_end(scene.alice, card, head)
    await show(scene, await scene.see_card("again"))


async def have_it_tried_again(scene: Scene) -> None:
    zone = find_daytime_zone()
    await scene.alice.type(scene.place, f"/call {scene.number} retry=1 tz={zone}")
    card = await scene.see_card("Attempt 2 of 2")
    await scene.alice.wait_for_message(
        scene.place, Head.BUSY, PATIENCE_SECONDS, thread_ts=card["ts"]
    )
    await show(scene, card)


async def have_the_number_said(scene: Scene) -> None:
    await scene.alice.type(scene.place, f"Try {scene.number}")
    said = await scene.alice.wait_for_message(scene.place, scene.number, PATIENCE_SECONDS)
    await show(scene, said)


async def have_the_help(scene: Scene) -> None:
    await scene.person.type(scene.place, "@voicy help")
    scene.shown = await scene.person.wait_for_ephemeral(
        scene.place, "Open the form", PATIENCE_SECONDS
    )


async def have_a_time_question(scene: Scene) -> None:
    at = next_overlap(HOMES["alice"])
    asked = f"@voicy call {scene.number} tz=America/New_York at={at:%Y-%m-%dT%H:%M}"
    await scene.person.type(scene.place, asked)
    scene.shown = await scene.person.wait_for_ephemeral(scene.place, WHICH_TIME, PATIENCE_SECONDS)


async def have_a_late_question(scene: Scene) -> None:
    await scene.world.break_slack("users.info", "hang", times=0)
    await scene.person.type(scene.place, f"/call {scene.number}")
    await scene.world.stop_bot()
    await scene.world.do("clear_faults")
    await scene.world.jump(minutes=16)
    await scene.world.start_bot()
    scene.shown = await scene.person.wait_for_ephemeral(scene.place, HEARD_LATE, PATIENCE_SECONDS)


async def have_the_home(scene: Scene) -> None:
    await scene.person.open_home(PATIENCE_SECONDS)


async def have_own_call_in_the_home(scene: Scene) -> None:
    await have_the_home(scene)
    await scene.person.type(scene.place, f'/call {scene.number} at="in 5 hours"')
    number = f"{scene.number[5:8]}-{scene.number[8:]}"
    await scene.person.wait_for_home(number, PATIENCE_SECONDS)


async def have_the_form_of_another_time(scene: Scene) -> None:
    await have_it_scheduled(scene)
    await scene.person.click(scene.shown, "Change time")
    scene.shown = await scene.person.wait_for_view("change_time_form", PATIENCE_SECONDS)


async def have_asked_where_the_bot_is_not(scene: Scene) -> None:
    await scene.person.type(GROUP_WITHOUT_BOT, f"/call {scene.number}")
    scene.shown = await scene.person.wait_for_ephemeral(
        GROUP_WITHOUT_BOT, CALL_IN_DM_LABEL, PATIENCE_SECONDS
    )
