"""When it is quiet where a callee is, and until when; held against a judge that computes itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers import timezone

from bot.domain.quiet_hours import QuietTime, Silence, find_silence, list_quiet_times
from bot.domain.time_zones import Location, find_location

NIGHT = QuietTime(begins=time(21), ends=time(8))
DEFAULT = list_quiet_times(NIGHT)
NEW_YORK = Location(zones=("America/New_York",), areas=frozenset({"US"}))
ISRAEL = find_location("+97239991234")
MIAMI = find_location("+13055550123")
MINUTE = timedelta(minutes=1)
DAYS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
# of the north and the south; both in the weeks around them
CHANGES = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5))] + [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((9, 27), (10, 4), (10, 25), (11, 1))
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def find_end(at: str, callee: Location, *times: QuietTime) -> datetime | None:
    """Return when the silence of a moment ends; the moment itself where it is none."""
    silence = find_silence(utc(at), callee, times or DEFAULT)
    return utc(at) if silence is None else silence.ends_at


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-12-01T15:00", "2026-12-01T15:00"),
        ("2026-12-02T01:59:59", "2026-12-02T01:59:59"),
        ("2026-12-02T02:00", "2026-12-02T13:00"),
        ("2026-12-01T05:00", "2026-12-01T13:00"),
        # clocks go back in the night to 1 November, forward in that to 8 March
        ("2026-11-01T02:00", "2026-11-01T13:00"),
        ("2026-10-31T02:00", "2026-10-31T12:00"),
        ("2026-03-08T03:00", "2026-03-08T12:00"),
        ("2026-03-07T03:00", "2026-03-07T13:00"),
    ],
)
def test_quiet_is_from_21_to_8(at: str, end: str) -> None:
    assert find_end(at, NEW_YORK) == utc(end)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        # from Friday 14:00 to Sunday 8:00; 8:00 is 6:00 UTC in winter, 5:00 in summer
        ("2026-12-04T11:59", "2026-12-04T11:59"),
        ("2026-12-04T12:00", "2026-12-06T06:00"),
        ("2026-12-05T10:00", "2026-12-06T06:00"),
        ("2026-12-06T05:59", "2026-12-06T06:00"),
        # Rosh Hashanah is on Saturday and Sunday
        ("2026-09-11T11:00", "2026-09-14T05:00"),
        # Yom Kippur on a Monday, and its eve on Sunday from 14:00
        ("2026-09-20T10:59", "2026-09-20T10:59"),
        ("2026-09-20T11:00", "2026-09-22T05:00"),
        # Thursday is no eve of a holiday
        ("2026-12-03T12:00", "2026-12-03T12:00"),
    ],
)
def test_israel_rests_from_the_eve_to_the_morning_after(at: str, end: str) -> None:
    assert find_end(at, ISRAEL) == utc(end)


def test_florida_is_quiet_an_hour_earlier() -> None:
    assert find_end("2026-12-02T01:00", MIAMI) == utc("2026-12-02T13:00")
    assert find_end("2026-12-02T01:00", NEW_YORK) == utc("2026-12-02T01:00")


def test_off_ends_what_is_built_in_but_not_what_was_chosen() -> None:
    chosen = QuietTime.read("sun 00:00-00:00", area="US")
    times = (*list_quiet_times(None), chosen)

    assert find_silence(utc("2026-12-05T12:00"), ISRAEL, times) is None
    assert find_silence(utc("2026-12-02T04:00"), NEW_YORK, times) is None
    # Sunday in New York, the whole day
    assert find_end("2026-12-06T15:00", NEW_YORK, *times) == utc("2026-12-07T05:00")


def test_what_was_chosen_only_makes_it_longer() -> None:
    times = (*DEFAULT, QuietTime.read("09:00-21:00", area="US"))

    # one hour is left
    assert find_end("2026-12-02T14:00", NEW_YORK, *times) == utc("2026-12-03T13:00")
    assert find_end("2026-12-02T13:30", NEW_YORK, *times) == utc("2026-12-02T13:30")


def test_country_that_is_always_quiet_has_no_end() -> None:
    always = QuietTime.read("00:00-00:00", area="US")
    silence = find_silence(utc("2026-12-02T15:00"), NEW_YORK, [always])

    assert silence is not None
    assert silence.ends_at is None


def test_quiet_in_some_zones_is_doubtful_and_over_where_it_is_in_none() -> None:
    silence = find_silence(utc("2026-12-01T13:30"), find_location("+18005551234"), DEFAULT)

    assert silence is not None
    assert silence.is_doubtful
    assert silence.ends_at == utc("2026-12-01T18:00")  # 8:00 in Honolulu
    clocks = [ZoneInfo(each).utcoffset(datetime(2026, 12, 1)) for each in silence.list_zones()]  # noqa: DTZ001
    assert len(set(clocks)) == len(clocks) == 6


def test_no_zone_is_no_silence() -> None:
    assert find_silence(utc("2026-12-01T03:00"), Location(), DEFAULT) is None


def test_time_that_a_clock_shows_twice_ends_once() -> None:
    """Quiet until 1:30, in the night when New York's clock shows 1:30 twice."""
    early = QuietTime.read("21:00-01:30")

    assert find_end("2026-11-01T05:20", NEW_YORK, early) == utc("2026-11-01T05:30")
    assert find_end("2026-11-01T06:10", NEW_YORK, early) == utc("2026-11-01T06:30")


@pytest.mark.parametrize("text", ["21:00-08:00", "fri,eve 14:00-08:00", "mon,holiday 00:00-00:00"])
def test_quiet_time_is_written_as_it_is_read(text: str) -> None:
    assert QuietTime.read(text).write() == text


def test_every_day_is_no_list_of_days() -> None:
    text = "mon,tue,wed,thu,fri,sat,sun,eve,holiday 12:00-13:00"
    assert QuietTime.read(text).write() == "12:00-13:00"


@pytest.mark.parametrize("text", ["", "21-8", "25:00-08:00", "21:00", "fun 21:00-08:00", "a-b"])
def test_what_is_no_quiet_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        QuietTime.read(text)


# The judge


@cache
def read_zone_table() -> dict[str, set[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            table[line.split("\t")[0]].add(line.split("\t")[2])
    return table


def list_examples() -> Iterator[tuple[str, str]]:
    kinds = [value for name, value in vars(phonenumbers.PhoneNumberType).items() if name.isupper()]
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in kinds:
            example = phonenumbers.example_number_for_type(region, kind)
            if example is not None:
                yield region, phonenumbers.format_number(example, 0)


def judge_zones(number: str) -> frozenset[str]:
    """Return all zones in which it has to be day, whatever they are called."""
    parsed = phonenumbers.parse(number)
    own = set(timezone.time_zones_for_number(parsed))
    country = read_zone_table()[phonenumbers.region_code_for_number(parsed) or ""]
    return frozenset((own & country) or country or own)


def is_day(at: datetime, zones: frozenset[str], number: str) -> bool:
    for zone in zones:
        local = at.astimezone(ZoneInfo(zone))
        minutes = local.hour * 60 + local.minute
        if not 8 * 60 <= minutes < 21 * 60:
            return False
        if zone == "Asia/Jerusalem" and number.startswith("+972"):
            is_friday = local.weekday() == 4 and minutes >= 14 * 60
            if is_friday or local.weekday() == 5:
                return False
    return True


def test_nobody_in_245_countries_is_called_at_night_around_the_changes_of_clocks() -> None:
    examples = list(list_examples())
    assert len({region for region, _ in examples}) == 245
    # numbers that live by the same clocks and rules are the same to both
    numbers = {
        (watch_clocks(judge_zones(number)), *watch_callee(find_location(number))): number
        for _, number in examples
    }
    assert len(numbers) > 60
    for number in numbers.values():
        callee, zones = find_location(number), judge_zones(number)
        ends = dict[datetime | None, Silence]()
        # where no clock changes, one week is like the other
        for change in CHANGES if any(watch_clock(zone)[1] for zone in zones) else CHANGES[:1]:
            for half_hour in range(-36, 36):
                at = change + half_hour * 30 * MINUTE
                silence = find_silence(at, callee, DEFAULT)
                if silence is None:
                    assert is_day(at, zones, number), (number, at)
                else:
                    assert silence.ends_at is not None, number
                    assert silence.at < silence.ends_at
                    ends[silence.ends_at] = silence
        for silence in ends.values():
            check_end(silence, zones, number)


def check_end(silence: Silence, zones: frozenset[str], number: str) -> None:
    """Expect day where the silence ends, and no hour of ours that others would not call a day's."""
    assert silence.ends_at is not None
    assert is_day(silence.ends_at, zones, number), (number, silence.at, silence.ends_at)
    assert find_silence(silence.ends_at, silence.callee, DEFAULT) is None
    assert find_silence(silence.ends_at - MINUTE, silence.callee, DEFAULT) is not None


def find_changes(zone: str) -> Iterator[datetime]:
    """Find the hours of a year in which the clocks of a zone change."""
    clock = ZoneInfo(zone)
    for midnight, next_midnight in pairwise(DAYS):
        if midnight.astimezone(clock).utcoffset() == next_midnight.astimezone(clock).utcoffset():
            continue
        hours = [midnight + index * timedelta(hours=1) for index in range(25)]
        for before, after in pairwise(hours):
            if before.astimezone(clock).utcoffset() != after.astimezone(clock).utcoffset():
                yield after


@cache
def watch_clock(zone: str) -> tuple[timedelta | None, tuple[datetime, ...]]:
    """Return what clocks of a zone show when a year begins, and when they change in it."""
    return DAYS[0].astimezone(ZoneInfo(zone)).utcoffset(), tuple(find_changes(zone))


def watch_clocks(zones: Iterable[str]) -> frozenset[object]:
    return frozenset(map(watch_clock, zones))


def watch_callee(callee: Location) -> tuple[frozenset[object], frozenset[str]]:
    """Return all that silence depends on."""
    return watch_clocks(callee.zones), callee.areas & {each.area for each in DEFAULT}


def test_hours_around_every_change_of_clocks_are_judged_by_what_the_clock_shows() -> None:
    zones = sorted({zone for of_country in read_zone_table().values() for zone in of_country})
    # clocks that change alike are the same to both
    changes = {watch_clock(zone): zone for zone in zones}
    assert len(changes) > 40
    for (_, moments), zone in changes.items():
        callee = Location(zones=(zone,))
        for change in moments:
            for half_hour in range(-30, 50):
                at = change + half_hour * 30 * MINUTE
                silence = find_silence(at, callee, DEFAULT)
                assert (silence is None) == is_day(at, frozenset({zone}), ""), (zone, at)
                if silence is not None:
                    check_end(silence, frozenset({zone}), "")
