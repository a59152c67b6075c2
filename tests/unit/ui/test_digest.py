"""The digest in words: the facts of a day, or one line where there are none."""

from datetime import UTC, datetime, timedelta

from bot.domain.meanings import Outcome
from bot.domain.statistics import AgentCount, CallStatistics
from bot.ui.rich_text import Moment, format_fallback
from bot.ui.statistics import build_digest
from tests.screen import unmarked

UNTIL = datetime(2026, 11, 23, 22, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=1)
SHOWN = unmarked(format_fallback([[Moment(SINCE, "{date_short_pretty} {time}")]]))


def test_digest_tells_what_calls_came_to_since_the_one_before() -> None:
    statistics = CallStatistics(
        since=SINCE,
        until=UNTIL,
        zone="UTC",
        calls=4,
        conversations=3,
        reached=2,
        minutes=12.5,
        by_outcome={Outcome.REACHED: 2, Outcome.ANSWERED: 1, Outcome.BUSY: 1},
        by_agent=(AgentCount(name="Booker", calls=4, conversations=3),),
    )

    first, second, *rest = unmarked(build_digest(statistics).text).splitlines()

    assert first == f"📰 Calls that ended since {SHOWN}"
    assert second == "4 calls · 3 conversations (75 %) · 2 reached · 12 min 30 s of conversation"
    assert any("Booker" in line for line in rest)


def test_day_without_calls_is_one_line() -> None:
    text = unmarked(build_digest(CallStatistics(since=SINCE, until=UNTIL, zone="UTC")).text)

    assert text == f"📰 No calls ended since {SHOWN}."


def test_calls_that_were_not_dialed_are_told_of_as_such() -> None:
    statistics = CallStatistics(since=SINCE, until=UNTIL, zone="UTC", apart={"refused": 2})

    assert "2 not dialed" in build_digest(statistics).text
