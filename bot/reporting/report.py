"""The report: statistics shown in a conversation, as a picture with the same facts in words."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.clock import Clock
from bot.domain.statistics import Statistics
from bot.errors import PictureFailed
from bot.reporting.chart_process import Painter
from bot.reporting.counting import Stats
from bot.slack import SharedFile, Slack
from bot.ui.notices import explain
from bot.ui.rich_text import Line, Words, build_message, build_text
from bot.ui.statistics import build_alt_text, build_title, describe

_WITHOUT_PICTURE: Final = "The words stand alone this time."
_log = logging.getLogger(__name__)


class StatsReport:
    """Counts, paints and shares; what cannot be painted is told in words."""

    def __init__(self, stats: Stats, painter: Painter, slack: Slack, clock: Clock) -> None:
        self._stats = stats
        self._painter = painter
        self._slack = slack
        self._clock = clock

    async def count(
        self, lists: Sequence[str], *, days: int, agent: str | None, zone: str
    ) -> Statistics:
        """Count the calls of so many days, today's the last; raises StoreError."""
        return await self._stats.count_days(lists, days=days, agent=agent, zone=zone)

    async def send(
        self,
        channel_id: str,
        statistics: Statistics,
        *,
        remark: str,
        thread_ts: str | None = None,
    ) -> None:
        """Share a picture of statistics with a `remark` below its words; raises SlackError."""
        lines: list[Line] = [build_title(statistics), *describe(statistics), [Words(remark)]]
        try:
            picture = await self._painter.paint(statistics)
        except PictureFailed as exc:
            lines.append([Words(f"{explain(exc)} {_WITHOUT_PICTURE}")])
            await self._slack.say(channel_id, build_message(lines), thread_ts=thread_ts)
            return
        await self._slack.files.share(
            channel_id,
            SharedFile(
                name=f"calls-{self._clock.now():%Y%m%d-%H%M}.png",
                title="Statistics of calls",
                content=picture,
            ),
            thread_ts=thread_ts,
            comment=build_text(lines),
            alt_text=build_alt_text(statistics),
        )
        _log.info("statistics of %d calls shared", statistics.calls)
