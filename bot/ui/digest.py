"""The daily digest of a channel: what calls came to, in words; its picture stands in its thread."""

from typing import Final

from bot.domain.statistics import CallStatistics
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message
from bot.ui.statistics import describe

_SINCE: Final = "{date_short_pretty} {time}"


def build_digest(statistics: CallStatistics) -> Message:
    """Say what calls came to since the digest before."""
    since = Moment(statistics.since, _SINCE)
    if not statistics.calls and not statistics.apart:
        return build_message([[Text("📰 No call ended since "), since, Text(".")]])
    title: RichLine = [Text("📰 Calls that ended since ", bold=True), since]
    return build_message([title, *describe(statistics)])
