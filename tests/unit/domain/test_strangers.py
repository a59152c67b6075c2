"""However carelessly a number is written, no other is dialed."""

from random import Random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from bench.careless_numbers import (
    REGIONS,
    draw_number,
    write_carelessly,
    write_nationally,
)
from bot.domain.phone_numbers import parse_number
from bot.errors import AmbiguousNumberError, InvalidNumberError

SEED = 20261126
# `make bench` draws a thousand
NUMBERS_OF_A_REGION = 4


def read(text: str, region: str) -> tuple[str, ...]:
    try:
        return (parse_number(text, region).e164,)
    except AmbiguousNumberError as question:
        return ("asked", *question.choices)
    except InvalidNumberError:
        return ("refused",)


def dial_carelessly(region: str) -> None:
    random = Random(f"{SEED} {region}")
    for _ in range(NUMBERS_OF_A_REGION):
        number = draw_number(region, random)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for text in write_carelessly(number, region):
            assert read(text, region)[0] in (e164, "asked", "refused"), text
        assert read(write_nationally(number), region) == (e164,)


def test_no_stranger_is_dialed(subtests: pytest.Subtests) -> None:
    for region in REGIONS:
        with subtests.test(region):
            dial_carelessly(region)
