"""Every entrance that may lead to a call or change one: what a person does there, what comes of it.

What has to be there first is prepared by Alice, or by the person while they still are a member.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from bot.policies.verdicts import PolicyName
from bot.ui.duplicate_question import IT_WAITS
from bot.ui.notices import CALL_IN_DM_LABEL
from bot.ui.questions import CALL_NOW, HEARD_LATE, WHICH_TIME
from bot.ui.variable_question import CALL_ANYWAY
from sandbox.slack.people import BOT_USER_ID
from tests.builders.heads import Head
from tests.e2e.dialogue import hear_the_end, is_card
from tests.e2e.times import HOMES, find_daytime_zone, next_overlap
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

GROUP_WITHOUT_BOT = "G0TRIO"
LOOK_SECONDS = 0.05
# many cards change at once here, and Slack allows the bot forty edits a minute
EDIT_SECONDS = 2 * PATIENCE_SECONDS
OWNERS = PolicyName.OWNERSHIP


@dataclass(slots=True, kw_only=True)
class Scene:
    """One entrance and who stands before it; `shown` is the message or view that is clicked."""

    world: World
    alice: Person
    person: Person
    place: str
    dm: str
    number: str
    shown: JsonObject = field(default_factory=dict)
    dials_before: int = 0
    numbers: dict[str, str] = field(default_factory=dict)  # of deliveries

    def is_card(self, message: JsonObject) -> bool:
        """Tell the card of this entrance's number."""
        whole = f"+1 555-{self.number[5:8]}-{self.number[8:]}"
        if not is_card(message) or "+1 … " not in message["text"]:
            return is_card(message) and whole in message["text"]
        # beside another company numbers are masked, and several end alike
        delivery_id = self._find_delivery(message)
        if delivery_id not in self.numbers:
            self.numbers[delivery_id] = self._read_number(delivery_id)
        return self.numbers[delivery_id] == self.number

    def _read_number(self, delivery_id: str) -> str:
        sql = "SELECT to_number FROM orders JOIN outbox USING (order_id) WHERE delivery_id = ?"
        with closing(sqlite3.connect(self.world.database_path)) as db:
            return str(db.execute(sql, [delivery_id]).fetchone()[0])

    def _find_delivery(self, message: JsonObject) -> str:
        messages = self.world.sandbox.workspace.messages
        posted = messages.get(message["channel"], message["ts"])
        assert posted is not None
        assert posted.metadata is not None
        return str(posted.metadata["event_payload"]["delivery_id"])

    async def see_card(self, wanted: str) -> JsonObject:
        """Wait until the card of this entrance's number shows something."""
        return await self.alice.wait_for_message(
            self.place,
            lambda message: self.is_card(message) and wanted in shown_text(message),
            EDIT_SECONDS,
        )


Step = Callable[[Scene], Awaitable[None]]


async def nothing(scene: Scene) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A row of the table: what is there before, what a person does, what comes of it if they may.

    `policy` is whose sentence refuses. Numbers that end in `fate` are answered, busy or refused.
    Whoever may goes on with the form that is `then` open. `missing` says for whom Slack has no such
    entrance, and why. Those who were deactivated are told only where a URL came with what they did.
    """

    name: str
    prepare: Step
    act: Step
    works: Step
    policy: PolicyName = PolicyName.PERMISSIONS
    fate: str = "6543"
    is_told_to_leavers: bool = True
    then: Step = nothing
    missing: Mapping[str, str] = field(default_factory=dict)


# What is prepared


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


async def show(scene: Scene, message: JsonObject) -> None:
    """Wait until the person sees a message that Alice sees; it is what they click on."""
    known, (channel, ts) = scene.person.screen.messages, (message["channel"], message["ts"])
    await scene.person.wait_until(
        lambda: known.get(channel, {}).get(ts, {}).get("text") == message["text"],
        f"{message['text']!r}",
        PATIENCE_SECONDS,
    )
    scene.shown = known[channel][ts]


# What a person does


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


# What comes of it for whoever may


async def is_dialed(scene: Scene) -> None:
    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        if await count_dials(scene) > scene.dials_before:
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"{scene.number} was not dialed")


async def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something that no page shows."""
    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        if is_so():
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"waited in vain for {what}")


async def count_dials(scene: Scene) -> int:
    """Return how often the number of this entrance was dialed."""
    return (await scene.world.dialed_numbers()).count(scene.number)


async def is_withdrawn(scene: Scene) -> None:
    await hear_the_end(scene.alice, await scene.see_card(""), Head.WITHDRAWN)


def says(words: str) -> Step:
    """Wait until the card says something."""

    async def works(scene: Scene) -> None:
        await scene.see_card(words)

    return works


_NOT_OURS = {"another company": "Slack gives them no commands, shortcuts or Home of this app"}
_NOT_ASKED = {"another company": "they are refused before they are asked anything"}
_NO_BUTTON = "only who could ask where the bot is not, in a group message, has the button"

# prepared in this order, tried in the reverse order
ENTRANCES = (
    Entrance(
        "late question",
        have_a_late_question,
        click(CALL_NOW),
        is_dialed,
        missing=_NOT_ASKED,
    ),
    Entrance("direct message", nothing, write_to_the_bot, is_dialed, is_told_to_leavers=False),
    Entrance("command", nothing, type_in("/call #"), is_dialed, missing=_NOT_OURS),
    Entrance(
        "command for later",
        nothing,
        type_in('/call # at="in 5 hours"'),
        says("🗓"),
        missing=_NOT_OURS,
    ),
    Entrance("mention", nothing, type_in("@voicy call #"), is_dialed, is_told_to_leavers=False),
    Entrance(
        "mention in a thread",
        have_the_number_said,
        mention_in_thread,
        is_dialed,
        is_told_to_leavers=False,
    ),
    Entrance(
        "time question",
        have_a_time_question,
        click("choose_time_0"),
        says("🗓"),
        missing=_NOT_ASKED,
    ),
    Entrance(
        "form of the command",
        nothing,
        type_in("/call"),
        is_dialed,
        then=submit_form,
        missing=_NOT_OURS,
    ),
    Entrance(
        "form of the help",
        have_the_help,
        click("Open the form"),
        is_dialed,
        then=submit_form,
    ),
    Entrance(
        "form of the global shortcut",
        nothing,
        use_shortcut,
        is_dialed,
        then=submit_form,
        is_told_to_leavers=False,
        missing=_NOT_OURS,
    ),
    Entrance(
        "form of the message shortcut",
        have_the_number_said,
        use_shortcut_of_message,
        is_dialed,
        then=submit_form,
        missing=_NOT_OURS,
    ),
    Entrance(
        "form of the Home",
        have_the_home,
        click_new_call,
        is_dialed,
        then=submit_form,
        is_told_to_leavers=False,
        missing=_NOT_OURS,
    ),
    Entrance(
        "Call, with the thread in my DM",
        have_asked_where_the_bot_is_not,
        click(CALL_IN_DM_LABEL),
        is_dialed,
        missing={"guest": _NO_BUTTON, "another company": _NO_BUTTON},
    ),
    Entrance(
        "Call again",
        have_it_busy,
        click("Call again"),
        is_dialed,
        OWNERS,
        "6001",
        then=submit_form_anyway,
    ),
    Entrance(
        "Edit and try again",
        have_it_refused,
        click("Edit and try again"),
        is_dialed,
        OWNERS,
        "6004",
        then=submit_form,
    ),
    Entrance("In 15 min", have_it_busy, click("In 15 min"), says("Attempt 2 of 2"), OWNERS, "6001"),
    Entrance("In 1 h", have_it_busy, click("In 1 h"), says("Attempt 2 of 2"), OWNERS, "6001"),
    Entrance(
        "Stop trying",
        have_it_tried_again,
        click("Stop trying"),
        is_withdrawn,
        OWNERS,
        "6001",
    ),
    Entrance(
        "Don't call again",
        have_it_busy,
        click("Don't call again"),
        says("not to be called again, said by @"),
        OWNERS,
        "6001",
    ),
    Entrance("Dial now", have_it_scheduled, click("Dial now"), is_dialed, OWNERS),
    Entrance(
        "Change time",
        have_it_scheduled,
        click("Change time"),
        says("time changed by @"),
        OWNERS,
        then=submit_form_of_time,
    ),
    Entrance("Cancel", have_it_scheduled, click("Cancel"), is_withdrawn, OWNERS),
    Entrance(
        "Cancel in the Home",
        have_own_call_in_the_home,
        cancel_in_the_home,
        is_withdrawn,
        OWNERS,
        is_told_to_leavers=False,
        missing=_NOT_OURS,
    ),
    Entrance(
        "Change time, in a form that is open",
        have_the_form_of_another_time,
        submit_another_time,
        says("time changed by @"),
        OWNERS,
        missing={
            "another company": "the form is never opened for them",
            "deactivated": "Slack closes what they had open",
        },
    ),
)
