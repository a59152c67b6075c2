"""The daily digest: once a day whatever happens, with the same facts in a picture."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ui.statistics import CALLS_SINCE, NO_CALLS_SINCE
from bot.ui.watch import DIGEST_TURNED_OFF, DIGEST_TURNED_ON, UPDATES_TITLE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, bot_messages, hear_the_end
from tests.e2e.times import find_daytime_zone
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject

TITLE = CALLS_SINCE
NOTHING = NO_CALLS_SINCE


async def wish(person: Person, channel: str) -> str:
    """Let a channel have its digest an hour from now, in a zone in which it is day."""
    zone = find_daytime_zone()
    due = datetime.now(ZoneInfo(zone)) + timedelta(hours=1)
    await person.type(channel, f"/call watch digest {due:%H:%M} tz={zone}")
    said = await person.wait_for_message(channel, DIGEST_TURNED_ON, PATIENCE_SECONDS)
    assert f"every day at {due:%H:%M} ({zone})" in said["text"]
    return zone


def digests(person: Person, channel: str) -> list[JsonObject]:
    return [one for one in person.messages(channel) if one["text"].startswith((TITLE, NOTHING))]


async def hear_digests(person: Person, channel: str, number: int) -> JsonObject:
    """Wait until so many digests stand in a channel, and return the newest."""
    await person.wait_until(
        lambda: len(digests(person, channel)) >= number,
        f"{number} digests in {channel}",
        PATIENCE_SECONDS,
    )
    assert len(digests(person, channel)) == number
    return digests(person, channel)[-1]


async def see_picture(person: Person, digest: JsonObject) -> JsonObject:
    """Wait for the picture in the thread of a digest."""
    await person.wait_until(
        lambda: person.files(digest["channel"], digest["ts"]), "a chart", PATIENCE_SECONDS
    )
    (picture,) = person.files(digest["channel"], digest["ts"])
    return picture


async def test_digest_tells_the_calls_of_a_day_and_the_next_one_that_there_were_none(
    world: World, alice: Person, bob: Person
) -> None:
    await wish(bob, "#deals")
    for place, number in (("#sales", "6543"), ("#deals", "6001"), ("@voicy", "6544")):
        await hear_the_end(
            alice,
            await ask(alice, place, f"/call +1555987{number}"),
            Head.BUSY if number == "6001" else Head.ENDED,
        )

    await world.jump(hours=2)
    first = await hear_digests(bob, "#deals", 1)
    # the call of the direct message is nobody else's business
    assert "2 calls · 1 conversation (50 %)" in first["text"]
    picture = await see_picture(bob, first)
    assert picture["mimetype"] == "image/png"
    assert "2 calls · 1 conversation (50 %)" in picture["alt_txt"]

    await world.stop_bot()
    await world.start_bot()
    await world.jump(hours=23)
    second = await hear_digests(bob, "#deals", 2)
    assert second["text"].startswith(NOTHING)
    assert "\n" not in second["text"]
    await world.jump(hours=1)
    assert bob.files("#deals", second["ts"]) == []
    assert len(digests(bob, "#deals")) == 2


async def test_digest_missed_by_a_restart_is_told_late_and_that_of_a_day_gone_by_never(
    world: World, alice: Person, bob: Person
) -> None:
    await wish(bob, "#general")
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876001"), Head.BUSY)
    await world.stop_bot()
    await world.jump(hours=2)
    await world.start_bot()
    late = await hear_digests(bob, "#general", 1)
    assert "1 call · 0 conversations" in late["text"]

    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876003"), Head.ERROR)
    await world.stop_bot()
    await world.jump(hours=24 + 14)
    await world.start_bot()
    await world.jump(hours=10)
    # the day between was skipped, its call was not
    second = await hear_digests(bob, "#general", 2)
    assert "1 call · 0 conversations" in second["text"]


async def test_picture_whose_answer_was_lost_is_shared_once(
    world: World, alice: Person, bob: Person
) -> None:
    await wish(bob, "#general")
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876001"), Head.BUSY)
    await world.break_slack("files.completeUploadExternal", "drop_after")
    await world.break_slack("chat.postMessage", "drop_after", contains="C0GENERAL")
    await world.jump(hours=2)

    first = await hear_digests(bob, "#general", 1)
    await see_picture(bob, first)
    await world.stop_bot()
    await world.start_bot()
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876001"), Head.BUSY)
    await world.jump(hours=24)
    # pictures are shared in their order, so the doubt about the first is over
    await see_picture(bob, await hear_digests(bob, "#general", 2))

    assert len(bob.files("#general", first["ts"])) == 1
    said = bot_messages(await world.ledger(), lambda message: TITLE in message["text"])
    assert len(said) == 2


async def test_digest_taken_back_comes_no_more(world: World, bob: Person) -> None:
    await wish(bob, "#general")
    await bob.type("#general", "/call watch")
    await bob.wait_for_message("#general", "one line each", PATIENCE_SECONDS)
    await bob.type("#general", "/call unwatch digest")
    await bob.wait_for_message("#general", DIGEST_TURNED_OFF, PATIENCE_SECONDS)
    await world.jump(hours=2)
    await bob.type("#general", "/call watch list")
    rules = await bob.wait_for_ephemeral("#general", UPDATES_TITLE, PATIENCE_SECONDS)
    assert "digest" not in rules["text"]
    assert digests(bob, "#general") == []
