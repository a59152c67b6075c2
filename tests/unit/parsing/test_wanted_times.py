"""When a callee wants to be called again, as agents write it down."""

from typing import Any

import pytest

from bot.domain.calls import Result
from bot.domain.meanings import Outcome
from bot.parsing.wanted_times import read_wanted_time
from tests.builders.calls import build_call, build_order


def read(value: Any, zone: str | None = "Asia/Tokyo", own: str | None = None) -> list[str] | None:
    """Read a value at noon UTC, 21:00 in Tokyo; return moments, "?" first where in doubt."""
    call = build_call(
        "ended",
        order=build_order(callee_time_zone=zone),
        result=Result(extracted={"when": value}),
        outcomes=(Outcome.CALL_BACK,),
        call_back_field="when",
    )
    wanted = read_wanted_time(call, own)
    if wanted is None:
        return None
    doubt = ["?"] if wanted.doubt else []
    return doubt + [
        f"{each.astimezone(tz=None):%d}" and each.isoformat() for each in wanted.moments
    ]


@pytest.mark.parametrize(
    ("value", "moments"),
    [
        ("18:00", ["2026-03-05T18:00:00+09:00"]),
        ("tomorrow 9am", ["2026-03-05T09:00:00+09:00"]),
        ("in 2 hours", ["2026-03-04T23:00:01+09:00"]),
        (["22:30"], ["2026-03-04T22:30:00+09:00"]),
        ("18:00 London", ["2026-03-05T03:00:00+09:00"]),
        ("2026-12-05T18:00:00Z", ["2026-12-06T03:00:00+09:00"]),
    ],
)
def test_time_is_on_the_callees_clock_as_of_the_end_of_the_call(
    value: Any, moments: list[str]
) -> None:
    assert read(value) == moments


@pytest.mark.parametrize(
    "value",
    [None, "", "whenever", "after lunch", ["9am", "10am"], {"a": 1, "b": 2}, True, "x" * 90],
)
def test_what_is_no_time_is_shown_as_text_alone(value: Any) -> None:
    assert read(value) is None


def test_time_with_two_readings_is_asked_about() -> None:
    found = read("at six")
    assert found is not None
    assert (found[0], len(found)) == ("?", 3)


def test_time_on_an_unknown_clock_is_the_readers_and_asked_about() -> None:
    assert read("18:00", None, "Europe/London") == ["?", "2026-03-04T18:00:00+00:00"]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("18:00 Tokyo", "2026-03-05T09:00:00+00:00"),
        ("in 20 minutes", "2026-03-04T12:20:01+00:00"),
        ("2026-12-05T18:00:00Z", "2026-12-05T18:00:00+00:00"),
        ("2026-12-05 18:00 +02:00", "2026-12-05T16:00:00+00:00"),
    ],
)
def test_what_is_the_same_on_every_clock_is_asked_about_on_none(value: str, moment: str) -> None:
    assert read(value, None, "Europe/London") == [moment]
    assert read(value, None) == [moment]
