"""Times as people in the US, Britain, Germany and Israel type them in a week."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.errors import AmbiguousTimeError
from bot.parsing.times import read_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday, eleven in the morning in Berlin
SUNDAY = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
READ = """
    next week Tuesday 3pm          | Tue 01 Dec 15:00
    tuesday next week 3pm          | Tue 01 Dec 15:00
    friday week 9am                | Fri 04 Dec 09:00
    a week on Friday 3pm           | Fri 04 Dec 15:00
    a week from friday 3pm         | Fri 04 Dec 15:00
    two weeks from friday 3pm      | Fri 11 Dec 15:00
    a week from tomorrow 3pm       | Thu 03 Dec 15:00
    in a fortnight 3pm             | Wed 09 Dec 15:00
    this coming friday 3pm         | Fri 27 Nov 15:00
    the 24th 9am                   | Thu 24 Dec 09:00
    on the 31st at 9am             | Thu 31 Dec 09:00
    thursday the 24th 9am          | Thu 24 Dec 09:00
    Dec. 24 9am                    | Thu 24 Dec 09:00
    Mon. 9am                       | Mon 30 Nov 09:00
    tonight 8                      | Wed 25 Nov 20:00
    tonite 9                       | Wed 25 Nov 21:00
    this afternoon 3               | Wed 25 Nov 15:00
    tomorrow evening 7             | Thu 26 Nov 19:00
    saturday morning 10            | Sat 28 Nov 10:00
    tomorrow 15                    | Thu 26 Nov 15:00
    around 5pm                     | Wed 25 Nov 17:00
    5pm please                     | Wed 25 Nov 17:00
    ~5pm                           | Wed 25 Nov 17:00
    wendesday 3pm                  | Wed 25 Nov 15:00
    in 1 hr 15                     | Wed 25 Nov 12:15
    in 1:30 hours                  | Wed 25 Nov 12:30
    in 1½ hours                    | Wed 25 Nov 12:30
    in three quarters of an hour   | Wed 25 Nov 11:45
    in 20 min.                     | Wed 25 Nov 11:20
    2026/12/24 14:00               | Thu 24 Dec 14:00
    2026.12.24 14:00               | Thu 24 Dec 14:00
    20261224T1400                  | Thu 24 Dec 14:00
    20261224T140000Z               | Thu 24 Dec 15:00
    1500Z                          | Wed 25 Nov 16:00
    3pm central                    | Wed 25 Nov 22:00
    9am Detroit, MI                | Wed 25 Nov 15:00
    9am San Francisco, CA          | Wed 25 Nov 18:00
    midnight London                | Thu 26 Nov 01:00
    tonight at 2                   | Thu 26 Nov 02:00
    tonight at 12                  | Thu 26 Nov 00:00
    tonight 12:30                  | Thu 26 Nov 00:30
    9 at night                     | Wed 25 Nov 21:00
    2 Uhr nachts                   | Thu 26 Nov 02:00
    heute nacht um 3               | Thu 26 Nov 03:00
    הלילה ב-2                      | Thu 26 Nov 02:00
    930am                          | Thu 26 Nov 09:30
    1-Dec-2026 9am                 | Tue 01 Dec 09:00
    zwanzig vor 5 abends           | Wed 25 Nov 16:40
    9am Christmas Island           | Thu 26 Nov 03:00
    Di 17 Uhr                      | Tue 01 Dec 17:00
    am Do um 14:30                 | Thu 26 Nov 14:30
    Mi, 25.11., 14 Uhr             | Wed 25 Nov 14:00
    Montagmorgen 9 Uhr             | Mon 30 Nov 09:00
    Montag morgen um 9             | Mon 30 Nov 09:00
    Freitagnachmittag 3 Uhr        | Fri 27 Nov 15:00
    nächste Woche Dienstag 15 Uhr  | Tue 01 Dec 15:00
    Dienstag nächste Woche 15 Uhr  | Tue 01 Dec 15:00
    heute in einer Woche 15 Uhr    | Wed 02 Dec 15:00
    am 24. um 14 Uhr               | Thu 24 Dec 14:00
    viertel 5 nachmittags          | Wed 25 Nov 16:15
    dreiviertel 5 nachmittags      | Wed 25 Nov 16:45
    2 Uhr mittags                  | Wed 25 Nov 14:00
    gegen 15 Uhr                   | Wed 25 Nov 15:00
    ca. 15 Uhr                     | Wed 25 Nov 15:00
    15Uhr30                        | Wed 25 Nov 15:30
    15:00 Uhr MEZ                  | Wed 25 Nov 15:00
    15 Uhr Berliner Zeit           | Wed 25 Nov 15:00
    in einer Viertelstunde         | Wed 25 Nov 11:15
    in 1,5 Std.                    | Wed 25 Nov 12:30
    יום ה 17:00                    | Thu 26 Nov 17:00
    ראשון 09:00                    | Sun 29 Nov 09:00
    מחר בצהריים ב-2                | Thu 26 Nov 14:00
    רבע לחמש אחה"צ                 | Wed 25 Nov 16:45
    חמש וחצי אחר הצהריים           | Wed 25 Nov 17:30
    ה-3 בדצמבר בשעה 17:00          | Thu 03 Dec 17:00
    בשבוע הבא ביום שלישי ב-17:00   | Tue 01 Dec 17:00
    בעוד שעתיים וחצי               | Wed 25 Nov 13:30
"""
ASKED = """
    tmrw 9             | Thu 26 Nov 09:00, Thu 26 Nov 21:00
    mon 9              | Mon 30 Nov 09:00, Mon 30 Nov 21:00
    9 on monday        | Mon 30 Nov 09:00, Mon 30 Nov 21:00
    at 930             | Wed 25 Nov 21:30, Thu 26 Nov 09:30
    tomorrow night at 2| Thu 26 Nov 02:00, Fri 27 Nov 02:00
    at 5ish            | Wed 25 Nov 17:00, Thu 26 Nov 05:00
    5 o clock          | Wed 25 Nov 17:00, Thu 26 Nov 05:00
    viertel 5          | Wed 25 Nov 16:15, Thu 26 Nov 04:15
    halb fünf          | Wed 25 Nov 16:30, Thu 26 Nov 04:30
    Di 9 Uhr           | Tue 01 Dec 09:00, Tue 01 Dec 21:00
    21.30h             | Wed 25 Nov 21:30, Thu 26 Nov 08:18
    1.25h              | Wed 25 Nov 12:15, Wed 25 Nov 13:25, Thu 26 Nov 01:25
    1:30h              | Wed 25 Nov 12:30, Wed 25 Nov 13:30, Thu 26 Nov 01:30
    in 1:30            | Wed 25 Nov 12:30, Wed 25 Nov 13:30, Thu 26 Nov 01:30
    next week Sunday 3pm          | Sun 29 Nov 15:00, Sun 06 Dec 15:00
    Dienstag in einer Woche 15 Uhr| Tue 01 Dec 15:00, Tue 08 Dec 15:00
    wednesday week 3pm            | Wed 02 Dec 15:00, Wed 09 Dec 15:00
    בעשר וחצי          | Wed 25 Nov 22:30, Thu 26 Nov 10:30
    3pm CT             | Wed 25 Nov 15:00 America/Chicago, Thu 26 Nov 15:00 Asia/Shanghai
    9am Texas          | Wed 25 Nov 09:00 America/Chicago, Wed 25 Nov 09:00 America/Denver
    9am Spain          | Thu 26 Nov 09:00 Europe/Madrid, Thu 26 Nov 09:00 Atlantic/Canary
"""
REFUSED = (
    "by 5pm|after 5pm|tue 15|between 9 and 10am|in 2-3 hours|9 or 10am|dec 9|in 5|9 10 tomorrow|"
    "christmas 9am|easter 9am|this evening at 1|12 in the morning|nach 14 Uhr"
)


def read_table(table: str) -> dict[str, str]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return {text.strip(): at.strip() for text, at in rows}


def write(at: datetime) -> str:
    place = "" if str(at.tzinfo) == BERLIN.key else f" {at.tzinfo}"
    return f"{at:%a %d %b %H:%M}{place}"


def read(text: str, now: datetime = NOW) -> str | list[str]:
    """Return the moment, or a list of those that are asked about."""
    try:
        return write(read_time(text, zone=BERLIN.key, now=now).at.astimezone(BERLIN))
    except AmbiguousTimeError as question:
        # each of them, written down, is exact
        for choice in question.choices:
            assert read_time(choice.isoformat(), zone=BERLIN.key, now=now).at == choice
        return [write(each) for each in question.choices]


def test_one_meaning_is_read() -> None:
    meant = read_table(READ)

    assert {text: read(text) for text in meant} == meant


def test_several_meanings_are_asked_about() -> None:
    asked = {text: choices.split(", ") for text, choices in read_table(ASKED).items()}

    assert {text: read(text) for text in asked} == asked


def test_what_names_no_moment_is_refused() -> None:
    assert {text: read(text) for text in REFUSED.split("|")} == {
        text: [] for text in REFUSED.split("|")
    }


def test_weeks_begin_on_sunday_or_on_monday() -> None:
    assert read("next week Tuesday 3pm", SUNDAY) == ["Tue 01 Dec 15:00", "Tue 08 Dec 15:00"]
