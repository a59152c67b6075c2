"""The report: statistics shown in a conversation, as a chart with the same facts in words."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.statistics import CallStatistics
from bot.domain.workspaces import ChannelKey
from bot.errors import ChartError
from bot.reporting.chart_process import ChartProcess
from bot.reporting.counting import begin_days, count_calls
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import ListKey
from bot.ui.notices import format_error
from bot.ui.rich_text import RichLine, build_message, format_fallback
from bot.ui.statistics import WITHOUT_CHART, build_summary, build_title, format_alt_text

_log = logging.getLogger(__name__)


class Report:
    """Counts, draws and shares; where no chart can be drawn the words are shared alone."""

    def __init__(
        self,
        store: Store,
        chart_process: ChartProcess,
        slack: Slack,
        access: CallAccess,
        clock: Clock,
    ) -> None:
        self._store = store
        self._chart_process = chart_process
        self._slack = slack
        self._access = access
        self._clock = clock

    async def count(
        self,
        requester: Requester,
        lists: Sequence[ListKey],
        *,
        shown_in: ChannelKey | None = None,
        days: int,
        agent: str | None,
        zone: str,
    ) -> CallStatistics:
        """Count what a person sees of lists, of so many days, today's the last.

        Where it is `shown_in` a channel, only what everybody there may see counts. Raises
        DeniedError, SlackUnavailableError and StoreError.
        """
        sight = await self._access.find_sight(requester)
        if shown_in is not None:
            common = await self._access.find_common_sight(shown_in)
            sight = replace(common, channel_ids=common.channel_ids & sight.channel_ids)
        until = self._clock.now()
        since = begin_days(days, until=until, zone=zone)
        return await count_calls(
            self._store, lists, sight=sight, since=since, until=until, agent=agent, zone=zone
        )

    async def send(
        self,
        channel_id: str,
        statistics: CallStatistics,
        *,
        remark: str,
        thread_ts: str | None = None,
    ) -> None:
        """Share a chart of statistics with a `remark` below its words; raises SlackError."""
        lines: list[RichLine] = [build_title(statistics), *build_summary(statistics), [remark]]
        try:
            chart = await self._chart_process.draw(statistics)
        except ChartError as exc:
            lines.append([f"{format_error(exc)} {WITHOUT_CHART}"])
            await self._slack.post_plain(channel_id, build_message(lines), thread_ts=thread_ts)
            return
        name = f"calls-{self._clock.now():%Y%m%d-%H%M}.png"
        await self._slack.share_file(
            channel_id,
            chart,
            name=name,
            title="Call statistics",
            thread_ts=thread_ts,
            comment=format_fallback(lines),
            alt_text=format_alt_text(statistics),
        )
        _log.info("statistics of %d calls shared", statistics.calls)
