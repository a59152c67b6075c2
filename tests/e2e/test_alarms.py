"""What admins are told unasked: in the channel that they chose, or in their direct messages."""

from collections.abc import AsyncIterator

import pytest

from bot.ui.rules import RULES_TITLE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

NUMBER = "+15559876543"
FRENCH = ("+33142686543", "+33142696543")
FIRST = "First call to France, asked for by <@U0ALICE>."


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


def heard(person: Person, place: str, words: str) -> int:
    return sum(words in message["text"] for message in person.messages(place))


async def call(alice: Person, number: str) -> None:
    card = await ask(alice, "#sales", f"/call {number}")
    await hear_the_end(alice, card, Head.ENDED)


async def choose_channel(dana: Person, channel_id: str) -> None:
    listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
    await change(dana, listed, "Change notices to admins", admin_channel=channel_id)
    await dana.wait_for_message(
        "#sales",
        lambda said: "has admins notified from now on in" in said["text"],
        PATIENCE_SECONDS,
    )


async def test_first_call_to_a_country_is_told_once_whatever_restarts(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(allowed_countries=frozenset({"US", "FR"}))
    await call(alice, NUMBER)
    await call(alice, FRENCH[0])
    await dana.wait_for_message("@voicy", lambda said: FIRST in said["text"], PATIENCE_SECONDS)
    await outside.stop_bot()
    await outside.start_bot(allowed_countries=frozenset({"US", "FR"}))
    await call(alice, FRENCH[1])
    await outside.jump(minutes=1)
    assert heard(dana, "@voicy", "First call to") == 1


async def test_burst_is_told_in_the_channel_that_admins_chose(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot()
    await choose_channel(dana, "C0GENERAL")
    for index in range(11):
        await alice.type("#sales", f"/call +1555{300 + index}6543")
    await dana.wait_for_message(
        "#general",
        lambda said: "10 calls in ten minutes. If nobody meant that" in said["text"],
        PATIENCE_SECONDS,
    )
    await outside.jump(minutes=1)
    assert heard(dana, "#general", "calls in ten minutes") == 1
    assert heard(dana, "@voicy", "calls in ten minutes") == 0

    refused = await be_told(alice, "#sales", "/call +18765556543", "Calls to Jamaica are closed")
    await alice.click(refused, "Ask an admin")
    await alice.wait_for_ephemeral("#sales", "Asked: <#C0GENERAL>", PATIENCE_SECONDS)
    assert heard(dana, "#general", "asks that this be allowed: Jamaica") == 1


@pytest.mark.parametrize("channel_id", ["C0PARTNERS", "C0OLD"])
async def test_where_the_channel_does_not_take_it_people_are_told(
    outside: World, alice: Person, dana: Person, channel_id: str
) -> None:
    await outside.start_bot(max_calls_per_day=1)
    await choose_channel(dana, channel_id)
    await call(alice, NUMBER)
    await dana.wait_for_message(
        "@voicy", lambda said: "Calls in 24 hours: 1 of 1." in said["text"], 60
    )
