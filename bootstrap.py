"""The bot, built: every part made once, started in order, stopped in the opposite one."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from bot.calling.agent_directory import AgentDirectory
from bot.calling.attempts import Later
from bot.calling.dialer import Dialer
from bot.calling.results import ResultCollector
from bot.calling.tracker import Tracker
from bot.clock import Clock
from bot.config import Config
from bot.errors import CallBotError, ConfigError
from bot.messaging.home import Home
from bot.messaging.outbox import OutboxWorker
from bot.messaging.permalinks import Permalinks
from bot.ops.health import HealthReport, HealthServer
from bot.ops.jobs import Jobs
from bot.ops.sign_in import sign_in
from bot.parsing.times import warm_up
from bot.reporting.chart_process import ChartProcess
from bot.reporting.counting import CallCounter
from bot.reporting.csv_export import Export
from bot.reporting.report import Report
from bot.reporting.result_files import ResultFiles
from bot.slack import Slack, build_web_client
from bot.store.sqlite import Store
from bot.store.sqlite.outbox import DeliveryKind
from bot.subscriptions.channel_visibility import ChannelVisibility
from bot.subscriptions.digests import Digests
from bot.subscriptions.watch_lines import WatchLines
from bot.voicy import Recordings, RequestBudget, VoicyClient
from handlers.app import build_app
from handlers.background import BackgroundTasks
from handlers.context import Services
from handlers.transport.socket_mode import SocketModeLink

# with the goodbye to Slack and the end of the process it stays within the ten that are promised
_GRACE_SECONDS: Final = 7.0
_FIRST_LOOK_SECONDS: Final = 1.0
_ACKNOWLEDGING_SECONDS: Final = 0.05
_PAUSE_AFTER_FAULT_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class CallBot:
    """The whole bot; `store`, `slack` and `clock` stand in for the ones it would build itself."""

    def __init__(
        self,
        config: Config,
        *,
        store: Store | None = None,
        slack: Slack | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._config = config
        self._clock = clock = clock or Clock()
        self.store = store or Store(config.database_path, slots=config.voicy_max_concurrent_calls)
        self._web = build_web_client(
            token=config.slack_bot_token.get_secret_value(), base_url=config.slack_api_url
        )
        self._slack = slack or Slack(self._web)
        self._budget = RequestBudget(
            clock=clock.monotonic, sleep=clock.sleep, wall_clock=lambda: clock.now().timestamp()
        )
        self._voicy = VoicyClient(
            base_url=config.voicy_api_url,
            api_key=config.voicy_api_key.get_secret_value(),
            budget=self._budget,
        )
        self._agents = AgentDirectory(self._voicy, clock)
        recordings = Recordings(base_url=config.voicy_api_url)
        self._playback = ResultFiles(self._voicy, recordings, self._slack, clock)
        self._errands = BackgroundTasks()
        self._chart_process = chart_process = ChartProcess()
        stats = CallCounter(self.store, clock)
        self._stats = Report(stats, chart_process, self._slack, clock)
        self._permalinks = Permalinks(self.store, self._slack)
        self._home = Home(
            self.store, self._slack, self._permalinks, clock, command=config.slash_command
        )
        channels = ChannelVisibility(self.store, self._slack, clock, on_change=self._home.wake)
        self._watching = WatchLines(
            self.store, channels, self._permalinks, clock, on_change=self._wake_tellers
        )
        digests = Digests(
            self.store, self._slack, stats, chart_process, clock, on_change=self._wake_tellers
        )
        self._outbox = OutboxWorker(
            self.store,
            self._slack,
            clock,
            on_opened=self._record_opened,
            on_digest=self._record_digest,
            writers={
                DeliveryKind.WATCH_LINE: self._watching.write_line,
                DeliveryKind.WATCH_ENDED: self._watching.write_farewell,
                DeliveryKind.DIGEST: digests.write,
            },
        )
        self._dialer = Dialer(
            self.store,
            self._voicy,
            self._agents,
            clock,
            caller_ids=config.voicy_from_numbers,
            open_thread=self._outbox.open_thread,
            on_change=self._wake_tellers,
            on_dialed=self._record_dialed,
        )
        tracker = Tracker(
            self.store,
            self._voicy,
            self._budget,
            clock,
            longest_call=timedelta(minutes=config.voicy_longest_call_minutes),
            on_change=self._record_change,
        )
        results = ResultCollector(self.store, self._voicy, clock, on_change=self._wake_tellers)
        later = Later(
            self.store,
            clock,
            pauses=config.retry_pauses,
            on_change=self._record_due,
        )
        self._jobs = Jobs(
            later=later.run,
            follow=tracker.follow,
            collect=results.collect,
            refresh_agents=self._refresh_agents,
            learn_channels=channels.learn,
            digests=digests.run,
            sweep=self._sweep,
            watch_link=self._watch_link,
        )
        self._tracker = tracker
        self._loops: list[asyncio.Task[None]] = []
        self._link: SocketModeLink | None = None
        self._health: HealthServer | None = None

    async def start(self) -> None:
        """Open the store, take up what is unfinished, connect to Slack.

        Raises ConfigError, StoreError or SlackError; then nothing was started.
        """
        await self.store.open()
        try:
            await self.store.orders.check_writable()
            identity = await sign_in(self._slack, self._config, self._clock)
            await self._start_health()
        except CallBotError:
            await self._voicy.aclose()
            await self.store.close()
            raise
        services = Services(
            config=self._config,
            identity=identity,
            clock=self._clock,
            store=self.store,
            slack=self._slack,
            agents=self._agents,
            dialer=self._dialer,
            playback=self._playback,
            home=self._home,
            permalinks=self._permalinks,
            outbox=self._outbox,
            watching=self._watching,
            export=Export(self.store, self._slack, self._clock),
            stats=self._stats,
            background=self._errands,
            recheck_schedule=self.recheck_schedule,
        )
        app_token = self._config.slack_app_token.get_secret_value()
        # the SDK dates its pongs by the machine's clock, whatever clock the bot was given
        self._link = SocketModeLink(build_app(services), app_token, self._web, Clock())
        # before the first look, which must find a dial without an answer as what it is
        await self._dialer.resume()
        self._jobs.start()
        self._loops = [
            asyncio.create_task(_keep_going(self._outbox.run), name="outbox"),
            asyncio.create_task(_keep_going(self._dialer.run), name="dialer"),
            asyncio.create_task(_keep_going(self._home.run), name="home"),
        ]
        await self._link.connect()
        await asyncio.to_thread(warm_up)
        # what was imported lives for ever; walking through it again and again would hold up
        # acknowledgements for tens of milliseconds
        gc.collect()
        gc.freeze()
        _log.info("connected to %s as @%s", identity.team_name, identity.name)

    async def stop(self) -> None:
        """Take nothing new, finish what is being dialed or posted, leave the rest written down."""
        if self._link is not None:
            # Bolt sends an acknowledgement up to 10 ms after it was given
            await asyncio.sleep(_ACKNOWLEDGING_SECONDS)
            await self._link.close()
        await self._errands.finish(grace_seconds=_GRACE_SECONDS / 4)
        self._jobs.stop()
        await self._dialer.stop(grace_seconds=_GRACE_SECONDS / 2)
        await self._outbox.stop(grace_seconds=_GRACE_SECONDS / 4)
        await self._chart_process.finish()
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._health is not None:
            await self._health.stop()
        await self._voicy.aclose()
        await self.store.close()

    async def check_health(self) -> HealthReport:
        """Say how the bot is; raises StoreError."""
        live, waiting = await self.store.calls.count_open()
        return HealthReport(
            poll_age_seconds=self._tracker.poll_age_seconds if live else 0.0,
            pong_age_seconds=self._link.pong_age_seconds if self._link else 0.0,
            live_calls=live,
            waiting_calls=waiting,
            waiting_deliveries=await self.store.outbox.count_due(),
            failed_jobs=self._jobs.failures,
            rebuilt_links=self._link.rebuilt if self._link else 0,
            voicy_requests=self._budget.requests_sent,
            voicy_requests_remaining=self._budget.remaining,
            voicy_rate_limited=self._budget.rate_limited,
            auth_error=self._outbox.auth_error,
        )

    def recheck_schedule(self) -> None:
        """Let everything that waits for a moment look at the time again; for clocks that jump."""
        self._record_change()
        self._jobs.run_now("digests")

    async def _start_health(self) -> None:
        config = self._config
        if config.health_port is None:
            return
        self._health = HealthServer(self.check_health)
        try:
            port = await self._health.start(config.health_host, config.health_port)
        except OSError as exc:
            raise ConfigError(
                (f"HEALTH_PORT {config.health_port} cannot be used ({exc.strerror}).",)
            ) from exc
        _log.info("health on http://%s:%d/healthz", config.health_host, port)

    async def _watch_link(self) -> float | None:
        return None if self._link is None else await self._link.watch()

    def _wake_tellers(self) -> None:
        self._outbox.wake()
        self._home.wake()

    def _record_opened(self) -> None:
        self._dialer.wake()
        self._home.wake()
        self._jobs.run_now("later")
        self._jobs.run_now("learn_channels")

    def _record_digest(self) -> None:
        self._jobs.run_now("digests")

    def _record_dialed(self) -> None:
        # the answer to the dial is news enough for the next second
        self._jobs.run_in("follow", _FIRST_LOOK_SECONDS)
        self._jobs.run_now("later")

    def _record_change(self) -> None:
        self._record_due()
        self._jobs.run_now("collect")
        self._jobs.run_now("later")

    def _record_due(self) -> None:
        self._wake_tellers()
        self._dialer.wake()

    async def _refresh_agents(self) -> float | None:
        with suppress(CallBotError):
            await self._agents.refresh()
        return None

    async def _sweep(self) -> float | None:
        self._record_due()
        return None


async def _keep_going(serve: Callable[[], Awaitable[None]]) -> None:
    """Begin again where a loop breaks: everything it needs is in the store."""
    while True:
        try:
            await serve()
        except Exception:  # noqa: BLE001 - a bot that stands still loses what it was trusted with
            _log.exception("a loop broke and begins again")
            await asyncio.sleep(_PAUSE_AFTER_FAULT_SECONDS)
        else:
            return
