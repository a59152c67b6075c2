"""Statistics in words: beside their chart, instead of it, and as the daily digest."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.domain.statistics import (
    AgentCount,
    CallStatistics,
    Outcome,
    format_day,
    format_share,
    format_span,
)
from bot.ui.labels import format_duration, format_status
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message, clean, cut

SHARE_STATS: Final = "share_stats"
CALLS_SINCE: Final = "📰 Calls that ended since "
NO_CALLS_SINCE: Final = "📰 No calls ended since "
COUNTED_FOR_ONE: Final = "Counted: calls in public channels, in this one, and your own."
COUNTED_FOR_ALL: Final = "Counted: calls in public channels and in this one."
CHART_IN_DM: Final = "📊 The chart is in your direct message with me."
WITHOUT_CHART: Final = "Here are the numbers without the chart."
DRAWING: Final = "Drawing the chart …"
SHARED_HERE: Final = "✅ Shared here."
# Slack's limit for the alternative text of a file
_LONGEST_ALT_TEXT: Final = 1_000
_SHOWN_AGENTS: Final = 8
_FEW_DAYS: Final = 7
_SINCE: Final = "{date_short_pretty} {time}"
_OWN_AGENT: Final = "the numbers’ own agent"


def build_title(statistics: CallStatistics) -> RichLine:
    """Say which calls were counted."""
    agent = f" · {clean(statistics.agent, 60)}" if statistics.agent else ""
    when = f" · {format_span(statistics)} ({statistics.zone})"
    return [Text("📊 Calls", bold=True), Text(agent + when)]


def build_summary(statistics: CallStatistics) -> list[RichLine]:
    """Say what calls add up to: the total, by outcome, by agent, by the callee's hour."""
    lines: list[RichLine] = [[Text(_format_total(statistics), bold=True)]]
    if statistics.calls:
        outcomes = (
            f"{format_status(outcome)[0]} {outcome.label} {count:,}"
            for outcome, count in statistics.by_outcome.items()
        )
        lines.append([Text(" · ".join(outcomes))])
        lines.append([Text(_format_agents(statistics))])
    lines += [[Text(sentence)] for sentence in _format_remarks(statistics)]
    return lines


def format_alt_text(statistics: CallStatistics) -> str:
    """Say what the chart shows, in at most 1,000 characters."""
    parts = [f"Calls {format_span(statistics)} ({statistics.zone}): {_format_total(statistics)}."]
    if statistics.calls:
        parts += [
            _format_list("How they ended", _format_outcomes(statistics)),
            _format_days(statistics),
            _format_list("Share reached by the callee’s hour", _format_hours(statistics)),
            _format_list("Lengths of conversations", _format_lengths(statistics)),
        ]
    return cut(" ".join(filter(None, parts)), _LONGEST_ALT_TEXT)


def build_digest(statistics: CallStatistics) -> Message:
    """Say what calls came to since the digest before."""
    since = Moment(statistics.since, _SINCE)
    if not statistics.calls and not statistics.apart:
        return build_message([[Text(NO_CALLS_SINCE), since, Text(".")]])
    title: RichLine = [Text(CALLS_SINCE, bold=True), since]
    return build_message([title, *build_summary(statistics)])


def build_stats_note(sentence: str, value: str) -> Message:
    """Say where the chart is, and offer to show it here as well; `value` is for the button."""
    button = ButtonElement(text="Share here", action_id=SHARE_STATS, value=value)
    return build_message([[Text(sentence)]], ActionsBlock(elements=[button]))


def format_cannot_share(bot_name: str) -> str:
    """Say that a chart cannot be shared where the bot is not a member."""
    return f"✋ I can't share files here. Invite me with /invite @{bot_name}, then try again."


def format_no_calls(*, days: int, has_agent: bool) -> str:
    """Say that nothing can be counted in so many days, today's the last."""
    agent = " with this agent" if has_agent else ""
    when = "today" if days == 1 else f"in the last {days} days"
    return f"No finished calls{agent} {when}, so there is nothing to chart."


def _format_total(statistics: CallStatistics) -> str:
    calls, reached = statistics.calls, statistics.reached
    if not calls:
        return "No calls"
    parts = [
        "1 call" if calls == 1 else f"{calls:,} calls",
        f"{reached:,} reached ({format_share(statistics.share_reached)})",
    ]
    if statistics.minutes:
        length = format_duration(timedelta(minutes=statistics.minutes))
        parts.append(f"{length} of conversation")
    return " · ".join(parts)


def _format_agents(statistics: CallStatistics) -> str:
    shown = statistics.by_agent[:_SHOWN_AGENTS]
    words = [_format_agent(agent) for agent in shown]
    if len(statistics.by_agent) > len(shown):
        words.append(f"and {len(statistics.by_agent) - len(shown)} more")
    return f"By agent: {' · '.join(words)}"


def _format_agent(agent: AgentCount) -> str:
    name = clean(agent.name or "", 40) or _OWN_AGENT
    return f"{name} {agent.calls:,} ({format_share(agent.reached / agent.calls)} reached)"


def _format_remarks(statistics: CallStatistics) -> Iterator[str]:
    best = statistics.best_hour
    if best is not None:
        yield (
            f"Best hour of the callee’s day: {_format_hour(best.hour)}, "
            f"{format_share(best.share_reached)} of {best.calls:,} reached"
        )
    if statistics.without_zone:
        number = _format_count(statistics.without_zone)
        yield f"{number} not in the hourly chart: the callee’s time zone is unknown"
    if statistics.apart:
        apart = (
            f"{count:,} {format_status(status)[1].lower()}"
            for status, count in statistics.apart.items()
        )
        yield f"Not counted: {', '.join(apart)}"


def _format_days(statistics: CallStatistics) -> str:
    days = [(day.day, sum(day.outcomes.values())) for day in statistics.per_day]
    if len(days) <= _FEW_DAYS:
        counted = (f"{format_day(day)} {count:,}" for day, count in days if count)
        return _format_list("Calls per day", counted)
    busiest, most = max(days, key=lambda each: each[1])
    idle = sum(not count for _, count in days)
    spread = f"Calls ended on {len(days) - idle} of {len(days)} days"
    return f"{spread}, most on {format_day(busiest)}: {most:,}."


def _format_list(heading: str, items: Iterator[str]) -> str:
    listed = ", ".join(items)
    return f"{heading}: {listed}." if listed else ""


def _format_outcomes(statistics: CallStatistics) -> Iterator[str]:
    for outcome in Outcome:
        if count := statistics.by_outcome.get(outcome):
            yield f"{outcome.label.lower()} {count:,}"


def _format_hours(statistics: CallStatistics) -> Iterator[str]:
    for hour in statistics.by_hour:
        if hour.calls:
            yield f"{hour.hour} h {format_share(hour.share_reached)} of {hour.calls:,}"


def _format_lengths(statistics: CallStatistics) -> Iterator[str]:
    for length in statistics.lengths:
        if length.calls:
            yield f"{length.label} {length.calls:,}"


def _format_count(number: int) -> str:
    return "1 call is" if number == 1 else f"{number:,} calls are"


def _format_hour(hour: int) -> str:
    return f"{hour}:00 to {hour + 1}:00"
