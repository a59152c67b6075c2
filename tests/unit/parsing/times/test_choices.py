"""Texts that may mean several moments are asked about, with each of them to choose from."""

from datetime import UTC, datetime

import pytest

from bot.errors import AmbiguousTimeError
from bot.parsing.times import read_time

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday


def ask(text: str, zone: str = BERLIN, now: datetime = NOW) -> tuple[str, list[str]]:
    with pytest.raises(AmbiguousTimeError) as caught:
        read_time(text, zone=zone, now=now)
    choices = caught.value.choices
    assert all(choice.tzinfo is not None for choice in choices)
    for choice in choices:  # each of them, written down, is exact
        assert read_time(choice.isoformat(), zone=zone, now=now).at == choice.astimezone(UTC)
    return caught.value.sentence, [choice.isoformat() for choice in choices]


def test_time_that_clocks_skip_is_asked_about() -> None:
    assert ask("28 march 2:30am") == (
        "02:30 does not exist on 28 March 2027 in Europe/Berlin: clocks go forward then.",
        ["2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"],
    )


def test_time_that_clocks_show_twice_is_asked_about() -> None:
    assert ask("2027-10-31T02:30") == (
        "02:30 comes twice on 31 October 2027 in Europe/Berlin: clocks go back then.",
        ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"],
    )


def test_choices_are_in_the_zone_that_was_named() -> None:
    _, choices = ask("7 nov 2027 1:30am New York")

    assert choices == ["2027-11-07T01:30:00-04:00", "2027-11-07T01:30:00-05:00"]


def test_time_that_comes_twice_is_clear_once_it_came_once() -> None:
    between = datetime(2026, 11, 1, 5, 40, tzinfo=UTC)

    spoken = read_time("1:30am", zone=NEW_YORK, now=between)

    assert spoken.at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_skipped_time_is_never_taken_silently() -> None:
    between = datetime(2027, 3, 28, 0, 45, tzinfo=UTC)

    _, choices = ask("today 2:30am", now=between)

    assert choices == ["2027-03-28T03:30:00+02:00"]


def test_time_of_tomorrow_may_be_skipped_too() -> None:
    _, choices = ask("02:30", now=datetime(2027, 3, 27, 20, tzinfo=UTC))

    assert choices == ["2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"]


@pytest.mark.parametrize(
    ("text", "at"),
    [("7 nov 2027 1:30am EDT", "2027-11-07T05:30"), ("7 nov 2027 1:30am EST", "2027-11-07T06:30")],
)
def test_letters_tell_the_two_times_apart(text: str, at: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert read_time(text, zone="UTC", now=NOW).at == moment


def test_letters_of_the_other_half_of_the_year_are_asked_about() -> None:
    assert ask("1 july 9am EST") == (
        "Clocks in America/New_York do not show EST on 1 July: it may be their time or UTC-05:00.",
        ["2027-07-01T09:00:00-04:00", "2027-07-01T10:00:00-04:00"],
    )


@pytest.mark.parametrize(
    ("text", "sentence", "choices"),
    [
        (
            "tomorrow at 9",
            "“at 9” may be 09:00 or 21:00.",
            ["2026-11-24T09:00:00+01:00", "2026-11-24T21:00:00+01:00"],
        ),
        (
            "9 o’clock",
            "“9 o'clock” may be 09:00 or 21:00.",
            ["2026-11-23T21:00:00+01:00", "2026-11-24T09:00:00+01:00"],
        ),
        (
            "4:30",
            "“4:30” may be 04:30 or 16:30.",
            ["2026-11-23T16:30:00+01:00", "2026-11-24T04:30:00+01:00"],
        ),
        (
            "tomorrow 12:30",
            "“12:30” may be 00:30 or 12:30.",
            ["2026-11-24T00:30:00+01:00", "2026-11-24T12:30:00+01:00"],
        ),
        (
            "tomorrow halb zehn",
            "“halb 10” may be 09:30 or 21:30.",
            ["2026-11-24T09:30:00+01:00", "2026-11-24T21:30:00+01:00"],
        ),
        (
            "half nine pm",
            "“half 9 pm” may be 20:30 or 21:30.",
            ["2026-11-23T20:30:00+01:00", "2026-11-23T21:30:00+01:00"],
        ),
        (
            "eod tomorrow",
            "“eod” may be 17:00 or 18:00.",
            ["2026-11-24T17:00:00+01:00", "2026-11-24T18:00:00+01:00"],
        ),
        (
            "03/12/2026 9am",
            "“03/12/2026” may be 12 March 2026 or 3 December 2026.",
            ["2026-12-03T09:00:00+01:00"],
        ),
        (
            "tomorrow half past 9",
            "“half past 9” may be 09:30 or 21:30.",
            ["2026-11-24T09:30:00+01:00", "2026-11-24T21:30:00+01:00"],
        ),
        (
            "17h",
            "“17h” may be 17:00 or that long from now.",
            ["2026-11-23T17:00:00+01:00", "2026-11-24T08:00:00+01:00"],
        ),
        (
            "17h30",
            "“17h30” may be 17:30 or that long from now.",
            ["2026-11-23T17:30:00+01:00", "2026-11-24T08:30:00+01:00"],
        ),
        (
            "tomorrow midnight",
            "Midnight may be the beginning or the end of that day.",
            ["2026-11-24T00:00:00+01:00", "2026-11-25T00:00:00+01:00"],
        ),
        (
            "1/12 9am",
            "“1/12” may be 1 December 2026 or 12 January 2027.",
            ["2026-12-01T09:00:00+01:00", "2027-01-12T09:00:00+01:00"],
        ),
        (
            "next friday 9am",
            "“next friday” may be 27 November 2026 or 4 December 2026.",
            ["2026-11-27T09:00:00+01:00", "2026-12-04T09:00:00+01:00"],
        ),
    ],
)
def test_what_people_understand_differently_is_asked_about(
    text: str, sentence: str, choices: list[str]
) -> None:
    assert ask(text) == (sentence, choices)


@pytest.mark.parametrize(
    ("today", "text", "days"),
    [
        (NOW, "next monday 9am", [30]),
        (NOW.replace(day=22), "next friday 9am", [27, 4]),  # Sundays begin weeks, or end them
        (NOW.replace(day=22), "next sunday 9am", [29]),
        (NOW.replace(day=28), "next tuesday 9am", [1]),
    ],
)
def test_next_is_only_asked_about_within_its_week(
    today: datetime, text: str, days: list[int]
) -> None:
    try:
        found = [read_time(text, zone="UTC", now=today).at]
    except AmbiguousTimeError as unclear:
        found = list(unclear.choices)

    assert [each.day for each in found] == days


def test_only_what_is_left_of_today_is_offered() -> None:
    spoken = read_time("today at 9", zone=BERLIN, now=NOW)

    assert spoken.at == datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("tomorrow 10am", "Asia/Tokyo"),
        ("tomorrow 10am Tokyo", NEW_YORK),
        ("מחר 15:00", "Asia/Tokyo"),
    ],
)
def test_day_that_two_clocks_disagree_on_is_asked_about(text: str, zone: str) -> None:
    now = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # in New York still Monday, in Tokyo 9:00

    with pytest.raises(AmbiguousTimeError) as caught:
        read_time(text, zone=zone, now=now, own_zone=NEW_YORK)

    assert caught.value.sentence == (
        "In Asia/Tokyo it is 24 November 2026 now, where you are 23 November 2026."
    )
    assert [choice.day for choice in caught.value.choices] == [24, 25]


@pytest.mark.parametrize("text", ["10am Tokyo", "1 december 10am Tokyo", "in 20 minutes"])
def test_day_that_two_clocks_agree_on_is_not_asked_about(text: str) -> None:
    now = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    assert read_time(text, zone=NEW_YORK, now=now, own_zone=NEW_YORK).at > now


@pytest.mark.parametrize(
    ("text", "zone"), [("9am MST", NEW_YORK), ("9am", "MST"), ("9am", "est"), ("9am", "PST")]
)
def test_letters_of_winter_are_asked_about_in_summer(text: str, zone: str) -> None:
    july = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)

    assert len(ask(text, zone, july)[1]) == 2
    assert read_time(text, zone=zone, now=NOW).at > NOW
