"""The report: statistics shown in a conversation, as a chart with the same facts in words."""

import logging

from bot.clock import Clock
from bot.domain.statistics import CallStatistics
from bot.errors import ChartError
from bot.reporting.chart_process import ChartProcess
from bot.slack import SharedFile, Slack
from bot.ui.notices import format_error
from bot.ui.rich_text import Text, build_message, format_fallback
from bot.ui.statistics import WITHOUT_CHART, build_summary, build_title, format_alt_text

_log = logging.getLogger(__name__)


class Report:
    """Draws and shares; where no chart can be drawn the words are shared alone."""

    def __init__(self, chart_process: ChartProcess, slack: Slack, clock: Clock) -> None:
        self._chart_process = chart_process
        self._slack = slack
        self._clock = clock

    async def send(
        self,
        channel_id: str,
        statistics: CallStatistics,
        *,
        remark: str,
        thread_ts: str | None = None,
    ) -> None:
        """Share a chart of statistics with a `remark` below its words; raises SlackError."""
        lines = [build_title(statistics), *build_summary(statistics), [Text(remark)]]
        try:
            chart = await self._chart_process.draw(statistics)
        except ChartError as exc:
            lines.append([Text(f"{format_error(exc)} {WITHOUT_CHART}")])
            await self._slack.post_plain(channel_id, build_message(lines), thread_ts=thread_ts)
            return
        name = f"calls-{self._clock.now():%Y%m%d-%H%M}.png"
        await self._slack.files.share(
            channel_id,
            SharedFile(name=name, title="Call statistics", content=chart),
            thread_ts=thread_ts,
            comment=format_fallback(lines),
            alt_text=format_alt_text(statistics),
        )
        _log.info("statistics of %d calls shared", statistics.calls)
