"""The digest: once a day in each channel that wants it, what calls came to, and a chart of it."""

import logging
from typing import Final

from bot.clock import Clock
from bot.domain.statistics import CallStatistics
from bot.errors import (
    ChartError,
    DeliveryUnknownError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
    SlackUnavailableError,
)
from bot.reporting.chart_process import ChartProcess
from bot.reporting.counting import count_calls
from bot.signals import Signal, Signals
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import Delivery, Digest, ListKey
from bot.ui.rich_text import Message
from bot.ui.statistics import build_digest, format_alt_text

# a file is shown some seconds after Slack took it
_DOUBT_PAUSE_SECONDS: Final = 5.0
_APP_GONE_PAUSE_SECONDS: Final = 60.0
# each try draws the chart anew
_REFUSED_PAUSE_SECONDS: Final = 600.0
_log = logging.getLogger(__name__)


class DigestSender:
    """Writes digests down when their time comes, words them, and shares their charts."""

    def __init__(
        self,
        store: Store,
        slack: Slack,
        charts: ChartProcess,
        access: CallAccess,
        clock: Clock,
        *,
        signals: Signals,
    ) -> None:
        self._store = store
        self._slack = slack
        self._charts = charts
        self._access = access
        self._clock = clock
        self._signals = signals
        self._look_at: dict[int, float] = {}

    async def run(self) -> float | None:
        """Do what is due, return the seconds until more may be; raises StoreError."""
        pauses = [await self._issue_due()]
        for digest in await self._store.digests.awaiting_chart():
            pauses.append(await self._share_chart(digest))
        return min((pause for pause in pauses if pause is not None), default=None)

    async def write(self, delivery: Delivery) -> Message | None:
        """Word a digest; None where its day is over; raises StoreError, SlackUnavailableError."""
        digest = await self._store.digests.get(delivery.digest_id) if delivery.digest_id else None
        if digest is None or digest.is_over(self._clock.now()):
            return None
        return build_digest(await self._count(digest))

    async def _issue_due(self) -> float | None:
        """Write down the digests whose time has come; returns the seconds until the next one."""
        now = self._clock.now()
        schedules = await self._store.digests.schedules()
        for each in schedules:
            if each.is_due(now):
                day = each.today(now)
                until = each.moment_on(day)
                since = each.since(until)
                if await self._store.digests.issue(each, day=day, since=since, until=until):
                    self._signals.emit(Signal.MESSAGE_ADDED)
        pauses = ((each.next_after(now) - now).total_seconds() for each in schedules)
        return min(pauses, default=None)

    async def _share_chart(self, digest: Digest) -> float | None:
        """Share the chart of a digest; returns the seconds until it should be tried again."""
        try:
            return await self._share(digest)
        except SlackUnavailableError as exc:
            if not digest.is_chart_in_doubt:
                await self._store.digests.release_chart(digest.id)
            return exc.retry_after_seconds
        except DeliveryUnknownError as exc:
            _log.warning("the chart of a digest: answer lost (%s)", exc.code)
            self._look_at[digest.id] = self._ready_at()
            return _DOUBT_PAUSE_SECONDS
        except SlackAuthError as exc:
            _log.error("the chart of a digest cannot be shared: %s", exc.code)
            return _APP_GONE_PAUSE_SECONDS
        except (SlackError, ChartError) as exc:
            if isinstance(exc, SlackRefusedError) and not digest.is_over(self._clock.now()):
                _log.warning("the chart of a digest waits: %s", exc.code)
                return _REFUSED_PAUSE_SECONDS
            _log.error("the chart of a digest is given up: %s", exc)
            await self._store.digests.close_chart(digest.id)
            return None

    async def _share(self, digest: Digest) -> float | None:
        name = f"digest-{digest.day}.png"
        if digest.is_chart_in_doubt and digest.ts is not None:
            pause = self._look_at.setdefault(digest.id, self._ready_at()) - self._clock.monotonic()
            if pause > 0:
                return pause
            del self._look_at[digest.id]
            if await self._slack.own_messages.has_file(
                digest.channel_id, name, thread_ts=digest.ts, since=digest.until
            ):
                await self._store.digests.close_chart(digest.id)
                return None
        statistics = await self._count(digest)
        if statistics.calls:
            chart = await self._charts.draw(statistics)
            await self._store.digests.claim_chart(digest.id)
            await self._slack.share_file(
                digest.channel_id,
                chart,
                name=name,
                title="Calls",
                thread_ts=digest.ts,
                alt_text=format_alt_text(statistics),
                tries=1,
            )
        await self._store.digests.close_chart(digest.id)
        return None

    def _ready_at(self) -> float:
        return self._clock.monotonic() + _DOUBT_PAUSE_SECONDS

    async def _count(self, digest: Digest) -> CallStatistics:
        return await count_calls(
            self._store,
            (ListKey.everyone(digest.workspace_id), ListKey.of_channel(*digest.channel)),
            sight=await self._access.find_common_sight(digest.channel, is_unhurried=True),
            since=digest.since,
            until=digest.until,
            zone=digest.zone,
        )
