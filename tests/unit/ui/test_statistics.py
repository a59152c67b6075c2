"""Statistics in words: beside the picture, and instead of it."""

from datetime import datetime, timedelta

import pytest

from bot.domain.statistics import CallStatistics
from bot.ui.rich_text import format_fallback
from bot.ui.statistics import (
    NO_BEST_HOUR,
    SHARE_STATS,
    build_stats_note,
    build_summary,
    build_title,
    format_alt_text,
)
from tests.builders.finished_calls import SINCE, build_finished, build_month, count
from tests.screen import unmarked


def tell(statistics: CallStatistics) -> list[str]:
    text = format_fallback([build_title(statistics), *build_summary(statistics)])
    return unmarked(text).split("\n")


def at(hour: int) -> datetime:
    return SINCE + timedelta(hours=hour)


def test_calls_are_told_by_outcome_agent_and_hour() -> None:
    reached = [build_finished(at=at(9), duration_ms=600_000) for _ in range(6)]
    missed = [build_finished("busy", at(10 + each % 2), agent_name=None) for each in range(12)]

    assert tell(count(*reached, *missed)) == [
        "📊 Calls · Mar 2 – Mar 4, 2026 (America/New\u2060_York)".replace("\u2060", ""),
        "18 calls · 6 conversations (33 %) · 1 h 00 min of conversation",
        "✅ Answered 6 · 📵 Busy 12",
        "By agent: the numbers’ own agent 12 (0 % conversations) · Booker 6 (100 % conversations)",
        "Best hour of the callee’s day: 9:00 to 10:00, conversations in 100 % of 6 calls",
    ]


def test_each_outcome_is_told_and_who_was_reached() -> None:
    told = [build_finished(outcomes=f'["{each}"]') for each in ("voicemail", "reached", "silence")]

    lines = tell(count(*told, build_finished("no_answer")))

    assert lines[1:3] == [
        "4 calls · 1 conversation (25 %) · 1 reached",
        "✅ Reached 1 · 📼 Voicemail 1 · 🔇 Nobody spoke 1 · 🔕 No answer 1",
    ]


def test_what_was_left_out_is_said() -> None:
    satellite = build_finished("busy", callee_time_zone=None, to_number="+870773111632")
    apart = [build_finished(status) for status in ("refused", "refused", "withdrawn")]

    lines = tell(count(satellite, *apart))

    assert lines[-3:] == [
        NO_BEST_HOUR,
        "1 call is not in the hourly chart: the callee’s time zone is unknown",
        "Not counted: 2 not dialed, 1 canceled before dialing",
    ]


@pytest.mark.parametrize(
    ("awaited", "said"),
    [
        (1, "1 call counts as answered until its result is here"),
        (3, "3 calls count as answered until their results are here"),
    ],
)
def test_calls_whose_results_are_awaited_are_said_to_be_open(awaited: int, said: str) -> None:
    known = build_finished(outcomes='["reached"]', is_result_awaited=1)
    cut = build_finished("error", was_ongoing=1, is_result_awaited=1)
    open_calls = [build_finished(is_result_awaited=1) for _ in range(awaited)]

    lines = tell(count(known, cut, *open_calls))

    assert f"✅ Answered {awaited}" in lines[2]
    assert lines[-1] == said


def test_no_calls_are_said_in_two_words() -> None:
    assert tell(count())[1:] == ["No calls"]
    assert format_alt_text(count()) == "Calls Mar 2 – Mar 4, 2026 (America/New_York): No calls."


def test_agents_beyond_the_first_are_counted() -> None:
    calls = [build_finished(agent_name=f"Agent {number}") for number in range(11)]

    assert tell(count(*calls))[3].endswith("Agent 5 1 (100 % conversations) · and 3 more") is False
    assert tell(count(*calls))[3].endswith(" · and 3 more")


def test_names_of_agents_are_no_formats() -> None:
    statistics = count(build_finished(agent_name="<!here> *x*"), agent="<!here>")

    text = "\n".join(tell(statistics))

    assert "<!here>" not in text
    assert "&lt;!here&gt;" in text


def test_alternative_text_says_what_the_picture_shows() -> None:
    reached = [build_finished(at=at(9), duration_ms=90_000) for _ in range(2)]

    assert unmarked(format_alt_text(count(*reached, build_finished("no_answer", at(30))))) == (
        "Calls Mar 2 – Mar 4, 2026 (America/New_York): 3 calls · 2 conversations (67 %) · "
        "3 min 00 s of conversation. How they ended: answered 2, no answer 1. "
        "Calls per day: Mar 2 2, Mar 3 1. "
        "Share of conversations by the callee’s hour: 6 h 0 % of 1, 9 h 100 % of 2. "
        "Lengths of conversations: 1–2 min 2."
    )


def test_alternative_text_of_many_days_names_the_busiest() -> None:
    assert "Calls ended on 20 of 30 days, most on Mar 3: 8." in format_alt_text(
        build_month(4, 8, 0)
    )


@pytest.mark.parametrize("number", [1, 1_000, 1_000_000])
def test_alternative_text_is_as_long_as_slack_takes(number: int) -> None:
    calls = [build_finished(at=at(hour), duration_ms=hour * 60_000) for hour in range(24)]
    tally = count(*calls * 50)
    large = CallStatistics(
        since=tally.since,
        until=tally.until,
        zone="America/Argentina/ComodRivadavia",
        calls=number,
        by_outcome=dict.fromkeys(tally.by_outcome, number),
        per_day=tally.per_day,
        by_hour=tally.by_hour,
        lengths=tally.lengths,
    )

    assert len(format_alt_text(large)) <= 1_000


def test_note_offers_to_share() -> None:
    note = build_stats_note("Painted.", "stats 7d")

    (button,) = note.blocks[-1].to_dict()["elements"]
    assert (note.text, button["action_id"], button["value"]) == (
        "Painted.",
        SHARE_STATS,
        "stats 7d",
    )
