"""Every entrance that may lead to a call, tried by every kind of person."""

import asyncio
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest

from bot.policies.verdicts import PolicyName
from bot.ui.denials import format_denial
from sandbox.slack.people import BOT_USER_ID
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end
from tests.e2e.entrances.deeds import submit_form, submit_form_anyway, type_in
from tests.e2e.entrances.effects import is_dialed, is_withdrawn
from tests.e2e.entrances.scene import Scene, Step, count_dials, nothing
from tests.e2e.entrances.table import ENTRANCES, Entrance
from tests.e2e.leaver import Leaver
from tests.e2e.world import PATIENCE_SECONDS, World, wait_until
from tests.person import Person
from tests.screen import JsonObject, shown_text

# what the log says where Slack delivers no answer to somebody
UNDELIVERED = "a person could not be answered"
OTHER = "+15559876001"
# what is asked about or explained to those who may call
MISTAKES = ("# at=5", "# agent=Nobody", "12")
FORGET = "forget"
CHANNELS = ("C0GENERAL", "C0SALES", "C0LAUNCH", "C0PARTNERS", "C0SUPPORT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Who tries; `refusal` is what policies call those who may not, `only` limits what is tried.

    They are made `first` what they are while everything is prepared, and `then` what is meant.
    """

    name: str
    user_id: str
    refusal: str = ""
    only: PolicyName | None = None
    first: str | None = None
    then: str | None = None


KINDS = (
    Kind(name="member", user_id="U0BOB"),
    Kind(name="admin", user_id="U0DANA", only=PolicyName.OWNERSHIP),
    Kind(name="guest", user_id="U0GRACE", refusal="guest", first="make_member", then="make_guest"),
    Kind(name="another company", user_id="U0OMAR", refusal="outsider"),
    Kind(name="deactivated", user_id="U0BOB", refusal="deactivated", then="deactivate"),
    Kind(name="nobody whom Slack knows", user_id="U0BOB", refusal="outsider", then=FORGET),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_every_entrance(
    world: World, alice: Person, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    async with Leaver(world, kind.user_id) as person:
        await world.hurry()
        await become(world, kind, kind.first)
        await bring_everybody_in(world, kind)
        scenes = await prepare(world, alice, person, kind)
        await become(world, kind, kind.then)
        if kind.refusal:
            dialed = await world.dialed_numbers()
            for entrance, scene in reversed(scenes):
                with named(kind, entrance):
                    await find_it_shut(entrance, scene, kind, caplog)
            drafts = count_drafts(world)
            for entrance in list_mistakes(kind):
                with named(kind, entrance):
                    await find_it_shut(entrance, scenes[-1][1], kind, caplog)
            assert count_drafts(world) == drafts
            # nothing of theirs is still to come once another call had its time
            await world.do("clear_faults")
            await hear_the_end(alice, await ask(alice, "#deals", f"/call {OTHER}"), Head.BUSY)
            assert await world.dialed_numbers() == [*dialed, OTHER]
            return
        screen = asyncio.Lock()
        # what a card shows comes first: calls that are dialed use up the edits of a minute
        for is_dialing in (False, True):
            await asyncio.gather(
                *(
                    find_it_open(entrance, scene, kind, screen)
                    for entrance, scene in reversed(scenes)
                    if (entrance.works is is_dialed) is is_dialing
                )
            )


@contextmanager
def named(kind: Kind, entrance: Entrance) -> Iterator[None]:
    """Say of a failure who stood before which entrance."""
    try:
        yield
    except AssertionError as problem:
        problem.add_note(f"{kind.name}: {entrance.name}")
        raise


async def become(world: World, kind: Kind, what: str | None) -> None:
    """Make something else of a person, and let a minute pass.

    So long the bot knows people, and of so long are the edits that it may make.
    """
    if what == FORGET:
        await world.break_slack("users.info", "error", error="user_not_found", times=0)
    elif what is not None:
        await world.do(what, user=kind.user_id)
    await world.jump(minutes=1)


async def bring_everybody_in(world: World, kind: Kind) -> None:
    """Let the bot and the person be in many channels, as it posts once a second in each."""
    for channel in CHANNELS:
        await world.do("invite_bot", channel=channel)
        place = world.sandbox.workspace.conversations.get(channel)
        assert place is not None
        if kind.refusal == "outsider" and not place.is_ext_shared:
            await world.do("share", channel=channel)
        if kind.user_id not in place.members:
            await world.do("add", channel=channel, user=kind.user_id)


async def prepare(
    world: World,
    alice: Person,
    person: Person,
    kind: Kind,
    is_tried: Callable[[Entrance], bool] = lambda entrance: True,
) -> list[tuple[Entrance, Scene]]:
    """Prepare what is tried of the entrances that this kind of person has.

    The first and the last are prepared by themselves.
    """
    dm = "" if kind.refusal == "outsider" else await person.open_dm("@voicy")
    scenes, alike = [], dict[object, Scene]()
    for index, entrance in enumerate(ENTRANCES):
        is_missing = kind.name in entrance.missing or kind.only not in (None, entrance.policy)
        if is_missing or not is_tried(entrance):
            continue
        scene = Scene(
            world=world,
            alice=alice,
            person=person,
            place=CHANNELS[index % len(CHANNELS)],
            dm=dm,
            number=f"+1555{300 + index}{entrance.fate}",
        )
        # what is refused at one button leaves the message as it is for the next
        is_shared = kind.refusal and entrance.prepare is not nothing
        key = entrance.prepare if is_shared else entrance.name
        scenes.append((entrance, alike.setdefault(key, scene)))
    (first, *rest, last) = {id(scene): (each.prepare, scene) for each, scene in scenes}.values()
    await prepare_one(*first)
    await asyncio.gather(*itertools.starmap(prepare_one, rest))
    await prepare_one(*last)
    return scenes


async def prepare_one(step: Step, scene: Scene) -> None:
    await step(scene)
    scene.dials_before = await count_dials(scene)


def list_mistakes(kind: Kind) -> list[Entrance]:
    """List mistyped calls as entrances; people of other companies have no command."""
    is_outsider = kind.refusal == "outsider"
    asked = "@voicy call" if is_outsider else "/call"
    return [Entrance(words, nothing, type_in(f"{asked} {words}"), nothing) for words in MISTAKES]


def count_drafts(world: World) -> int:
    """Return how many calls wait for an answer."""
    with closing(sqlite3.connect(world.database_path)) as db:
        (count,) = db.execute("SELECT count(*) FROM drafts").fetchone()
    return int(count)


async def find_it_open(entrance: Entrance, scene: Scene, kind: Kind, screen: asyncio.Lock) -> None:
    """Expect the act to work; one form at a time is on the screen."""
    with named(kind, entrance):
        async with screen:
            await entrance.act(scene)
            await entrance.then(scene)
        await entrance.works(scene)


async def find_it_shut(
    entrance: Entrance, scene: Scene, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    """Expect the sentence that says why, where Slack delivers it, and nothing else."""
    why = format_denial(entrance.policy, kind.refusal)
    is_leaver = kind.refusal == "deactivated"
    is_told = not is_leaver or entrance.is_told_to_leavers
    # a message that is edited in place is another one here
    before = {id(one): one for one in told_to(scene.person)}

    def count_answers() -> int:
        if is_told:
            fresh = (one for one in told_to(scene.person) if id(one) not in before)
            return sum(why in shown_text(one) for one in fresh)
        # nobody opens their chat with the bot any more, and no other answer is delivered
        chat = scene.world.sandbox.workspace.messages.in_channel(scene.dm)
        return sum(why in message.text for message in chat) + sum(
            UNDELIVERED in record.message for record in caplog.records
        )

    dialed, said = await scene.world.dialed_numbers(), public_messages(scene)
    answers = count_answers()
    await entrance.act(scene)
    await wait_until(lambda: count_answers() > answers, f"{why!r}")
    assert await scene.world.dialed_numbers() == dialed
    assert public_messages(scene) == said
    assert scene.person.screen.views == []
    assert count_answers() == answers + 1


def told_to(person: Person) -> list[JsonObject]:
    """Return what only this person reads: ephemeral messages and the chat with the bot."""
    shown = [one for each in person.screen.ephemerals.values() for one in each.values()]
    for conversation, messages in person.screen.messages.items():
        if conversation.startswith("D"):
            shown += messages.values()
    return shown


def public_messages(scene: Scene) -> list[tuple[str, str]]:
    """Return everything the bot says outside direct messages, as it stands now."""
    return [
        (message.ts, message.text + str(message.blocks))
        for message in scene.world.sandbox.workspace.messages.everything()
        if message.user == BOT_USER_ID and not message.channel.startswith("D")
    ]


async def hear_question_everywhere(
    world: World, alice: Person, question: str, start_again: Callable[[], Awaitable[None]]
) -> None:
    """Prepare every entrance, start the bot again, and hear it ask at each instead of dialing."""
    member = next(kind for kind in KINDS if kind.name == "member")
    await world.start_bot()
    async with world.visitor(member.user_id) as person:
        await world.hurry()
        await bring_everybody_in(world, member)
        scenes = await prepare(world, alice, person, member, leads_to_a_call)
        await world.stop_bot()
        await start_again()
        dialed = await world.dialed_numbers()
        for entrance, scene in reversed(scenes):
            with named(member, entrance):
                before = count_told(person, question)
                await entrance.act(scene)
                # of a number that was called just now it is asked after what is asked here
                anyway = entrance.then is submit_form_anyway
                await (submit_form if anyway else entrance.then)(scene)
                await hear_another(person, question, before)
        await asyncio.sleep(1)
        assert await world.dialed_numbers() == dialed


def leads_to_a_call(entrance: Entrance) -> bool:
    """Tell whether whoever enters there wants somebody called, be it later."""
    return entrance.works is not is_withdrawn and entrance.name != "Don't call again"


def leads_to_a_dial(entrance: Entrance) -> bool:
    """Tell whether whoever enters there wants somebody called at once."""
    return entrance.works is is_dialed


async def hear_another(person: Person, question: str, before: int) -> None:
    await person.wait_until(
        lambda: count_told(person, question) > before, "the question", PATIENCE_SECONDS
    )


def count_told(person: Person, words: str) -> int:
    return sum(words in shown_text(message) for message in told_to(person))
