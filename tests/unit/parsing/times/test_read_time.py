"""Which texts are moments to call at, and why others are refused."""

from datetime import UTC, datetime

import pytest

from bot.errors import AmbiguousTimeError, InputError
from bot.parsing.times import SpokenTime, read_time

BERLIN = "Europe/Berlin"
# a Monday, three in the afternoon in Berlin
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def read(text: str) -> SpokenTime | str:
    """Return what a text means, or the sentence that refuses it."""
    try:
        return read_time(text, zone=BERLIN, now=NOW)
    except AmbiguousTimeError as refusal:
        return " ".join([str(refusal), *map(str, refusal.choices)])


def refuse(text: str, zone: str = BERLIN, now: datetime = NOW) -> str:
    with pytest.raises(AmbiguousTimeError) as caught:
        read_time(text, zone=zone, now=now)
    assert caught.value.choices == ()
    assert str(caught.value) == caught.value.sentence
    return caught.value.sentence


MOMENTS = {
    "16:00": "2026-11-23T15:00",
    "15:00": "2026-11-24T14:00",
    "15:00:30": "2026-11-23T14:00:30",
    "15.30": "2026-11-23T14:30",
    "9am": "2026-11-24T08:00",
    "9 AM": "2026-11-24T08:00",
    "9:30 p.m.": "2026-11-23T20:30",
    "9.30pm": "2026-11-23T20:30",
    "９：３０am": "2026-11-24T08:30",
    "9\u202fam\u200b": "2026-11-24T08:00",
    "12am": "2026-11-23T23:00",
    "12pm": "2026-11-24T11:00",
    "noon": "2026-11-24T11:00",
    "midnight": "2026-11-23T23:00",
    "midnight tonight": "2026-11-23T23:00",
    "today at 23:59": "2026-11-23T22:59",
    "tonight at 8": "2026-11-23T19:00",
    "tonight 9:30": "2026-11-23T20:30",
    "tomorrow 9am": "2026-11-24T08:00",
    "9am, tomorrow": "2026-11-24T08:00",
    "Tomorrow morning at 9": "2026-11-24T08:00",
    "tomorrow at 9 in the evening": "2026-11-24T20:00",
    "tomorrow 17h": "2026-11-24T16:00",
    "tomorrow 15.11": "2026-11-24T14:11",
    "the day after tomorrow 07:15": "2026-11-25T06:15",
    "in 3 days 9am": "2026-11-26T08:00",
    "9am in a week": "2026-11-30T08:00",
    "friday 9am": "2026-11-27T08:00",
    "on Thurs at 9am": "2026-11-26T08:00",
    "monday 23:00": "2026-11-23T22:00",
    "monday 9am": "2026-11-30T08:00",
    "next monday 9am": "2026-11-30T08:00",
    "1 December 9am": "2026-12-01T08:00",
    "Dec 1st, 9:30 a.m.": "2026-12-01T08:30",
    "the 1st of December at 9am": "2026-12-01T08:00",
    "tuesday, december 1 2026 9am": "2026-12-01T08:00",
    "9am may 5": "2027-05-05T07:00",
    "23 nov 23:00": "2026-11-23T22:00",
    "1.12. 09:00": "2026-12-01T08:00",
    "23/11 23:00": "2026-11-23T22:00",
    "13/12 9am": "2026-12-13T08:00",
    "13/01/2027 9am": "2027-01-13T08:00",
    "2026-12-01 09:00": "2026-12-01T08:00",
    "2026-12-01T09:00": "2026-12-01T08:00",
    "2026‑12‑01 9am": "2026-12-01T08:00",
    "2026-12-01T09:00+01:00": "2026-12-01T08:00",
    "2026-12-01T09:00:30.500-0530": "2026-12-01T14:30:30.500",
    "2026-12-01t09:00z": "2026-12-01T09:00",
    "in 20 minutes": "2026-11-23T14:20",
    "20 minutes from now": "2026-11-23T14:20",
    "in 1 hour 30 min": "2026-11-23T15:30",
    "in 1 hour and 30 minutes": "2026-11-23T15:30",
    "in an hour and a half": "2026-11-23T15:30",
    "in 1.5 hours": "2026-11-23T15:30",
    "half an hour": "2026-11-23T14:30",
    "+2h": "2026-11-23T16:00",
    "in 17h": "2026-11-24T07:00",
    "in 2h30m": "2026-11-23T16:30",
    "in 90 sec": "2026-11-23T14:01:30",
    "48h": "2026-11-25T14:00",
    "2h20min": "2026-11-23T16:20",
    "in 1 hour and half an hour": "2026-11-23T15:30",
    "two hours and a half from now": "2026-11-23T16:30",
    "in a quarter of an hour": "2026-11-23T14:15",
    "in 1500 hours": "2027-01-25T02:00",
    "1500h": "2026-11-24T14:00",
    "tomorrow 0900 hrs": "2026-11-24T08:00",
    "half past 9 pm": "2026-11-23T20:30",
    "quarter past 12 am": "2026-11-23T23:15",
    "tomorrow at quarter to 8 in the evening": "2026-11-24T18:45",
    "12 noon": "2026-11-24T11:00",
    "12/12/2026 12:00 noon": "2026-12-12T11:00",
    "1.12. at noon": "2026-12-01T11:00",
    "09 Uhr": "2026-11-24T08:00",
    "um 17 Uhr 30": "2026-11-23T16:30",
    "17.30 Uhr": "2026-11-23T16:30",
    "0900": "2026-11-24T08:00",
    "at 1730": "2026-11-23T16:30",
    "5:30p": "2026-11-23T16:30",
    "9 in the morning": "2026-11-24T08:00",
    "this evening at 8": "2026-11-23T19:00",
    "20 past 4pm": "2026-11-23T15:20",
    "twenty to five pm": "2026-11-23T15:40",
    "12:00 noon": "2026-11-24T11:00",
    "12 Uhr mittags": "2026-11-24T11:00",
    "2026-12-01 11:30": "2026-12-01T10:30",
    "2026-12-01T12:30": "2026-12-01T11:30",
    "25/12/2026 5pm": "2026-12-25T16:00",
    "3.12.26 17:00": "2026-12-03T16:00",
    "1. December 9am": "2026-12-01T08:00",
    "09:00 +02:00": "2026-11-24T07:00",
    "09:00Z": "2026-11-24T09:00",
    "tmrw 9am": "2026-11-24T08:00",
    "in 2,5 hours": "2026-11-23T16:30",
    "in twenty minutes": "2026-11-23T14:20",
    "in 1h 30": "2026-11-23T15:30",
    "+1h30": "2026-11-23T15:30",
    "מחר בתשע בבוקר": "2026-11-24T08:00",
    "עוד שעה ו-20 דקות": "2026-11-23T15:20",
    "morgen um 17 Uhr": "2026-11-24T16:00",
    "morgen früh um 9": "2026-11-24T08:00",
    "heute Abend um 8": "2026-11-23T19:00",
    "übermorgen 09:30": "2026-11-25T08:30",
    "am Dienstag um 15 Uhr": "2026-11-24T14:00",
    "9 Uhr abends": "2026-11-23T20:00",
    "um 17 Uhr am 1.12.": "2026-12-01T16:00",
    "1. Dezember 15 Uhr": "2026-12-01T14:00",
    "in einer halben Stunde": "2026-11-23T14:30",
    "in anderthalb Stunden": "2026-11-23T15:30",
    "מחר בשעה 17:00": "2026-11-24T16:00",
    "מחר ב-9 בבוקר": "2026-11-24T08:00",
    "היום ב־20:00": "2026-11-23T19:00",
    "מחרתיים 09:30": "2026-11-25T08:30",
    "מחר בצהריים": "2026-11-24T11:00",
    "הערב ב-8": "2026-11-23T19:00",
    "ביום שלישי בשעה 15:00": "2026-11-24T14:00",
    "יום ה' 16:00": "2026-11-26T15:00",
    "1 בדצמבר 15:00": "2026-12-01T14:00",
    "עוד שעה": "2026-11-23T15:00",
    "בעוד 20 דקות": "2026-11-23T14:20",
    "עוד שעה וחצי": "2026-11-23T15:30",
    "עוד שעתיים": "2026-11-23T16:00",
}


def test_text_is_a_moment() -> None:
    assert {text: read(text) for text in MOMENTS} == {
        text: SpokenTime(at=datetime.fromisoformat(at).replace(tzinfo=UTC), zone=BERLIN)
        for text, at in MOMENTS.items()
    }


@pytest.mark.parametrize(
    ("text", "at", "zone"),
    [
        ("9am New York", "2026-11-24T14:00", "America/New_York"),
        ("9am in new york", "2026-11-24T14:00", "America/New_York"),
        ("10am America/New_York", "2026-11-23T15:00", "America/New_York"),
        ("9am asia/kolkata tomorrow", "2026-11-24T03:30", "Asia/Kolkata"),
        ("tomorrow 9am São Paulo time", "2026-11-24T12:00", "America/Sao_Paulo"),
        ("tomorrow 9am in Dar es Salaam", "2026-11-24T06:00", "Africa/Dar_es_Salaam"),
        ("tomorrow 9am CET", "2026-11-24T08:00", "Europe/Brussels"),
        ("tomorrow 9am EST", "2026-11-24T14:00", "America/New_York"),
        ("tomorrow 9am ET", "2026-11-24T14:00", "America/New_York"),
        ("tomorrow 9am UTC", "2026-11-24T09:00", "UTC"),
        ("tomorrow 9am UTC+2", "2026-11-24T07:00", BERLIN),
        ("tomorrow 9am GMT-05:30", "2026-11-24T14:30", BERLIN),
        ("2026-12-01T09:00 Tokyo", "2026-12-01T00:00", "Asia/Tokyo"),
        ("10am Boston", "2026-11-23T15:00", "America/New_York"),
        ("tomorrow 10am in San Juan, Puerto Rico", "2026-11-24T14:00", "America/Puerto_Rico"),
    ],
)
def test_zone_in_the_text_wins(text: str, at: str, zone: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert read_time(text, zone=BERLIN, now=NOW) == SpokenTime(at=moment, zone=zone)


def test_days_are_counted_where_the_time_is_meant() -> None:
    now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # in Tokyo it is the 24th

    spoken = read_time("tomorrow 01:00 Asia/Tokyo", zone=BERLIN, now=now)

    assert spoken.at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["9am", "tomorrow 15:00", "morgen 17 Uhr", "2026-12-01T09:00"])
def test_no_zone_is_guessed_for_a_person_without_one(text: str) -> None:
    with pytest.raises(InputError, match="which time zone you are in: add tz="):
        read_time(text, zone=None, now=NOW)


@pytest.mark.parametrize("text", ["in 20 minutes", "9am Berlin", "2026-12-01T09:00Z", "+2h"])
def test_time_that_needs_no_zone_is_read_without_one(text: str) -> None:
    assert read_time(text, zone=None, now=NOW).at > NOW


@pytest.mark.parametrize(
    "text", ["tomorrow", "monday", "in 3 days", "1 december", "2026-12-01", "Next Friday"]
)
def test_day_alone_is_refused_with_an_example_that_works(text: str) -> None:
    sentence = refuse(text)

    assert sentence == f"“{text}” names no time of day: write “{text.casefold()} 9am”."


@pytest.mark.parametrize(
    "text",
    (
        "|may|1|9|2026|1500|foo|in 20|in -5 min|in 5 months|9:00-17:00|09:00+01:00|"
        "next week 9am|9am tomorrow monday|2026120T0900|the 5 9am|" + "x" * 200
    ).split("|"),
)
def test_what_is_no_time_is_refused_with_examples(text: str) -> None:
    shown = text if len(text) <= 40 else f"{text[:40]}…"

    assert refuse(text) == (
        f"“{shown}” is not a time the bot understands: write 15:00, “tomorrow 9am”, "
        "“in 20 minutes” or 2026-11-30T09:00."
    )


IMPOSSIBLE = {
    "2026-12-01T25:00Z": "“25:00” is not a time of day: they go from 0:00 to 23:59.",
    "25:00": "“25:00” is not a time of day: they go from 0:00 to 23:59.",
    "24:00": "“24:00” is not a time of day: they go from 0:00 to 23:59.",
    "9:75": "“9:75” is not a time of day: they go from 0:00 to 23:59.",
    "tomorrow at 25": "“at 25” is not a time of day: they go from 0:00 to 23:59.",
    "13pm": "“13pm” does not exist: hours before am and pm go from 1 to 12.",
    "0am": "“0am” does not exist: hours before am and pm go from 1 to 12.",
    "31 Feb 9am": "“31 feb” is no day of the calendar.",
    "32 dec 9am": "“32 dec” is no day of the calendar.",
    "31/31 9am": "“31/31” is no day of the calendar.",
    "2027-02-29 9am": "“2027-02-29” is no day of the calendar.",
    "tuesday 23 nov 9pm": "23 November 2026 is a Monday: leave out one of “tuesday 23 nov”.",
    "9pm and 10am": "“9pm” and “10am” are two times of day; one call, one time.",
    "tomorrow morning 15:00": "“15:00” is not “morning”: leave out one of the two.",
    "tomorrow evening 9am": "“9am” is not “evening”: leave out one of the two.",
    "10.11": "“10.11” may be a time or a day: write “10:11” for a time.",
    "9am UTC+15": "“utc+15” is no place's time: none is more than 14 hours from UTC.",
    "9am foo": (
        "“foo” is neither a day nor a time zone that is known. "
        "Leave it out, or name one such as Europe/Berlin."
    ),
    "9am Asia/Kolkatta": (
        "“asia/kolkatta” is neither a day nor a time zone that is known. Did you mean Asia/Kolkata?"
    ),
    "9am tomorrow in 2 hours": (
        "“9am tomorrow in 2 hours” is not a time the bot understands: write 15:00, "
        "“tomorrow 9am”, “in 20 minutes” or 2026-11-30T09:00."
    ),
    "9 to 10": "“9 to 10” may be two times of day; one call, one time.",
    "10 to 5pm": "“10 to 5pm” may be two times of day; one call, one time.",
    "tomorrow morning": "“tomorrow morning” names no time of day: write “tomorrow 9am”.",
    "today": "“today” names no time of day: write “today 11:59pm”.",
    "tonight": "“tonight” names no time of day: write “today 9pm”.",
    "מחר": "“מחר” names no time of day: write “tomorrow 9am”.",
    "asap": "“asap” needs no at=: without it the call is placed at once.",
    "jetzt": "“jetzt” needs no at=: without it the call is placed at once.",
    "today 8am IST": "“today 8am IST” has passed; a call can only be made later.",
    "half to 9": (
        "“half to 9” is not a time the bot understands: write 15:00, “tomorrow 9am”, "
        "“in 20 minutes” or 2026-11-30T09:00."
    ),
}


def test_what_cannot_be_is_refused_with_the_reason() -> None:
    assert {text: read(text) for text in IMPOSSIBLE} == IMPOSSIBLE


@pytest.mark.parametrize(
    "text",
    (
        "yesterday|yesterday 9am|today 15:00|23 nov 9am|2 days ago 9am|in 0 minutes|"
        "2020-01-01T09:00|2020-01-01T09:00Z|0001-01-01 09:00|2026-11-23T14:00Z"
    ).split("|"),
)
def test_time_that_has_passed_is_refused(text: str) -> None:
    assert refuse(text) == f"“{text}” has passed; a call can only be made later."


@pytest.mark.parametrize(
    "text",
    (
        "2028-01-01T09:00|2027-11-24T14:01Z|9999-12-31 09:00|9999-12-31T23:59-05:00|"
        "in 999999 hours|29 feb 9am|in 60 weeks 9am"
    ).split("|"),
)
def test_more_than_a_year_ahead_is_refused(text: str) -> None:
    assert refuse(text) == f"“{text}” is more than a year ahead, which is too far to plan."
