"""What finished calls add up to; and the statistics that other tests describe and draw."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.meanings import Outcome
from bot.domain.phone_numbers import E164
from bot.domain.statistics import (
    GROUP_OF_OUTCOME,
    AgentCount,
    DayCount,
    HourCount,
    LengthCount,
    format_span,
)
from tests.builders.finished_calls import SINCE, UNTIL, build_finished, count


def test_nothing_adds_up_to_nothing() -> None:
    statistics = count()

    assert (statistics.calls, statistics.conversations, statistics.share) == (0, 0, 0.0)
    assert (statistics.by_outcome, statistics.by_agent, statistics.apart) == ({}, (), {})
    assert [day.day for day in statistics.per_day] == [date(2026, 3, day) for day in (2, 3, 4)]
    assert statistics.best_hour is None


def test_all_ways_to_end_a_conversation_are_one_outcome() -> None:
    ways = ("ended", "user_hangup", "agent_hangup", "inactivity", "error_inactivity")

    statistics = count(*map(build_finished, ways))

    assert (statistics.by_outcome, statistics.conversations) == ({Outcome.ANSWERED: 5}, 5)


def test_outcomes_come_in_one_order() -> None:
    mapped = [build_finished(outcomes=json.dumps([each])) for each in reversed(Outcome)]

    statistics = count(*map(build_finished, ("error", "busy", "no_answer", "ended")), *mapped)

    assert list(statistics.by_outcome) == list(Outcome)
    assert set(GROUP_OF_OUTCOME) == set(Outcome)


def test_nobody_talks_to_a_machine_and_only_a_mapping_says_who_was_reached() -> None:
    def share(*outcomes: str, status: str = "ended") -> tuple[int, int]:
        statistics = count(build_finished(status, outcomes=json.dumps(outcomes), was_ongoing=1))
        return statistics.conversations, statistics.reached

    assert share() == (1, 0)
    assert share("reached") == share("call_back", "reached") == share("wants_human") == (1, 1)
    assert share("wrong_person") == share("opted_out") == (1, 0)
    assert share("voicemail") == share("silence") == share("dead_line") == (0, 0)
    assert share("voicemail", status="error") == (0, 0)


def test_conversation_that_broke_off_was_one() -> None:
    statistics = count(build_finished("error", was_ongoing=1, duration_ms=90_000))

    assert statistics.by_outcome == {Outcome.ERROR: 1}
    assert (statistics.conversations, statistics.minutes) == (1, 1.5)


@pytest.mark.parametrize("status", ["refused", "withdrawn", "untraced", "lost"])
def test_call_without_an_outcome_is_counted_apart(status: str) -> None:
    statistics = count(build_finished(status), build_finished("busy"))

    assert (statistics.calls, statistics.apart) == (1, {status: 1})
    assert sum(hour.calls for hour in statistics.by_hour) == 1


def test_days_begin_at_midnight_in_the_zone() -> None:
    late = datetime(2026, 3, 3, 4, 59, tzinfo=UTC)
    calls = (build_finished("busy", late), build_finished("busy", late + timedelta(minutes=1)))

    in_new_york, in_utc = count(*calls), count(*calls, zone="UTC")

    assert in_new_york.per_day == (
        DayCount(day=date(2026, 3, 2), outcomes={Outcome.BUSY: 1}),
        DayCount(day=date(2026, 3, 3), outcomes={Outcome.BUSY: 1}),
        DayCount(day=date(2026, 3, 4)),
    )
    assert [sum(day.outcomes.values()) for day in in_utc.per_day] == [0, 2, 0]


def test_day_of_23_hours_is_a_day() -> None:
    since = datetime(2026, 3, 7, 5, 0, tzinfo=UTC)

    statistics = count(since=since, until=datetime(2026, 3, 9, 4, 0, tzinfo=UTC))

    assert [day.day.day for day in statistics.per_day] == [7, 8]


def test_time_that_ends_at_midnight_has_no_day_after_it() -> None:
    statistics = count(until=datetime(2026, 3, 3, 5, 0, tzinfo=UTC))

    assert [day.day.day for day in statistics.per_day] == [2]


def test_hours_are_those_of_the_callee_when_the_phone_rang() -> None:
    dialed = datetime(2026, 3, 3, 14, 59, 50, tzinfo=UTC)
    over = build_finished(at=dialed + timedelta(minutes=5), dialing_at=dialed.timestamp())

    statistics = count(
        over._replace(callee_time_zone="Asia/Tokyo"),
        over._replace(callee_time_zone=None, to_number=E164("+442079460000")),
    )

    assert [hour for hour in statistics.by_hour if hour.calls] == [
        HourCount(hour=14, calls=1, conversations=1),
        HourCount(hour=23, calls=1, conversations=1),
    ]
    assert len(statistics.by_hour) == 24


def test_number_that_may_be_in_many_zones_counts_in_the_middle_one() -> None:
    noon = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)

    statistics = count(build_finished("busy", noon, callee_time_zone=None))

    (hour,) = (each.hour for each in statistics.by_hour if each.calls)
    # +1 reaches from Guam to Newfoundland; in the middle it is an hour or two before New York
    assert 10 <= hour <= 13


def test_number_without_a_zone_is_in_no_hour_and_said() -> None:
    satellite = build_finished("busy", callee_time_zone=None, to_number=E164("+870773111632"))

    statistics = count(satellite, build_finished("busy"))

    assert (statistics.calls, statistics.without_zone) == (2, 1)
    assert sum(hour.calls for hour in statistics.by_hour) == 1


def test_lengths_are_of_conversations_only() -> None:
    lengths = (0, 29_999, 30_000, 60_000, 599_999, 600_000, 7_200_000)
    calls = [build_finished(duration_ms=length) for length in lengths]

    statistics = count(*calls, build_finished("busy", duration_ms=90_000), build_finished())

    assert [length.calls for length in statistics.lengths] == [2, 1, 1, 0, 1, 2]
    assert statistics.minutes == pytest.approx(sum(lengths) / 60_000)


def test_lengths_have_short_names() -> None:
    assert [length.label for length in count().lengths] == [
        "0–30 s",
        "30–60 s",
        "1–2 min",
        "2–5 min",
        "5–10 min",
        "10+ min",
    ]
    assert LengthCount(from_seconds=600, to_seconds=None).label == "10+ min"


def test_agents_are_counted_the_busiest_first() -> None:
    calls = [build_finished(agent_name=name) for name in ("Survey", "Booker", "Booker")]

    statistics = count(*calls, build_finished("busy", agent_name=None))

    assert statistics.by_agent == (
        AgentCount(name="Booker", calls=2, conversations=2),
        AgentCount(name=None, calls=1, conversations=0),
        AgentCount(name="Survey", calls=1, conversations=1),
    )


@pytest.mark.parametrize(
    ("beginning", "number"), [(None, 3), ("book", 2), ("BOOKER 2", 1), ("ÄRZTE", 1), ("urvey", 0)]
)
def test_calls_are_narrowed_to_the_beginning_of_an_agents_name(
    beginning: str | None, number: int
) -> None:
    calls = [build_finished(agent_name=name) for name in ("Booker", "booker 2", "Ärzte")]

    assert count(*calls, agent=beginning).calls == number


def test_best_hour_has_enough_calls_and_others_to_be_better_than() -> None:
    nine, ten, noon = (datetime(2026, 3, 3, hour, tzinfo=UTC) for hour in (14, 15, 17))
    few = [build_finished(at=noon)] * 4
    many = [build_finished(at=nine)] * 3 + [build_finished("busy", nine)] * 3
    more = [build_finished(at=ten)] * 5 + [build_finished("busy", ten)]

    assert count(*few, *many, *more).best_hour is None
    assert not count(*few, *many, *more).has_telling_hours
    assert count(*few, build_finished("busy", noon), *many, *more).best_hour == HourCount(
        hour=10, calls=6, conversations=5
    )


@pytest.mark.parametrize(("hour", "is_by_day"), [(7, False), (8, True), (20, True), (21, False)])
def test_no_hour_of_the_night_is_best(hour: int, is_by_day: bool) -> None:
    calls = [build_finished("busy", SINCE + timedelta(hours=each)) for each in (9, 10, 11)]
    reached = [build_finished(at=SINCE + timedelta(hours=hour))]

    best = count(*calls * 5, *reached * 5, build_finished(at=SINCE + timedelta(hours=9))).best_hour

    assert best is not None
    assert best.hour == (hour if is_by_day else 9)


def test_no_hour_is_best_where_nobody_was_reached() -> None:
    busy = [build_finished("busy", SINCE + timedelta(hours=hour)) for hour in (9, 10, 11)]

    assert count(*busy * 5).has_telling_hours
    assert count(*busy * 5).best_hour is None


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (SINCE, SINCE + timedelta(hours=1), "Mar 2, 2026"),
        (SINCE, UNTIL, "Mar 2 – Mar 4, 2026"),
        (SINCE - timedelta(days=90), UNTIL, "Dec 2, 2025 – Mar 4, 2026"),
    ],
)
def test_span_names_each_year_once(since: datetime, until: datetime, words: str) -> None:
    assert format_span(count(since=since, until=until)) == words
