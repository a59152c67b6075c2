"""What a person does at an entrance."""

from datetime import timedelta

from bot.ui.duplicate_question import IT_WAITS
from bot.ui.variable_question import CALL_ANYWAY
from sandbox.slack.people import BOT_USER_ID
from tests.e2e.entrances.scene import Scene, Step
from tests.e2e.world import PATIENCE_SECONDS


def type_in(words: str) -> Step:
    """Type a line in the channel; `#` stands for the number."""

    async def act(scene: Scene) -> None:
        await scene.person.type(scene.place, words.replace("#", scene.number))

    return act


async def mention_in_thread(scene: Scene) -> None:
    await scene.person.type(scene.place, f"@voicy call {scene.number}", scene.shown["ts"])


async def write_to_the_bot(scene: Scene) -> None:
    # people of other companies have the chat once the bot opened it
    chat, _ = scene.world.sandbox.workspace.open_direct(scene.person.user_id, BOT_USER_ID)
    await scene.person.type(chat.id, f"call {scene.number}")


async def use_shortcut(scene: Scene) -> None:
    await scene.person.shortcut("new_call")


async def use_shortcut_of_message(scene: Scene) -> None:
    await scene.person.shortcut("call_from_message", scene.shown)


def click(label: str) -> Step:
    """Click a button of what is shown."""

    async def act(scene: Scene) -> None:
        await scene.person.click(scene.shown, label)

    return act


async def cancel_in_the_home(scene: Scene) -> None:
    # the Home shows each upcoming call with its button below
    home = scene.person.home
    number = f"{scene.number[5:8]}-{scene.number[8:]}"
    own = next(i for i, block in enumerate(home["blocks"]) if number in str(block))
    await scene.person.click({**home, "blocks": home["blocks"][own:]}, "Cancel")


async def click_new_call(scene: Scene) -> None:
    await scene.person.click(scene.person.home, "New call")


async def submit_form(scene: Scene) -> None:
    view = await scene.person.wait_for_view("place_call", PATIENCE_SECONDS)
    await scene.person.fill(view, {"To": scene.number})
    answer = await scene.person.submit(view)
    if answer != "closed":  # where Slack has no chat with the bot to fill in
        await scene.person.fill(view, {"Post to": scene.place})
        answer = await scene.person.submit(view)
    assert answer == "closed", answer


async def submit_form_anyway(scene: Scene) -> None:
    """Submit the form of a call to a number that a colleague called just now."""
    await submit_form(scene)
    question = await scene.person.wait_for_message(
        "@voicy",
        lambda message: IT_WAITS in message["text"] and scene.number[8:] in message["text"],
        PATIENCE_SECONDS,
    )
    await scene.person.click(question, CALL_ANYWAY)


async def submit_another_time(scene: Scene) -> None:
    at = scene.world.sandbox.clock.now() + timedelta(hours=9)
    await scene.person.fill(scene.shown, {"when": int(at.timestamp())})
    assert await scene.person.submit(scene.shown) == "closed"


async def submit_form_of_time(scene: Scene) -> None:
    scene.shown = await scene.person.wait_for_view("change_time_form", PATIENCE_SECONDS)
    await submit_another_time(scene)
