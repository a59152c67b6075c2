"""Statistics in words: beside their chart, instead of it, and as the daily digest."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from bot.domain.statistics import (
    ENOUGH_CALLS,
    FEWEST_HOURS,
    CallCount,
    CallStatistics,
    format_day,
    format_share,
    format_span,
)
from bot.ui.buttons import build_buttons
from bot.ui.labels import choose_form, format_details, format_duration, format_status
from bot.ui.outcomes import OUTCOME_LABEL
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message, clean, cut

SHARE_STATS: Final = "share_stats"
CALLS_SINCE: Final = "📰 Calls that ended since "
NO_CALLS_SINCE: Final = "📰 No calls ended since "
COUNTED_FOR_ONE: Final = "Counted: your own calls, and those in the channels that you see now."
COUNTED_FOR_ALL: Final = (
    "Counted: calls in public channels and in this one, as far as everybody here may see them."
)
CHART_IN_DM: Final = "📊 The chart is in your direct message with me."
WITHOUT_CHART: Final = "Here are the numbers without the chart."
DRAWING: Final = "Drawing the chart …"
SHARED_HERE: Final = "✅ Shared here."
NO_BEST_HOUR: Final = (
    f"No best hour yet: that needs {ENOUGH_CALLS} calls in each of {FEWEST_HOURS} daytime hours."
)
# Slack's limit for the alternative text of a file
_LONGEST_ALT_TEXT: Final = 1_000
_SHOWN_AGENTS: Final = 8
_FEW_DAYS: Final = 7
_SINCE: Final = "{date_short_pretty} {time}"
_OWN_AGENT: Final = "the numbers’ own agent"


def build_title(statistics: CallStatistics) -> RichLine:
    """Say which calls were counted."""
    when = f"{format_span(statistics)} ({statistics.zone})"
    return [Text("📊 Calls", bold=True), format_details(clean(statistics.agent or "", 60), when)]


def build_summary(statistics: CallStatistics) -> list[RichLine]:
    """Say what calls add up to: the total, by outcome, by agent, by the callee's hour."""
    lines: list[RichLine] = [[Text(_format_total(statistics), bold=True)]]
    if statistics.calls:
        outcomes = (
            f"{' '.join(OUTCOME_LABEL[outcome])} {count:,}"
            for outcome, count in statistics.by_outcome.items()
        )
        lines += [[" · ".join(outcomes)], [_format_agents(statistics)]]
    lines += [[sentence] for sentence in _format_remarks(statistics)]
    return lines


def format_alt_text(statistics: CallStatistics) -> str:
    """Say what the chart shows, in at most 1,000 characters."""
    counts = statistics.by_outcome
    parts = [f"Calls {format_span(statistics)} ({statistics.zone}): {_format_total(statistics)}."]
    if statistics.calls:
        ended = (f"{OUTCOME_LABEL[each][1].lower()} {count:,}" for each, count in counts.items())
        hours = (
            f"{each.hour} h {format_share(each.share)} of {each.calls:,}"
            for each in statistics.by_hour
            if each.calls
        )
        lengths = (f"{each.label} {each.calls:,}" for each in statistics.lengths if each.calls)
        parts += [
            _format_list("How they ended", ended),
            _format_days(statistics),
            _format_list("Share of conversations by the callee’s hour", hours),
            _format_list("Lengths of conversations", lengths),
        ]
    return cut(" ".join(filter(None, parts)), _LONGEST_ALT_TEXT)


def build_digest(statistics: CallStatistics) -> Message:
    """Say what calls came to since the digest before."""
    since = Moment(statistics.since, _SINCE)
    if not statistics.calls and not statistics.apart:
        return build_message([[NO_CALLS_SINCE, since, "."]])
    return build_message([[Text(CALLS_SINCE, bold=True), since], *build_summary(statistics)])


def build_stats_note(sentence: str, value: str) -> Message:
    """Say where the chart is, and offer to show it here as well; `value` is for the button."""
    return build_message([[sentence]], *build_buttons("", [("Share here", SHARE_STATS, value)]))


def format_cannot_share(bot_name: str) -> str:
    """Say that a chart cannot be shared where the bot is not a member."""
    return f"✋ I can't share files here. Invite me with /invite @{bot_name}, then try again."


def format_no_calls(*, days: int, has_agent: bool) -> str:
    """Say that nothing can be counted in so many days, today's the last."""
    agent = " with this agent" if has_agent else ""
    when = "today" if days == 1 else f"in the last {days} days"
    return f"No finished calls{agent} {when}, so there is nothing to chart."


def _format_total(statistics: CallStatistics) -> str:
    calls, length = statistics.calls, timedelta(minutes=statistics.minutes)
    if not calls:
        return "No calls"
    return choose_form(calls, "1 call", "{} calls") + format_details(
        _format_conversations(statistics),
        f"{statistics.reached:,} reached" if statistics.reached else None,
        f"{format_duration(length)} of conversation" if statistics.minutes else None,
    )


def _format_conversations(count: CallCount) -> str:
    conversations = choose_form(count.conversations, "1 conversation", "{} conversations")
    return f"{conversations} ({format_share(count.share)})"


def _format_agents(statistics: CallStatistics) -> str:
    words = [
        f"{clean(each.name or '', 40) or _OWN_AGENT} {each.calls:,} "
        f"({format_share(each.share)} conversations)"
        for each in statistics.by_agent
    ]
    if len(words) > _SHOWN_AGENTS:
        words[_SHOWN_AGENTS:] = [f"and {len(words) - _SHOWN_AGENTS} more"]
    return f"By agent: {' · '.join(words)}"


def _format_remarks(statistics: CallStatistics) -> Iterator[str]:
    best, number = statistics.best_hour, statistics.without_zone
    if best is not None:
        hour = f"{best.hour}:00 to {best.hour + 1}:00"
        share = f"conversations in {format_share(best.share)} of {best.calls:,} calls"
        yield f"Best hour of the callee’s day: {hour}, {share}"
    elif statistics.calls and not statistics.has_telling_hours:
        yield NO_BEST_HOUR
    if number:
        calls = choose_form(number, "1 call is", "{} calls are")
        yield f"{calls} not in the hourly chart: the callee’s time zone is unknown"
    if statistics.awaited:
        yield choose_form(
            statistics.awaited,
            "1 call counts as answered until its result is here",
            "{} calls count as answered until their results are here",
        )
    if statistics.apart:
        apart = (
            f"{count:,} {format_status(status)[1].lower()}"
            for status, count in statistics.apart.items()
        )
        yield f"Not counted: {', '.join(apart)}"


def _format_days(statistics: CallStatistics) -> str:
    days = [(format_day(each.day), sum(each.outcomes.values())) for each in statistics.per_day]
    counted = [f"{day} {count:,}" for day, count in days if count]
    if len(days) <= _FEW_DAYS:
        return _format_list("Calls per day", counted)
    busiest, most = max(days, key=lambda each: each[1])
    return f"Calls ended on {len(counted)} of {len(days)} days, most on {busiest}: {most:,}."


def _format_list(heading: str, items: Iterable[str]) -> str:
    listed = ", ".join(items)
    return f"{heading}: {listed}." if listed else ""
