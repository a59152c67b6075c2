"""What people ask for and what the threads then say."""

from collections.abc import Callable
from itertools import takewhile

from bot.ui.duplicate_question import IT_WAITS
from bot.ui.variable_question import CALL_ANYWAY
from tests.builders.heads import Head
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text, unmarked


async def ask(person: Person, channel: str, typed: str) -> JsonObject:
    """Type a line and return the card that appears for it."""
    before = {message["ts"] for message in person.messages(channel)}
    await person.type(channel, typed)
    return await wait_for_card(person, channel, before)


async def be_told(person: Person, channel: str, typed: str, words: str) -> JsonObject:
    """Type a line and return what is then said to this person alone, if these words are in it."""
    before = {message["ts"] for message in person.ephemerals(channel)}
    await person.type(channel, typed)
    return await wait_to_be_told(person, channel, words, before)


async def be_answered(person: Person, typed: str, words: str) -> JsonObject:
    """Write to the bot itself and return what it then says, if these words are in it."""
    before = {message["ts"] for message in person.messages("@voicy")}
    await person.type("@voicy", typed)
    return await person.wait_for_message(
        "@voicy",
        lambda message: message["ts"] not in before and words in shown_text(message),
        PATIENCE_SECONDS,
    )


async def wait_to_be_told(person: Person, channel: str, words: str, before: set[str]) -> JsonObject:
    """Wait for words to this person alone that were not there before."""
    return await person.wait_for_ephemeral(
        channel,
        lambda message: message["ts"] not in before and words in shown_text(message),
        PATIENCE_SECONDS,
    )


async def ask_anyway(person: Person, channel: str, typed: str) -> JsonObject:
    """Type a line about a number that was called lately, and say that the call is meant."""
    before = {message["ts"] for message in person.messages(channel)}
    await person.type(channel, typed)
    question = await person.wait_for_ephemeral(channel, IT_WAITS, PATIENCE_SECONDS)
    await person.click(question, CALL_ANYWAY)
    return await wait_for_card(person, channel, before)


async def wait_for_card(person: Person, channel: str, before: set[str]) -> JsonObject:
    """Wait for a card that was not there before."""
    return await person.wait_for_message(
        channel,
        lambda message: message["ts"] not in before and is_card(message),
        PATIENCE_SECONDS,
    )


def heads(person: Person, card: JsonObject) -> list[str]:
    """Return the words of each status that is told, up to its first detail, oldest first."""
    replies = person.thread(card["channel"], card["ts"])
    return [head for reply in replies for head in heads_of(reply)]


def is_card(message: JsonObject) -> bool:
    """Tell a card by the line that says who is called, below the status."""
    return "\n📞 " in message["text"]


def heads_of(message: JsonObject) -> list[str]:
    """Return whom a card is about, or the statuses that a reply tells, a line each."""
    first, *others = (line.partition(" · ")[0] for line in unmarked(message["text"]).split("\n"))
    if is_card(message):
        return others[:1]
    return [first, *takewhile(lambda head: head in set(Head), others)]


async def hear(person: Person, card: JsonObject, *wanted: str) -> list[JsonObject]:
    """Wait until the thread says exactly this, status by status, and return the replies."""
    await person.wait_until(
        lambda: len(heads(person, card)) >= len(wanted) or not _agrees(person, card, wanted),
        f"the thread to say {list(wanted)}",
        PATIENCE_SECONDS,
        lambda: str(heads(person, card)),
    )
    said = heads(person, card)
    assert said == list(wanted), f"the thread says {said}"
    return person.thread(card["channel"], card["ts"])


def _agrees(person: Person, card: JsonObject, wanted: tuple[str, ...]) -> bool:
    said = heads(person, card)
    return said == list(wanted)[: len(said)]


async def hear_the_end(person: Person, card: JsonObject, wanted: str) -> JsonObject:
    """Wait until the last reply begins with a word, whatever came before, and return it."""
    await person.wait_until(
        lambda: heads(person, card)[-1:] == [wanted],
        f"the thread to end with {wanted!r}",
        PATIENCE_SECONDS,
        lambda: str(heads(person, card)),
    )
    return person.thread(card["channel"], card["ts"])[-1]


async def see(person: Person, message: JsonObject, wanted: str) -> JsonObject:
    """Wait until a message, edited in place, shows something; return how it stands now."""
    await person.wait_until(
        lambda: _shows(person.message(message), wanted),
        f"{wanted!r} on the message",
        PATIENCE_SECONDS,
        lambda: shown_text(person.message(message)),
    )
    return person.message(message)


def _shows(message: JsonObject, wanted: str) -> bool:
    # a line of a card is several pieces
    shown = shown_text(message)
    return wanted in shown or wanted in shown.replace("\n", "")


async def see_result(world: World, person: Person, end: JsonObject, wanted: str) -> JsonObject:
    """Let the time pass that a summary takes; see something of what the call brought."""
    await world.jump(seconds=30)
    return await see(person, end, wanted)


async def schedule(person: Person, channel: str, typed: str) -> JsonObject:
    """Type a command for later and return its card once it says so."""
    return await see(person, await ask(person, channel, typed), "🗓")


def cards(person: Person, channel: str) -> list[JsonObject]:
    """Return the cards that stand in a channel."""
    return [message for message in person.messages(channel) if is_card(message)]


def bot_messages(
    ledger: JsonObject, is_wanted: Callable[[JsonObject], bool] = lambda message: True
) -> list[JsonObject]:
    """Return everything the bot ever posted, deleted messages included."""
    return [
        message
        for message in ledger["messages"]
        if message["user"] == "U0VOICY" and is_wanted(message)
    ]
