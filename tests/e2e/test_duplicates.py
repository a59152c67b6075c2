"""A number that is being called, or was lately: asked about at every entrance, before it rings."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.ui.duplicate_question import CANCEL, CANCELED, IT_WAITS, UNSEEN
from bot.ui.variable_question import CALL_ANYWAY, SCHEDULE_ANYWAY
from tests.builders.heads import Head
from tests.e2e.dialogue import (
    ask,
    be_answered,
    be_told,
    cards,
    hear_the_end,
    schedule,
    see,
    wait_for_card,
)
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

ANSWERS, BUSY = "+15559876543", "+15559876001"


async def type_command(person: Person) -> JsonObject:
    return await be_told(person, "#sales", f"/call {ANSWERS}", IT_WAITS)


async def mention(person: Person) -> JsonObject:
    return await be_told(person, "#sales", f"@voicy call {ANSWERS}", IT_WAITS)


async def write_to_the_bot(person: Person) -> JsonObject:
    return await be_answered(person, f"call {ANSWERS}", IT_WAITS)


async def submit_form(person: Person) -> JsonObject:
    view = await person.wait_for_view("place_call", PATIENCE_SECONDS)
    await person.fill(view, {"To": ANSWERS, "Post to": "#sales"})
    before = {message["ts"] for message in person.messages("@voicy")}
    assert await person.submit(view) == "closed"
    return await person.wait_for_message(
        "@voicy",
        lambda message: message["ts"] not in before and IT_WAITS in shown_text(message),
        PATIENCE_SECONDS,
    )


async def use_command_form(person: Person) -> JsonObject:
    await person.type("#sales", "/call")
    return await submit_form(person)


async def use_shortcut_of_message(person: Person) -> JsonObject:
    said = next(message for message in person.messages("#sales") if ANSWERS in message["text"])
    await person.shortcut("call_from_message", said)
    return await submit_form(person)


async def call_again(person: Person) -> JsonObject:
    card = await see(person, cards(person, "#sales")[0], "Call again")
    await person.click(card, "Call again")
    return await submit_form(person)


ENTRANCES: tuple[Callable[[Person], Awaitable[JsonObject]], ...] = (
    type_command,
    mention,
    write_to_the_bot,
    use_command_form,
    use_shortcut_of_message,
    call_again,
)


async def test_every_entrance_asks_what_a_colleague_reached(
    world: World, alice: Person, bob: Person, subtests: pytest.Subtests
) -> None:
    await alice.type("#sales", f"Somebody should call {ANSWERS}")
    card = await ask(alice, "#sales", f"/call {ANSWERS} name=John")
    await hear_the_end(bob, card, Head.ENDED)
    await world.jump(hours=5)

    for enter in ENTRANCES:
        with subtests.test(enter.__name__):
            canceled = count_canceled(bob)
            question = await enter(bob)

            text = shown_text(question)
            assert "Call +1 555-987-6543 again?" in text
            assert "@alice called this number" in text
            assert "✅ Ended" in text
            assert await world.dialed_numbers() == [ANSWERS]
            await bob.click(question, CANCEL)
            await bob.wait_until(
                lambda canceled=canceled: count_canceled(bob) > canceled,  # type: ignore[misc]
                "the word that it is canceled",
                PATIENCE_SECONDS,
            )
            assert await world.dialed_numbers() == [ANSWERS]


def count_canceled(person: Person) -> int:
    told = (*person.ephemerals("#sales"), *person.messages("@voicy"))
    return sum(CANCELED in shown_text(message) for message in told)


async def test_answer_dials_once_and_asks_nothing_more(
    world: World, alice: Person, bob: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {ANSWERS}")
    await hear_the_end(bob, card, Head.ENDED)
    question = await type_command(bob)
    before = {message["ts"] for message in bob.messages("#sales")}

    await bob.click(question, CALL_ANYWAY)
    await bob.click(question, CALL_ANYWAY)

    again = await wait_for_card(bob, "#sales", before)
    await hear_the_end(bob, again, Head.ENDED)
    assert await world.dialed_numbers() == [ANSWERS] * 2


async def test_same_person_after_busy_is_not_asked_and_a_colleague_is(
    world: World, alice: Person, bob: Person
) -> None:
    for _ in range(2):
        await hear_the_end(alice, await ask(alice, "#sales", f"/call {BUSY}"), Head.BUSY)

    await bob.type("#sales", f"/call {BUSY}")
    question = await bob.wait_for_ephemeral("#sales", IT_WAITS, PATIENCE_SECONDS)

    assert "@alice called this number" in shown_text(question)
    assert "📵 Busy" in shown_text(question)
    assert await world.dialed_numbers() == [BUSY] * 2
    await world.jump(minutes=61)
    await ask(bob, "#sales", f"/call {BUSY} name=Mia")


async def test_call_in_a_place_that_the_person_does_not_see_is_mentioned_alone(
    world: World, alice: Person, bob: Person
) -> None:
    card = await ask(alice, "@voicy", f"call {ANSWERS} name=Mia")
    await hear_the_end(alice, card, Head.ENDED)

    text = shown_text(await type_command(bob))

    assert "This number was called" in text
    assert UNSEEN in text
    for secret in ("alice", "Alice", "Mia", "Ended", "reached"):
        assert secret not in text
    assert await world.dialed_numbers() == [ANSWERS]


async def test_of_many_at_once_one_is_dialed_and_the_others_are_asked(
    world: World, alice: Person, bob: Person
) -> None:
    people = [alice, bob] * 6
    channels = ("#sales", "#general", "@voicy")

    await asyncio.gather(
        *(
            person.type(channel, f"{'' if channel == '@voicy' else '/'}call {ANSWERS}")
            for person, channel in zip(people, channels * 4, strict=True)
        )
    )

    def count_questions() -> int:
        return sum(
            IT_WAITS in message["text"]
            for person in (alice, bob)
            for message in (
                *person.ephemerals("#sales"),
                *person.ephemerals("#general"),
                *person.messages("@voicy"),
            )
        )

    await alice.wait_until(lambda: count_questions() == 11, "a question for each other one", 40.0)
    await asyncio.sleep(1.0)
    assert await world.dialed_numbers() == [ANSWERS]


async def test_scheduled_call_is_asked_about_and_scheduled_anyway(
    world: World, alice: Person, bob: Person
) -> None:
    await schedule(alice, "#sales", f'/call {ANSWERS} at="in 5 hours"')
    await bob.type("#sales", f'/call {ANSWERS} at="in 270 minutes"')
    question = await bob.wait_for_ephemeral("#sales", IT_WAITS, PATIENCE_SECONDS)
    before = {message["ts"] for message in bob.messages("#sales")}

    assert "@alice’s call to this number is scheduled for" in shown_text(question)
    await bob.click(question, SCHEDULE_ANYWAY)

    card = await wait_for_card(bob, "#sales", before)
    assert "🗓" in shown_text(card)
    assert await world.dialed_numbers() == []


async def test_question_is_still_open_after_a_restart_and_dials_once(
    world: World, alice: Person, bob: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {ANSWERS}")
    await hear_the_end(bob, card, Head.ENDED)
    question = await type_command(bob)
    before = {message["ts"] for message in bob.messages("#sales")}

    await world.stop_bot()
    await world.start_bot()
    await bob.click(question, CALL_ANYWAY)

    await hear_the_end(bob, await wait_for_card(bob, "#sales", before), Head.ENDED)
    assert await world.dialed_numbers() == [ANSWERS] * 2
