"""Numbers of all regions and types through the entrance: what is dialed, what is refused and why.

Which are tried is drawn by the world's seed; `tests/unit/policies` has all of them.
"""

import asyncio
import random
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberType

from bot.domain.countries import COUNTRIES
from tests.e2e.dialogue import is_card
from tests.e2e.world import World, wait_until
from tests.person import Person
from tests.screen import shown_text

# of each answer
DRAWN = 6
PLACES = ("#sales", "#general", "#deals", "#launch")
TYPES = [value for name, value in vars(PhoneNumberType).items() if name.isupper()]
NEVER = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PAGER, PhoneNumberType.VOICEMAIL}
CLOSED = {PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.UAN}
OPENABLE = ("+800", "+4484", "+4487")


def list_examples() -> Iterator[str]:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in TYPES:
            example = phonenumbers.example_number_for_type(region, kind)
            if example is not None:
                yield phonenumbers.format_number(example, 0)
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        example = phonenumbers.example_number_for_non_geo_entity(code)
        if example is not None:
            yield phonenumbers.format_number(example, 0)


def expect(number: str) -> str:
    """Return what is said of a number that is not dialed, "" of one that is."""
    if number.startswith(OPENABLE):
        return "closed here"
    parsed = phonenumbers.parse(number)
    kind = phonenumbers.number_type(parsed)
    if phonenumbers.region_code_for_number(parsed) in {None, "001"} or kind in NEVER:
        return "never called"
    return "closed here" if kind in CLOSED else ""


async def test_number_is_dialed_or_refused_by_its_kind(outside: World, alice: Person) -> None:
    seed = outside.loop.randomness.seed
    by_answer: dict[str, list[str]] = {}
    for number in sorted(set(list_examples())):
        by_answer.setdefault(expect(number), []).append(number)
    assert sum(map(len, by_answer.values())) > 1_000
    draw = random.Random(seed).sample
    drawn = [number for some in by_answer.values() for number in draw(some, DRAWN)]
    await outside.start_bot(allowed_countries=COUNTRIES)
    await outside.hurry(1_000.0)
    for index, number in enumerate(drawn):
        await alice.type(PLACES[index % len(PLACES)], f"/call {number}")
        await asyncio.sleep(0.05)
    dialed = [number for number in drawn if not expect(number)]

    def count_answers() -> int:
        told = sum(len(alice.ephemerals(place)) for place in PLACES)
        return told + sum(is_card(each) for place in PLACES for each in alice.messages(place))

    await wait_until(lambda: count_answers() >= len(drawn), f"{len(drawn)} answers")
    await asyncio.sleep(30)
    assert sorted(await outside.dialed_numbers()) == sorted(dialed)
    said = [shown_text(each) for place in PLACES for each in alice.ephemerals(place)]
    for words, numbers in by_answer.items():
        wanted = sum(number in drawn for number in numbers) if words else 0
        assert sum(bool(words) and words in each for each in said) == wanted, (words, said)
